/** The values of the volume that the active 3D picture shows, asked for when they are wanted. */
import { useEffect } from "react";
import type { Histogram } from "../../lib/api";
import { useStore, useViewer, useViewerState } from "../context";
import { activeStack } from "../state";
import { volumeKey } from "./histograms";

/** Of this phase of the active series; null while it is not known. */
export function useHistogram(phase: number): Histogram | null {
  const viewer = useViewer();
  const uid = useViewerState((state) => activeStack(state)?.series_uid ?? "");
  const known = useStore(viewer.histograms.store);
  useEffect(() => {
    if (uid !== "") viewer.histograms.need(uid, phase);
  }, [uid, phase, viewer]);
  return known.get(volumeKey(uid, phase)) ?? null;
}
