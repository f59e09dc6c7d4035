/** The series of the study: drag one to a viewport, or choose it for the active one. */
import { useLingui } from "@lingui/react/macro";
import { useMemo } from "react";
import { useCalm, useViewer, useViewerState } from "../context";
import { mainSeries } from "../scene";
import classes from "./Rail.module.css";
import { Tile } from "./Tile";

const everything = <T,>(value: T): T => value;

export function Rail({ onChosen }: { onChosen?: () => void }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const study = useViewerState((state) => state.study);
  const scenes = useViewerState((state) => state.arrangement.scenes.map((scene) => mainSeries(scene) ?? "").join(" "));
  const active = useViewerState((state) => mainSeries(state.arrangement.scenes[state.arrangement.active]));
  const seen = useCalm(viewer.seenStore, everything);
  const shown = useMemo(() => new Set(scenes.split(" ")), [scenes]);
  // What has no pictures is there to be known of, behind what is read.
  const listed = useMemo(() => study?.series.toSorted((a, b) => Number(b.viewable) - Number(a.viewable)), [study]);
  return (
    <nav className={classes["rail"]} aria-label={t`Series`}>
      {listed?.map((series) => (
        <Tile
          key={series.series_uid}
          series={series}
          shown={shown.has(series.series_uid)}
          active={active === series.series_uid}
          seen={seen.get(series.series_uid)?.size ?? 0}
          onOpen={() => {
            viewer.openSeries(viewer.state.arrangement.active, series.series_uid);
            onChosen?.();
          }}
        />
      ))}
    </nav>
  );
}
