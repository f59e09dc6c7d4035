/** The viewer as a page: toolbars, rail and panels around the picture area, which React only mounts. */
import "./viewer.css";
import "./marks.css";
import "./planes.css";
import "./surface/surface.css";
import "./fusion/fusion.css";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { ArrowLeft, CloudOff, TriangleAlert } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../lib/api";
import type { LiveEvent } from "../lib/events";
import { useLiveEvents } from "../lib/live";
import { nameLine } from "../lib/personName";
import { StatePanel } from "../ui/StatePanel";
import { ViewerCore } from "./core";
import { useStore, useViewer, useViewerState, ViewerContext } from "./context";
import { fusedOf } from "./fusion/actions";
import { listenToKeys } from "./keyboard";
import { BottomBar } from "./panels/BottomBar";
import { ContextMenu } from "./panels/ContextMenu";
import { CineBar, CutBar, FusionBar, Help, PathBar, Performance, PhaseBar, SurfaceBar } from "./panels/onDemand";
import { Rail } from "./panels/Rail";
import { SlabMenu } from "./panels/SlabMenu";
import { SidePanel, type SidePanelProps } from "./panels/SidePanel";
import { Toolbar } from "./panels/Toolbar";
import { activeSurface } from "./surface/actions";
import { reasonOf } from "./reasons";
import { activeStack } from "./state";
import classes from "./Viewer.module.css";

export interface ViewerProps {
  /** Study Instance UID of the study to show. */
  studyUid: string;
  onLeave: () => void;
  /** Studies before and after this one in the reader's list; null where there is none. */
  previous: string | null;
  next: string | null;
  onStudy: (studyUid: string) => void;
  Tags: SidePanelProps["Tags"];
  Documents: SidePanelProps["Documents"];
}

/** Phones and tablets begin with scrolling: a finger is for turning pages. */
function firstTool(): "scroll" | "window" {
  return window.matchMedia("(pointer: coarse)").matches ? "scroll" : "window";
}

/** Reading rooms are dark: the viewer is dark whatever the rest of the product is. */
function useDark(): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    const before = dataset["mantineColorScheme"];
    dataset["mantineColorScheme"] = "dark";
    return () => {
      if (before !== undefined) dataset["mantineColorScheme"] = before;
    };
  }, []);
}

export function Viewer(props: ViewerProps) {
  const { studyUid } = props;
  const [viewer, setViewer] = useState<ViewerCore | null>(null);
  useDark();
  useEffect(() => {
    const core = new ViewerCore(studyUid, firstTool());
    const stop = listenToKeys(core);
    // oxlint-disable-next-line react/set-state-in-effect -- socket and DOM live exactly as long as the mount
    setViewer(core);
    return () => {
      stop();
      core.close();
      setViewer(null);
    };
  }, [studyUid]);
  if (!viewer) return <div className={classes["root"]} />;
  return (
    <ViewerContext value={viewer}>
      <Frame {...props} />
    </ViewerContext>
  );
}

function Frame({ studyUid, onLeave, previous, next, onStudy, Tags, Documents }: ViewerProps) {
  const viewer = useViewer();
  useEffect(() => viewer.neighbours.set({ previous, next, open: onStudy }), [viewer, previous, next, onStudy]);
  const phone = useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
  const rail = useViewerState((state) => state.rail);
  const help = useViewerState((state) => state.help);
  const listener = useCallback(
    (event: LiveEvent) => {
      if (event.type === "resync" || event.study_uid === studyUid) void viewer.growth.heard();
    },
    [viewer, studyUid],
  );
  useLiveEvents(listener);
  return (
    <main className={classes["root"]} data-phone={phone || undefined}>
      <div className={classes["top"]}>{phone ? <PhoneTop onLeave={onLeave} /> : <Toolbar onLeave={onLeave} />}</div>
      {rail && !phone ? (
        <div className={classes["rail"]}>
          <Rail />
        </div>
      ) : null}
      <div className={classes["bar"]}>
        <VolumeBar />
      </div>
      <PictureArea onLeave={onLeave} />
      <SidePanel className={classes["panel"] ?? ""} Tags={Tags} Documents={Documents} />
      {phone ? (
        <div className={classes["bottom"]}>
          <BottomBar />
        </div>
      ) : null}
      <ContextMenu />
      {help ? <Help /> : null}
    </main>
  );
}

/** The bar of the active 3D picture, else of what is fused on the screen. */
function VolumeBar() {
  const surface = useViewerState((state) => activeSurface(state) !== null);
  const fused = useViewerState((state) => fusedOf(state) !== null);
  if (surface) return <SurfaceBar />;
  return fused ? <FusionBar /> : null;
}

function PictureArea({ onLeave }: { onLeave: () => void }) {
  const viewer = useViewer();
  const mount = useRef<HTMLDivElement>(null);
  const performance = useViewerState((state) => state.panel === "performance");
  const tool = useViewerState((state) => state.tool);
  const cine = useViewerState((state) => state.cine.has(state.arrangement.active));
  const phases = useViewerState((state) => (activeStack(state)?.volume?.phases ?? 1) > 1);
  useEffect(() => {
    mount.current?.prepend(viewer.area.root);
    return () => viewer.area.root.remove();
  }, [viewer]);
  return (
    <div className={classes["area"]} ref={mount}>
      {cine ? <CineBar /> : null}
      {phases ? <PhaseBar /> : null}
      {tool === "scalpel" ? <CutBar /> : null}
      {tool === "path" ? <PathBar /> : null}
      {performance ? <Performance /> : null}
      <StudyState onLeave={onLeave} />
      <LinkState />
      <Notice />
    </div>
  );
}

/** The study cannot be shown: why, and what to do. */
function StudyState({ onLeave }: { onLeave: () => void }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const error = useViewerState((state) => state.studyError);
  const empty = useViewerState((state) => state.study !== null && !state.arrangement.scenes.some(Boolean) && !state.study.series.some((series) => series.viewable));
  if (error === null && !empty) return null;
  const action =
    error === null ? (
      <Button variant="default" onClick={onLeave}>
        <Trans>Back to the list</Trans>
      </Button>
    ) : (
      <Button variant="default" onClick={() => void viewer.reopen()}>
        <Trans>Try again</Trans>
      </Button>
    );
  return (
    <div className={classes["state"]}>
      <StatePanel icon={TriangleAlert} title={error === null ? t`This study has no pictures` : t`The study could not be opened`} action={action} alert={error !== null}>
        {error}
      </StatePanel>
    </div>
  );
}

const SAY_LOST_AFTER_MS = 1200;

function LinkState() {
  const link = useViewerState((state) => state.link);
  const waiting = useViewerState((state) => state.waiting);
  const [late, setLate] = useState(false);
  const lost = link === "lost";
  const away = lost || waiting !== false;
  useEffect(() => {
    // The rest of the product knows what to do when a session ended: let it find out.
    if (link === "ended") void api.me().catch(() => undefined);
  }, [link]);
  useEffect(() => {
    if (!away) return undefined;
    const timer = window.setTimeout(() => setLate(true), SAY_LOST_AFTER_MS);
    return () => {
      window.clearTimeout(timer);
      setLate(false);
    };
  }, [away]);
  const text =
    link === "refused" ? <Trans>You may not see the pictures of this study.</Trans>
    : link === "broken" ? <Trans>The viewer and the server do not understand each other. Load the page again.</Trans>
    : lost && late ? <Trans>Connection lost. Connecting again…</Trans>
    : typeof waiting === "string" ? reasonOf("render.busy", waiting)
    : away && late ? <Trans>The server is making its pictures ready. One moment…</Trans>
    : null;
  if (text === null) return null;
  return (
    <div className={classes["lost"]} role="status">
      <CloudOff size={16} aria-hidden="true" />
      {text}
    </div>
  );
}

const NOTICE_MS = 4000;

function Notice() {
  const viewer = useViewer();
  const notice = useStore(viewer.notice);
  useEffect(() => {
    if (!notice) return undefined;
    const timer = window.setTimeout(() => viewer.notice.update(() => null), NOTICE_MS);
    return () => window.clearTimeout(timer);
  }, [notice, viewer]);
  return (
    <div className={classes["notice"]} role="status">
      {notice?.text}
    </div>
  );
}

function PhoneTop({ onLeave }: { onLeave: () => void }) {
  const { t, i18n } = useLingui();
  const study = useViewerState((state) => state.study);
  return (
    <div className={classes["phonetop"]}>
      <UnstyledButton className={classes["back"] ?? ""} aria-label={t`Back to the list`} onClick={onLeave}>
        <ArrowLeft size={22} strokeWidth={1.75} aria-hidden="true" />
      </UnstyledButton>
      <div className={classes["phonetitle"]}>
        <div>{study ? nameLine(study.patient.name, i18n.locale) : ""}</div>
        <div className="dp-muted">{study?.description}</div>
      </div>
      <SlabMenu />
    </div>
  );
}
