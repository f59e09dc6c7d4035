/** What each command of the key table does: one place for keys, toolbar, menu and help. */
import { t } from "@lingui/core/macro";
import { copyPicture, savePicture } from "./capture";
import { activateNext, invertedAtStart, stepSeries } from "./layout/grid";
import { anchors } from "./layout/link";
import { NOMINAL_PIXELS_PER_MM } from "./preferences";
import type { CommandId } from "./keys";
import { frameOf } from "./scene";
import { activeScene, activeStack, type Links, type OverlayMode, type PanelName, type ToolName } from "./state";
import { DEFAULT_FPS } from "./tools/cine";
import { fit, flipHorizontally, flipVertically, invert, reset, rotateBy, showFrame, zoomBy, zoomOneToOne, zoomToScale } from "./viewport/change";
import type { ViewerCore } from "./core";
import { applyPreset, presetOfKey } from "./windowing";

type Command = (viewer: ViewerCore) => void;

const ZOOM_STEP = 1.25;
const OVERLAYS: readonly OverlayMode[] = ["full", "anonymous", "none"];

const scroll = (frames: number): Command => (viewer) =>
  viewer.changeActive("scroll", (scene, stack) => showFrame(scene, stack, frameOf(scene) + frames));
const scrollTo = (frame: number): Command => (viewer) => viewer.changeActive("scroll", (scene, stack) => showFrame(scene, stack, frame));
const tool = (name: ToolName): Command => (viewer) => viewer.store.update((state) => ({ ...state, tool: name }));
const zoom = (factor: number): Command => (viewer) =>
  viewer.changeActive("place", (scene, stack, size) => zoomBy(scene, stack, size, factor, [size.width / 2, size.height / 2]));
const panel = (name: PanelName): Command => (viewer) =>
  viewer.store.update((state) => ({ ...state, panel: state.panel === name ? null : name }));

const preset = (key: string): Command => (viewer) => {
  const found = presetOfKey(viewer, key);
  if (found) void applyPreset(viewer, found);
};

const series = (step: 1 | -1): Command => (viewer) => {
  const { study, arrangement } = viewer.state;
  if (!study) return;
  viewer.stopCine(arrangement.active);
  viewer.arrange((now) => stepSeries(now, study.series, step));
};

const link = (change: (links: Links, viewer: ViewerCore) => Links): Command => (viewer) =>
  viewer.arrange((arrangement) => ({ ...arrangement, links: change(arrangement.links, viewer) }));

const viewport = (step: 1 | -1): Command => (viewer) => {
  viewer.store.update((state) => ({ ...state, arrangement: activateNext(state.arrangement, step) }));
  viewer.area.viewports[viewer.state.arrangement.active]?.root.focus();
};

function trueSize(viewer: ViewerCore): void {
  const stack = activeStack(viewer.state);
  if (!stack?.spacing_mm) return viewer.say(t`This image does not say how large its pixels are.`);
  viewer.changeActive("place", (scene, one, size) => zoomToScale(scene, one, size, viewer.preferences.pixelsPerMm ?? NOMINAL_PIXELS_PER_MM));
  if (viewer.preferences.pixelsPerMm === null) viewer.say(t`True size by the nominal resolution of the screen: measure your screen in the menu.`);
}

/** Opens the cine bar; `play` also starts or stops it. */
function cine(viewer: ViewerCore, play: boolean): void {
  const { active } = viewer.state.arrangement;
  const stack = activeStack(viewer.state);
  const scene = activeScene(viewer.state);
  if (!stack || !scene) return;
  if (stack.frames.length < 2) return viewer.say(t`This series has one image only.`);
  const old = viewer.state.cine.get(active);
  if (old && !play) return viewer.stopCine(active);
  const next = { fps: old?.fps ?? stack.fps ?? DEFAULT_FPS, mode: old?.mode ?? ("loop" as const), playing: play && !(old?.playing ?? false) };
  viewer.cine.set(active, next, frameOf(scene));
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

function cancel(viewer: ViewerCore): void {
  viewer.menuStore.update(() => null);
  viewer.store.update((state) => ({ ...state, help: false, cursor: null }));
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
  "viewport.next": viewport(1),
  "viewport.previous": viewport(-1),
  "tool.window": tool("window"),
  "tool.pan": tool("pan"),
  "tool.zoom": tool("zoom"),
  "tool.scroll": tool("scroll"),
  "tool.cursor": tool("cursor"),
  "tool.probe": tool("probe"),
  "tool.rotate": tool("rotate"),
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
  "view.reset": (viewer) => viewer.changeActive("other", (scene, stack) => reset(scene, invertedAtStart(stack.modality))),
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
  "cursor.clear": (viewer) => viewer.store.update((state) => ({ ...state, cursor: null })),
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
