/** What each command of the key table does: one place for keys, toolbar, menu and help. */
import { t } from "@lingui/core/macro";
import { relationOf } from "./align/alignments";
import { copyPicture, savePicture } from "./capture";
import { type LayoutId } from "./layout/advanced";
import { recentre, turnPlanes } from "./layout/crosshair";
import { activateNext, invertedAtStart, nextSeries } from "./layout/grid";
import { anchors } from "./layout/link";
import { NOMINAL_PIXELS_PER_MM } from "./preferences";
import { activeCuts } from "./cuts/cuts";
import { flipOverlay, stepOpacity } from "./fusion/actions";
import type { CommandId } from "./keys";
import { planeView, spatialOf, withLayer } from "./scene";
import { choosePresetByKey, lookFrom, toggleClip, toggleCrop, togglePerspective, toggleShading } from "./surface/actions";
import { showStage } from "./stages";
import { activeScene, activeStack, type Arrangement, type Links, type OverlayMode, type PanelName, type ToolName } from "./state";
import { DEFAULT_FPS } from "./tools/cine";
import { fit, flipHorizontally, flipVertically, invert, reset, rotateBy, scrolledTo, scrollFrames, showFrame, turnBy, TURN_STEP_DEG, zoomBy, zoomOneToOne, zoomToScale } from "./viewport/change";
import type { ViewerCore } from "./core";
import { spacingInSight } from "./overlay/regions";
import { applyPreset, presetOfKey } from "./windowing";

type Command = (viewer: ViewerCore) => void;

const ZOOM_STEP = 1.25;
const OPACITY_STEP = 10;
const OVERLAYS: readonly OverlayMode[] = ["full", "anonymous", "none"];

/** The player of the active viewport, where it holds a video. */
const activePlayer = (viewer: ViewerCore) => viewer.area.viewports[viewer.state.arrangement.active]?.player;
const scroll = (frames: number): Command => (viewer) => {
  activePlayer(viewer)?.step(frames);
  viewer.changeActive("scroll", (scene, stack) => scrollFrames(scene, stack, frames));
};
const scrollTo = (frame: number): Command => (viewer) => {
  activePlayer(viewer)?.jump(frame === 0 ? "first" : "last");
  viewer.changeActive("scroll", (scene, stack) => showFrame(scene, stack, frame));
};
const tool = (name: ToolName): Command => (viewer) => viewer.store.update((state) => ({ ...state, tool: name }));
const zoom = (factor: number): Command => (viewer) =>
  viewer.changeActive("place", (scene, stack, size) => zoomBy(scene, stack, size, factor, [size.width / 2, size.height / 2]));
const panel = (name: PanelName): Command => (viewer) =>
  viewer.store.update((state) => ({ ...state, panel: state.panel === name ? null : name }));

const preset = (key: string): Command => (viewer) => {
  if (choosePresetByKey(viewer, key)) return;
  const found = presetOfKey(viewer, key);
  if (found) void applyPreset(viewer, found);
};

const series = (step: 1 | -1): Command => (viewer) => {
  const { study, arrangement } = viewer.state;
  if (!study) return;
  viewer.stopCine(arrangement.active);
  const next = nextSeries(arrangement, study.series, step);
  if (next) viewer.openSeries(arrangement.active, next.series_uid);
};

const link = (change: (links: Links, viewer: ViewerCore) => Links): Command => (viewer) =>
  viewer.arrange((arrangement) => ({ ...arrangement, links: change(arrangement.links, viewer) }));

const viewport = (step: 1 | -1): Command => (viewer) => {
  viewer.store.update((state) => ({ ...state, arrangement: activateNext(state.arrangement, step) }));
  viewer.area.viewports[viewer.state.arrangement.active]?.root.focus();
};

function trueSize(viewer: ViewerCore): void {
  const stack = activeStack(viewer.state);
  const shown = activeScene(viewer.state);
  const part = stack && shown && spacingInSight(shown, stack, viewer.sizeOf(viewer.state.arrangement.active));
  if (!stack?.spacing_mm && !part) return viewer.say(t`This image does not say how large its pixels are.`);
  // A picture whose parts have their own scales is laid out in pixels.
  const unit_mm = stack?.spacing_mm ? 1 : (part?.[1] ?? 1);
  viewer.changeActive("place", (scene, one, size) => zoomToScale(scene, one, size, (viewer.preferences.pixelsPerMm ?? NOMINAL_PIXELS_PER_MM) * unit_mm));
  if (viewer.preferences.pixelsPerMm === null) viewer.say(t`True size by the nominal resolution of the screen: measure your screen in the menu.`);
}

/** Opens the cine bar; `play` also starts or stops it. */
function cine(viewer: ViewerCore, play: boolean): void {
  const { active } = viewer.state.arrangement;
  const player = activePlayer(viewer);
  if (player) return play ? player.toggle() : undefined;
  const stack = activeStack(viewer.state);
  const scene = activeScene(viewer.state);
  if (!stack || !scene) return;
  if (scene.view.kind === "stack" && stack.frames.length < 2) return viewer.say(t`This series has one image only.`);
  const old = viewer.state.cine.get(active);
  if (old && !play) return viewer.stopCine(active);
  const next = { fps: old?.fps ?? stack.fps ?? DEFAULT_FPS, mode: old?.mode ?? ("loop" as const), playing: play && !(old?.playing ?? false) };
  viewer.cine.set(active, next, spatialOf(scene)?.phase || (scrolledTo(scene, stack)?.frame ?? 0));
  viewer.store.update((state) => ({ ...state, cine: new Map(state.cine).set(active, next) }));
}

function fullScreen(): void {
  // Refused by browsers that have none (iPhone); there the address bar hides by scrolling.
  if (document.fullscreenElement) void document.exitFullscreen();
  else void document.documentElement.requestFullscreen?.().catch(() => undefined);
}

async function copyLink(viewer: ViewerCore): Promise<void> {
  try {
    await navigator.clipboard.writeText(viewer.addresses.link());
    viewer.say(t`The link to this view was copied.`);
  } catch {
    viewer.say(t`The browser did not allow copying. The address of this page is the same link.`);
  }
}

function withoutCursor(arrangement: Arrangement): Arrangement {
  return arrangement.cursor ? { ...arrangement, cursor: null } : arrangement;
}

/** The crosshair of stacks is taken away; that of planes only stops being drawn. */
function clearCursor(viewer: ViewerCore): void {
  if (spatialOf(activeScene(viewer.state))) return viewer.store.update((state) => ({ ...state, crosshair: !state.crosshair }));
  viewer.arrange(withoutCursor);
}

function centre(viewer: ViewerCore): void {
  viewer.arrange((arrangement) => (arrangement.cursor ? recentre(arrangement, viewer.state.stacks, arrangement.cursor) : arrangement));
}

function resetView(viewer: ViewerCore): void {
  if (planeView(activeScene(viewer.state)) && activeScene(viewer.state)?.role) viewer.volumes.resetPlanes();
  else viewer.changeActive("other", (scene, stack) => reset(scene, stack, invertedAtStart(stack.modality)));
}

/** Turns a body before the eye; in a plane, the other planes that cut it. */
const turn = (right: number, down: number): Command => (viewer) => {
  if (!planeView(activeScene(viewer.state))) return viewer.changeActive("other", (scene) => turnBy(scene, right * TURN_STEP_DEG, down * TURN_STEP_DEG));
  const angle = (right * TURN_STEP_DEG * Math.PI) / 180;
  viewer.arrange((arrangement) => turnPlanes(arrangement, viewer.state.stacks, arrangement.active, angle));
};

/** A short drag of the tool by a key, or its point moved. */
const point = (right: number, down: number): Command => (viewer) => viewer.area.pointer.step([right, down]);

const layout = (id: LayoutId): Command => (viewer) => void viewer.volumes.open(id);

/** The path's tool, and back to the window's. */
function path(viewer: ViewerCore): void {
  if (!viewer.state.arrangement.scenes.some((scene) => planeView(scene))) return viewer.say(t`Open planes (MPR) first: a path is drawn on them.`);
  viewer.store.update((state) => ({ ...state, tool: state.tool === "path" ? "window" : "path" }));
}

/** The scalpel, and back to turning: it cuts volumes only. */
function scalpel(viewer: ViewerCore): void {
  if (!activeCuts(viewer.state)) return viewer.say(t`Choose a 3D picture or a MIP to cut something out of it.`);
  viewer.store.update((state) => ({ ...state, tool: state.tool === "scalpel" ? "window" : "scalpel" }));
}

function cancel(viewer: ViewerCore): void {
  if (viewer.paths.drawn.value) return viewer.paths.cancel();
  if (viewer.cuts.drawn.value) return viewer.cuts.draw(viewer.cuts.drawn.value.viewport, null);
  viewer.menuStore.update(() => null);
  viewer.area.pointer.clear();
  // The crosshair belongs to a reconstruction; the point picked in stacks goes.
  const planes = viewer.state.arrangement.scenes.some((scene) => spatialOf(scene));
  viewer.store.update((state) => ({ ...state, help: false, arrangement: planes ? state.arrangement : withoutCursor(state.arrangement) }));
}

export const COMMANDS: Readonly<Record<CommandId, Command>> = {
  "image.previous": scroll(-1),
  "image.next": scroll(1),
  "image.back10": scroll(-10),
  "image.forward10": scroll(10),
  "image.first": scrollTo(0),
  "image.last": scrollTo(Number.MAX_SAFE_INTEGER),
  "series.previous": series(-1),
  "series.next": series(1),
  "study.previous": (viewer) => viewer.neighbours.go(-1),
  "study.next": (viewer) => viewer.neighbours.go(1),
  "stage.previous": (viewer) => void showStage(viewer, -1),
  "stage.next": (viewer) => void showStage(viewer, 1),
  "viewport.next": viewport(1),
  "viewport.previous": viewport(-1),
  "tool.window": tool("window"),
  "tool.pan": tool("pan"),
  "tool.zoom": tool("zoom"),
  "tool.scroll": tool("scroll"),
  "tool.cursor": tool("cursor"),
  "tool.probe": tool("probe"),
  "tool.rotate": tool("rotate"),
  "tool.shift": (viewer) => (relationOf(viewer.state) ? viewer.alignments.byHand() : viewer.say(t`There is no fused picture on the screen.`)),
  "tool.scalpel": scalpel,
  "tool.path": path,
  "path.finish": (viewer) => viewer.paths.finish(),
  "view.rotate": (viewer) => viewer.changeActive("other", (scene) => rotateBy(scene, 90)),
  "view.rotateBack": (viewer) => viewer.changeActive("other", (scene) => rotateBy(scene, -90)),
  "view.flipH": (viewer) => viewer.changeActive("other", flipHorizontally),
  "view.flipV": (viewer) => viewer.changeActive("other", flipVertically),
  "view.invert": (viewer) => viewer.changeActive("window", invert),
  "view.zoomIn": zoom(ZOOM_STEP),
  "view.zoomOut": zoom(1 / ZOOM_STEP),
  "view.fit": (viewer) => viewer.changeActive("place", fit),
  "view.oneToOne": (viewer) => viewer.changeActive("place", (scene, stack, size) => zoomOneToOne(scene, stack, size, devicePixelRatio)),
  "view.trueSize": trueSize,
  "view.reset": resetView,
  "preset.0": preset("0"),
  "preset.1": preset("1"),
  "preset.2": preset("2"),
  "preset.3": preset("3"),
  "preset.4": preset("4"),
  "preset.5": preset("5"),
  "preset.6": preset("6"),
  "preset.7": preset("7"),
  "preset.8": preset("8"),
  "preset.9": preset("9"),
  "cine.open": (viewer) => cine(viewer, false),
  "cine.play": (viewer) => cine(viewer, true),
  "link.series": (viewer) => link((links) => ({ ...links, scroll: links.scroll ? null : anchors(viewer.state.arrangement) }))(viewer),
  "link.window": link((links) => ({ ...links, window: !links.window })),
  "link.zoom": link((links) => ({ ...links, zoom: !links.zoom })),
  "lines.toggle": (viewer) => {
    const referenceLines = !viewer.state.referenceLines;
    viewer.prefer({ referenceLines });
    viewer.store.update((state) => ({ ...state, referenceLines }));
  },
  "cursor.clear": clearCursor,
  "cursor.centre": centre,
  "cursor.pick": (viewer) => viewer.area.pointer.pick(),
  "point.left": point(-1, 0),
  "point.right": point(1, 0),
  "point.up": point(0, -1),
  "point.down": point(0, 1),
  "layout.stack": layout("stack"),
  "layout.mpr": layout("mpr"),
  "layout.mpr3d": layout("mpr3d"),
  "layout.mip": layout("mip"),
  "layout.surface": layout("surface"),
  "layout.fusion": layout("fusion"),
  "layout.petct": layout("petct"),
  "slab.thicker": (viewer) => viewer.volumes.thicken(viewer.state.arrangement.active, 1),
  "slab.thinner": (viewer) => viewer.volumes.thicken(viewer.state.arrangement.active, -1),
  "slab.mode": (viewer) => viewer.volumes.cycleMode(),
  "phase.previous": (viewer) => viewer.volumes.phase(-1),
  "phase.next": (viewer) => viewer.volumes.phase(1),
  "turn.left": turn(-1, 0),
  "turn.right": turn(1, 0),
  "turn.up": turn(0, -1),
  "turn.down": turn(0, 1),
  "overlays.toggle": (viewer) => viewer.changeActive("other", (scene) => withLayer(scene, { overlays: !scene.layers[0]?.overlays })),
  "shutter.toggle": (viewer) => viewer.changeActive("other", (scene) => withLayer(scene, { shutter: !scene.layers[0]?.shutter })),
  "overlay.cycle": (viewer) => {
    const overlay = OVERLAYS[(OVERLAYS.indexOf(viewer.state.overlay) + 1) % OVERLAYS.length] ?? "full";
    viewer.prefer({ overlay });
    viewer.store.update((state) => ({ ...state, overlay }));
  },
  "screen.full": fullScreen,
  "screen.maximise": (viewer) => viewer.maximise(viewer.state.arrangement.active),
  "edit.undo": (viewer) => viewer.edits.undo(),
  "edit.redo": (viewer) => viewer.edits.redo(),
  cancel,
  "panel.tags": panel("tags"),
  "panel.documents": panel("documents"),
  "panel.performance": panel("performance"),
  "panel.curve": panel("curve"),
  "panel.cuts": panel("cuts"),
  "panel.surface": panel("surface"),
  "panel.movie": panel("movie"),
  "cut.inside": (viewer) => void viewer.cuts.cut("inside"),
  "cut.outside": (viewer) => void (viewer.cuts.cut("outside") || viewer.paths.finish()),
  "align.register": (viewer) => void viewer.alignments.register(),
  "align.reset": (viewer) => viewer.alignments.reset(),
  "look.A": lookFrom("A"),
  "look.P": lookFrom("P"),
  "look.L": lookFrom("L"),
  "look.R": lookFrom("R"),
  "look.H": lookFrom("H"),
  "look.F": lookFrom("F"),
  "look.LAO": lookFrom("LAO"),
  "look.RAO": lookFrom("RAO"),
  "surface.perspective": togglePerspective,
  "surface.shading": toggleShading,
  "surface.crop": toggleCrop,
  "surface.clip": toggleClip,
  "opacity.more": stepOpacity(OPACITY_STEP),
  "opacity.less": stepOpacity(-OPACITY_STEP),
  "opacity.flip": flipOverlay,
  "rail.toggle": (viewer) => {
    const rail = !viewer.state.rail;
    viewer.prefer({ rail });
    viewer.store.update((state) => ({ ...state, rail }));
  },
  "picture.save": (viewer) => void savePicture(viewer),
  "picture.copy": (viewer) => void copyPicture(viewer),
  "link.copy": (viewer) => void copyLink(viewer),
  help: (viewer) => viewer.store.update((state) => ({ ...state, help: !state.help })),
};
