/** The panel beside the pictures: DICOM tags of the image shown, or the study's documents. Others fill it. */
import type { ComponentType } from "react";
import type { Series, Study } from "../../lib/api";
import { useCalm, useViewer, useViewerState } from "../context";
import { frameOf, mainSeries } from "../scene";
import { CurvePanel, CutList, MoviePanel, SurfacePanel } from "./onDemand";
import { activeScene, activeStack, type PanelName, type ViewerState } from "../state";

/** The tag browser of a series, begun at one instance. */
export interface TagsProps {
  series: Series;
  sopUid: string | null;
  onClose: () => void;
}

export interface DocumentsProps {
  study: Study;
  onClose: () => void;
}

export interface SidePanelProps {
  className: string;
  Tags: ComponentType<TagsProps>;
  Documents: ComponentType<DocumentsProps>;
}

function shownSeries(state: ViewerState): Series | null {
  const uid = mainSeries(activeScene(state));
  return state.study?.series.find((series) => series.series_uid === uid) ?? null;
}

function shownInstance(state: ViewerState): string | null {
  const scene = activeScene(state);
  return (scene && activeStack(state)?.frames[frameOf(scene)]?.sop_uid) ?? null;
}

export function SidePanel({ className, Tags, Documents }: SidePanelProps) {
  const panel = useViewerState((state) => state.panel);
  if (panel === "tags") return <TagsPanel className={className} Tags={Tags} />;
  if (panel === "documents") return <DocumentsPanel className={className} Documents={Documents} />;
  if (panel === "curve") return <ToolAside className={className} panel="curve" Content={CurvePanel} />;
  if (panel === "cuts") return <ToolAside className={className} panel="cuts" Content={CutList} />;
  if (panel === "surface") return <ToolAside className={className} panel="surface" Content={SurfacePanel} />;
  if (panel === "movie") return <ToolAside className={className} panel="movie" Content={MoviePanel} />;
  return null;
}

/** A panel that works on the picture: on phones the picture stays in sight above it. */
function ToolAside({ className, panel, Content }: Pick<SidePanelProps, "className"> & { panel: PanelName; Content: ComponentType<{ onClose: () => void }> }) {
  const close = useClose();
  return (
    <aside className={className} data-panel={panel} data-low>
      <Content onClose={close} />
    </aside>
  );
}

function useClose(): () => void {
  const viewer = useViewer();
  return () => {
    viewer.store.update((state) => ({ ...state, panel: null }));
    // The button that closed it goes with it: keys are for the picture again.
    viewer.area.viewports[viewer.state.arrangement.active]?.root.focus({ preventScroll: true });
  };
}

function TagsPanel({ className, Tags }: Pick<SidePanelProps, "className" | "Tags">) {
  const series = useViewerState(shownSeries);
  const { store } = useViewer();
  const sopUid = useCalm(store, shownInstance);
  const close = useClose();
  if (!series) return null;
  return (
    <aside className={className}>
      <Tags series={series} sopUid={sopUid} onClose={close} />
    </aside>
  );
}

function DocumentsPanel({ className, Documents }: Pick<SidePanelProps, "className" | "Documents">) {
  const study = useViewerState((state) => state.study);
  const close = useClose();
  if (!study) return null;
  return (
    <aside className={className}>
      <Documents study={study} onClose={close} />
    </aside>
  );
}
