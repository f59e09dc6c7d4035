/** All that the viewer knows, as one immutable value. The arrangement is what undo, redo and the exact-view link hold. */
import type { Presentation, Study, Stack, Video } from "../lib/api";
import type { LinkState, Waiting } from "./session";
import { frameOf, mainSeries, type Scene, type Vec3 } from "./scene";
import { ofFrame } from "./viewport/ofFrame";

export type ToolName = "window" | "zoom" | "pan" | "scroll" | "cursor" | "probe" | "rotate" | "shift" | "scalpel" | "path";
export type OverlayMode = "full" | "anonymous" | "none";
export type PanelName = "tags" | "documents" | "performance" | "curve" | "cuts" | "surface" | "movie";
export const MAX_ROWS = 4;
export const MAX_COLUMNS = 4;

/** What moves together. `scroll` holds the frame of every viewport at the moment of linking: the base of offsets. */
export interface Links {
  readonly scroll: readonly number[] | null;
  readonly window: boolean;
  readonly zoom: boolean;
}

export interface Arrangement {
  readonly rows: number;
  readonly columns: number;
  /** One entry a viewport, row by row; null is an empty one. */
  readonly scenes: readonly (Scene | null)[];
  readonly active: number;
  /** True: the active viewport alone fills the area. */
  readonly maximised: boolean;
  readonly links: Links;
  /** The one point that all views of its space show. */
  readonly cursor: Cursor | null;
  /** The advanced layout this is, by its id; null: a grid of the reader's own. */
  readonly layout: string | null;
}

/** A point in one patient space (`spaceOf` names it). */
export interface Cursor {
  readonly point_mm: Vec3;
  readonly space: string;
}

export interface Cine {
  readonly fps: number;
  readonly playing: boolean;
  readonly mode: "loop" | "sweep";
}

export interface ViewerState {
  readonly studyUid: string;
  readonly study: Study | null;
  readonly studyError: string | null;
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly stackErrors: ReadonlyMap<string, string>;
  /** Videos by series, of those shown that hold videos instead of pictures. */
  readonly videos: ReadonlyMap<string, readonly Video[]>;
  /** Presentation states by series, where there are any. */
  readonly presentations: ReadonlyMap<string, readonly Presentation[]>;
  readonly arrangement: Arrangement;
  readonly tool: ToolName;
  readonly overlay: OverlayMode;
  readonly referenceLines: boolean;
  /** The lines of the other planes are drawn. */
  readonly crosshair: boolean;
  /** By viewport; one that was never opened has no entry. */
  readonly cine: ReadonlyMap<number, Cine>;
  readonly link: LinkState;
  readonly waiting: Waiting;
  readonly panel: PanelName | null;
  readonly rail: boolean;
  readonly help: boolean;
}

export const NO_LINKS: Links = { scroll: null, window: false, zoom: false };

export const EMPTY: Arrangement = { rows: 1, columns: 1, scenes: [null], active: 0, maximised: false, links: NO_LINKS, cursor: null, layout: null };

export function initialState(studyUid: string, tool: ToolName): ViewerState {
  return {
    studyUid,
    study: null,
    studyError: null,
    stacks: new Map(),
    stackErrors: new Map(),
    videos: new Map(),
    presentations: new Map(),
    arrangement: EMPTY,
    tool,
    overlay: "full",
    referenceLines: true,
    crosshair: true,
    cine: new Map(),
    link: "connecting",
    waiting: false,
    panel: null,
    rail: true,
    help: false,
  };
}

/** An open context menu, in CSS pixels of the window. */
export interface MenuPlace {
  readonly viewport: number;
  readonly x: number;
  readonly y: number;
}

export function activeScene(state: ViewerState): Scene | null {
  return state.arrangement.scenes[state.arrangement.active] ?? null;
}

/** The stack of a viewport's main series as the picture shown sees it; null while it is empty or its stack is still being fetched. */
export function stackAt(state: ViewerState, viewport: number): Stack | null {
  const scene = state.arrangement.scenes[viewport];
  const stack = state.stacks.get(mainSeries(scene) ?? "");
  return scene && stack ? ofFrame(stack, frameOf(scene)) : null;
}

export function activeStack(state: ViewerState): Stack | null {
  return stackAt(state, state.arrangement.active);
}

/** Viewports that are on the screen now. */
export function visible(arrangement: Arrangement): readonly number[] {
  return arrangement.maximised ? [arrangement.active] : arrangement.scenes.map((_, index) => index);
}

/** The arrangement with the scenes changed at the given viewports. */
export function withScenes(arrangement: Arrangement, change: (scene: Scene, viewport: number) => Scene): Arrangement {
  const scenes = arrangement.scenes.map((scene, viewport) => (scene ? change(scene, viewport) : scene));
  return scenes.every((scene, viewport) => scene === arrangement.scenes[viewport]) ? arrangement : { ...arrangement, scenes };
}

export function withScene(arrangement: Arrangement, viewport: number, change: (scene: Scene) => Scene): Arrangement {
  return withScenes(arrangement, (scene, index) => (index === viewport ? change(scene) : scene));
}
