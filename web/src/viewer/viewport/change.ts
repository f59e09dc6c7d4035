/** What tools and commands do to one scene. Pure; points and sizes are CSS pixels of the viewport. */
import type { Stack } from "../../lib/api";
import { voiFunction, withLayer, withSpatial, withStackView, STACK_VIEW, type Scene, type StackView, type Vec2, type Window } from "../scene";
import { apply, inverse } from "./affine";
import { centreAt, depthOf } from "./depth";
import { clampZoom, fitScale, pixelSize, scaleOf, screenToPlane, turn, type Size } from "./place";
import { middleOf, normalOf, scaleOfSpatial, screenToPatient, voxelOf } from "./spatial";
import { combine, dot, minus, plus, scaled, squared, turned } from "./vectors";

/** A rotating projection turns by this much a step of the wheel. */
export const TURN_STEP_DEG = 5;

/** A stack view with the stack it shows, as far as its place on the screen goes. */
function onStack(scene: Scene, change: (view: StackView) => Partial<Omit<StackView, "kind">>): Scene {
  return scene.view.kind === "stack" ? withStackView(scene, change(scene.view)) : scene;
}

export function clampFrame(stack: Stack, frame: number): number {
  return Math.max(0, Math.min(stack.frames.length - 1, Math.round(frame)));
}

/** How far the scene is scrolled: the frame of a stack, the slice of a plane; null where there is nothing to scroll through. */
export function scrolledTo(scene: Scene, stack: Stack): { readonly frame: number; readonly count: number } | null {
  const { view } = scene;
  if (view.kind === "stack") return { frame: view.frame, count: stack.frames.length };
  return view.kind === "plane" && stack.volume ? depthOf(stack.volume, view) : null;
}

export function showFrame(scene: Scene, stack: Stack, frame: number): Scene {
  const { view } = scene;
  if (view.kind === "plane" && stack.volume) {
    const centre_mm = centreAt(stack.volume, view, frame);
    return centre_mm.every((value, axis) => Math.abs(value - (view.centre_mm[axis] ?? 0)) < 1e-9) ? scene : withSpatial(scene, { centre_mm });
  }
  const wanted = clampFrame(stack, frame);
  return onStack(scene, (view) => (view.frame === wanted ? view : { frame: wanted }));
}

/** Scrolls by images: frames of a stack, slices of a plane, turns of a projection. */
export function scrollFrames(scene: Scene, stack: Stack, frames: number): Scene {
  if (scene.view.kind === "curved") return { ...scene, view: { ...scene.view, at_mm: Math.min(scene.view.box_mm[1], Math.max(0, scene.view.at_mm + frames)) } };
  if (scene.view.kind === "projection" || scene.view.kind === "surface") return turnBy(scene, frames * TURN_STEP_DEG, 0);
  const now = scrolledTo(scene, stack);
  return now ? showFrame(scene, stack, now.frame + frames) : scene;
}

/** Turns the body before the eye: to the right, and over towards the reader, degrees. For projections and 3D. */
export function turnBy(scene: Scene, right_deg: number, down_deg: number): Scene {
  const { view } = scene;
  if (view.kind === "curved") return { ...scene, view: { ...view, turn_deg: (view.turn_deg + right_deg) % 360 } };
  if (view.kind !== "projection" && view.kind !== "surface") return scene;
  const [yaw, pitch] = [(right_deg * Math.PI) / 180, (-down_deg * Math.PI) / 180];
  const across = turned(view.right, view.down, yaw);
  const [right, down] = squared(across, turned(view.down, across, pitch));
  return withSpatial(scene, { right, down });
}

export function panBy(scene: Scene, stack: Stack, size: Size, move: Vec2): Scene {
  const { view } = scene;
  if (view.kind !== "stack") {
    const scale = scaleOfSpatial(view, size);
    return withSpatial(scene, { centre_mm: combine(view.centre_mm, view.right, -move[0] / scale, view.down, -move[1] / scale) });
  }
  return onStack(scene, (view) => {
    const [x, y] = screenToPlane(stack, view, size, move);
    return { pan_mm: [view.pan_mm[0] + x, view.pan_mm[1] + y] };
  });
}

/** Zooms by a factor; the image point under `anchor` stays where it is. */
export function zoomBy(scene: Scene, stack: Stack, size: Size, factor: number, anchor: Vec2): Scene {
  const { view } = scene;
  if (view.kind !== "stack") {
    const zoom = clampZoom(view.zoom * factor);
    const kept = screenToPatient(view, size, anchor);
    const centre_mm = plus(view.centre_mm, minus(kept, screenToPatient({ ...view, zoom }, size, anchor)));
    return withSpatial(scene, { zoom, centre_mm });
  }
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
  const { view } = scene;
  if (view.kind !== "stack") return withSpatial(scene, { zoom: clampZoom(pixelsPerMm / scaleOfSpatial({ ...view, zoom: 1 }, size)) });
  return onStack(scene, (view) => ({ zoom: clampZoom(pixelsPerMm / fitScale(stack, view.rotation_deg, size)) }));
}

/** One pixel (voxel) of the image is one pixel of the screen. */
export function zoomOneToOne(scene: Scene, stack: Stack, size: Size, devicePixelRatio: number): Scene {
  const { view } = scene;
  const width = view.kind === "stack" || !stack.volume ? pixelSize(stack)[0] : voxelOf(stack.volume, view);
  return zoomToScale(scene, stack, size, 1 / (width * devicePixelRatio));
}

export function fit(scene: Scene, stack: Stack): Scene {
  const { view } = scene;
  if (view.kind === "stack") return onStack(scene, () => ({ zoom: 1, pan_mm: [0, 0] }));
  if (view.kind === "curved") return withSpatial(scene, { zoom: 1, centre_mm: [0, view.box_mm[1] / 2, 0] });
  if (!stack.volume) return withSpatial(scene, { zoom: 1 });
  const middle = middleOf(stack.volume);
  const normal = normalOf(view);
  const away = view.kind === "plane" ? dot(minus(view.centre_mm, middle), normal) : 0;
  return withSpatial(scene, { zoom: 1, centre_mm: plus(middle, scaled(normal, away)) });
}

/** Turns the picture on the screen, clockwise for positive angles. */
export function rotateBy(scene: Scene, degrees: number): Scene {
  const { view } = scene;
  if (view.kind === "stack") return onStack(scene, (view) => ({ rotation_deg: within180(view.rotation_deg + degrees) }));
  const [axis, angle] = [normalOf(view), (-degrees * Math.PI) / 180] as const;
  const [right, down] = squared(turned(view.right, axis, angle), turned(view.down, axis, angle));
  return withSpatial(scene, { right, down });
}

/** Mirrors the picture left to right as it is seen, also when it is turned. Planes are then seen from behind. */
export function flipHorizontally(scene: Scene): Scene {
  const { view } = scene;
  if (view.kind !== "stack") return view.kind === "plane" ? withSpatial(scene, { right: scaled(view.right, -1) }) : scene;
  return onStack(scene, (view) => ({ flip_h: !view.flip_h, rotation_deg: within180(-view.rotation_deg) }));
}

/** Mirrors the picture top to bottom as it is seen, also when it is turned. Planes are then seen from behind. */
export function flipVertically(scene: Scene): Scene {
  const { view } = scene;
  if (view.kind !== "stack") return view.kind === "plane" ? withSpatial(scene, { down: scaled(view.down, -1) }) : scene;
  return onStack(scene, (view) => ({ flip_v: !view.flip_v, rotation_deg: within180(-view.rotation_deg) }));
}

export function invert(scene: Scene): Scene {
  return withLayer(scene, { invert: !(scene.layers[0]?.invert ?? false) });
}

export function setWindow(scene: Scene, window: Window | null): Scene {
  return withLayer(scene, { window });
}

/** Everything but the frame back to how the file is first shown. */
export function reset(scene: Scene, stack: Stack, invertAtStart: boolean): Scene {
  const { frame: _kept, ...start } = STACK_VIEW;
  const placed = scene.view.kind === "stack" ? onStack(scene, () => start) : fit(scene, stack);
  return withLayer(placed, { window: null, invert: invertAtStart, overlays: true, shutter: true, presentation: "" });
}

/** The window in use: the viewport's own, else the first of the frame, else of the file. */
export function windowOf(scene: Scene, stack: Stack): Window | null {
  const own = scene.layers[0]?.window;
  if (own) return own;
  const ofFrame = scene.view.kind === "stack" ? stack.frames[scene.view.frame]?.window : null;
  if (ofFrame) return { center: ofFrame[0], width: ofFrame[1], function: voiFunction(stack.voi_function) };
  const first = stack.windows[0];
  return first ? { center: first.center, width: first.width, function: voiFunction(stack.voi_function) } : null;
}

function within180(degrees: number): number {
  const turned = degrees % 360;
  if (turned > 180) return turned - 360;
  return turned <= -180 ? turned + 360 : turned + 0;
}
