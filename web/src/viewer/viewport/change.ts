/** What tools and commands do to one scene. Pure; points and sizes are CSS pixels of the viewport. */
import type { Stack } from "../../lib/api";
import { voiFunction, withLayer, withStackView, STACK_VIEW, type Scene, type StackView, type Vec2, type Window } from "../scene";
import { apply, inverse } from "./affine";
import { clampZoom, fitScale, pixelSize, scaleOf, screenToPlane, turn, type Size } from "./place";

/** A stack view with the stack it shows, as far as its place on the screen goes. */
function onStack(scene: Scene, change: (view: StackView) => Partial<Omit<StackView, "kind">>): Scene {
  return scene.view.kind === "stack" ? withStackView(scene, change(scene.view)) : scene;
}

export function clampFrame(stack: Stack, frame: number): number {
  return Math.max(0, Math.min(stack.frames.length - 1, Math.round(frame)));
}

export function showFrame(scene: Scene, stack: Stack, frame: number): Scene {
  const wanted = clampFrame(stack, frame);
  return onStack(scene, (view) => (view.frame === wanted ? view : { frame: wanted }));
}

export function panBy(scene: Scene, stack: Stack, size: Size, move: Vec2): Scene {
  return onStack(scene, (view) => {
    const [x, y] = screenToPlane(stack, view, size, move);
    return { pan_mm: [view.pan_mm[0] + x, view.pan_mm[1] + y] };
  });
}

/** Zooms by a factor; the image point under `anchor` stays where it is. */
export function zoomBy(scene: Scene, stack: Stack, size: Size, factor: number, anchor: Vec2): Scene {
  return onStack(scene, (view) => zoomedTo(view, stack, size, view.zoom * factor, anchor));
}

function zoomedTo(view: StackView, stack: Stack, size: Size, zoom: number, anchor: Vec2): Partial<StackView> {
  const next = { ...view, zoom: clampZoom(zoom) };
  const from: Vec2 = [anchor[0] - size.width / 2, anchor[1] - size.height / 2];
  const back = inverse(turn(view));
  const grown = 1 / scaleOf(stack, next, size) - 1 / scaleOf(stack, view, size);
  const [x, y] = apply(back, [from[0] * grown, from[1] * grown]);
  return { zoom: next.zoom, pan_mm: [view.pan_mm[0] + x, view.pan_mm[1] + y] };
}

/** Zooms so that a millimetre (a pixel width, where spacing is unknown) takes this many CSS pixels; the centre stays. */
export function zoomToScale(scene: Scene, stack: Stack, size: Size, pixelsPerMm: number): Scene {
  return onStack(scene, (view) => ({ zoom: clampZoom(pixelsPerMm / fitScale(stack, view.rotation_deg, size)) }));
}

/** One pixel of the image is one pixel of the screen. */
export function zoomOneToOne(scene: Scene, stack: Stack, size: Size, devicePixelRatio: number): Scene {
  return zoomToScale(scene, stack, size, 1 / (pixelSize(stack)[0] * devicePixelRatio));
}

export function fit(scene: Scene): Scene {
  return onStack(scene, () => ({ zoom: 1, pan_mm: [0, 0] }));
}

/** Turns the picture on the screen, clockwise for positive angles. */
export function rotateBy(scene: Scene, degrees: number): Scene {
  return onStack(scene, (view) => ({ rotation_deg: normal(view.rotation_deg + degrees) }));
}

/** Mirrors the picture left to right as it is seen, also when it is turned. */
export function flipHorizontally(scene: Scene): Scene {
  return onStack(scene, (view) => ({ flip_h: !view.flip_h, rotation_deg: normal(-view.rotation_deg) }));
}

/** Mirrors the picture top to bottom as it is seen, also when it is turned. */
export function flipVertically(scene: Scene): Scene {
  return onStack(scene, (view) => ({ flip_v: !view.flip_v, rotation_deg: normal(-view.rotation_deg) }));
}

export function invert(scene: Scene): Scene {
  return withLayer(scene, { invert: !(scene.layers[0]?.invert ?? false) });
}

export function setWindow(scene: Scene, window: Window | null): Scene {
  return withLayer(scene, { window });
}

/** Everything but the frame back to how the file is first shown. */
export function reset(scene: Scene, invertAtStart: boolean): Scene {
  const { frame: _kept, ...start } = STACK_VIEW;
  return withLayer(onStack(scene, () => start), { window: null, invert: invertAtStart });
}

/** The window in use: the viewport's own, else the file's first. */
export function windowOf(scene: Scene, stack: Stack): Window | null {
  const own = scene.layers[0]?.window;
  if (own) return own;
  const first = stack.windows[0];
  return first ? { center: first.center, width: first.width, function: voiFunction(stack.voi_function) } : null;
}

function normal(degrees: number): number {
  const turned = degrees % 360;
  if (turned > 180) return turned - 360;
  return turned <= -180 ? turned + 360 : turned + 0;
}
