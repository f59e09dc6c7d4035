/** What moves together: scroll by position or offset, windows by kind of value, zoom by patient place. Pure. */
import type { Stack } from "../../lib/api";
import { withWindow } from "../fusion/layers";
import { planeView, withLayer, withPlane, withStackView, type Scene, type Vec3 } from "../scene";
import { withScenes, type Arrangement, type ViewerState } from "../state";
import { clampFrame, windowOf } from "../viewport/change";
import { clampZoom, fitScale, pixelSize, scaleOf, type Size } from "../viewport/place";
import { inSpace, stackOf } from "./crosshair";
import { distance, imageToPatient, nearestFrame, parallel, patientToImage, planeOf, sameSpace, spaceOf } from "../viewport/plane";
import { scaleOfSpatial } from "../viewport/spatial";
import { dot } from "../viewport/vectors";

type Stacks = ViewerState["stacks"];

function frameOf(scene: Scene | null | undefined): number {
  return scene?.view.kind === "stack" ? scene.view.frame : 0;
}

/** Frames as they are now: the base of linked scrolling by offset. */
export function anchors(arrangement: Arrangement): readonly number[] {
  return arrangement.scenes.map(frameOf);
}

/** The frame of `other` that belongs to `frame` of `stack`, given the two frames that were shown when they were linked. */
export function followingFrame(stack: Stack, frame: number, other: Stack, anchor: number, otherAnchor: number): number | null {
  const [plane, otherPlane] = [planeOf(stack, frame), planeOf(other, clampFrame(other, otherAnchor))];
  if (plane && otherPlane && sameSpace(stack, other)) {
    // Crossing planes of one patient are at the same place already; scrolling one through the other helps nobody.
    return parallel(plane, otherPlane) ? (nearestFrame(other, centre(stack, plane))?.frame ?? null) : null;
  }
  const base = planeOf(stack, clampFrame(stack, anchor));
  if (plane && base && otherPlane && parallel(plane, otherPlane)) {
    const moved = distance(base, plane.origin_mm) * Math.sign(dot(plane.normal, otherPlane.normal));
    const at: Vec3 = [0, 1, 2].map((axis) => (otherPlane.origin_mm[axis] ?? 0) + (otherPlane.normal[axis] ?? 0) * moved) as unknown as Vec3;
    return nearestFrame(other, at)?.frame ?? null;
  }
  return clampFrame(other, otherAnchor + frame - anchor);
}

function centre(stack: Stack, plane: NonNullable<ReturnType<typeof planeOf>>): Vec3 {
  return imageToPatient(stack, plane, [stack.columns / 2, stack.rows / 2]);
}

/** Lets the linked viewports follow the frame of viewport `source`. */
export function followScroll(arrangement: Arrangement, stacks: Stacks, source: number): Arrangement {
  const { scroll } = arrangement.links;
  const from = arrangement.scenes[source];
  const stack = from ? stackOf(stacks, from) : null;
  if (!scroll || !from || !stack) return arrangement;
  return withScenes(arrangement, (scene, viewport) => {
    const other = stackOf(stacks, scene);
    if (viewport === source || !other || scene.view.kind !== "stack") return scene;
    const frame = followingFrame(stack, frameOf(from), other, scroll[source] ?? 0, scroll[viewport] ?? 0);
    return frame === null || frame === scene.view.frame ? scene : withStackView(scene, { frame });
  });
}

/** Gives the window and the inversion of viewport `source` to the linked viewports that show the same kind of value. Planes of one series always share them. */
export function followWindow(arrangement: Arrangement, stacks: Stacks, source: number): Arrangement {
  const from = arrangement.scenes[source];
  const stack = from ? stackOf(stacks, from) : null;
  if (!from || !stack) return arrangement;
  const invert = from.layers[0]?.invert ?? false;
  const window = from.layers[0]?.window ?? windowOf(from, stack);
  const followed = withScenes(arrangement, (scene, viewport) => {
    const other = stackOf(stacks, scene);
    const one = other === stack && from.view.kind !== "stack" && scene.view.kind !== "stack";
    const linked = arrangement.links.window && other?.modality === stack.modality && other.unit === stack.unit;
    return viewport === source || !(one || linked) ? scene : withLayer(scene, { window, invert });
  });
  if (!window) return followed;
  // Where the series lies over another one, its colours span the same values. Stacks of it, this one too, keep what they have.
  return withScenes(followed, (scene, viewport) => {
    if (viewport === source || scene.layers.length < 2) return scene;
    return withWindow([scene], stack.series_uid, window)[0] ?? scene;
  });
}

/** Gives the scale of a plane to all planes of its patient space. */
function followScale(arrangement: Arrangement, stacks: Stacks, source: number, scale: number, size: Size): Arrangement {
  const stack = stackOf(stacks, arrangement.scenes[source]);
  return withScenes(arrangement, (scene, viewport) => {
    const view = planeView(scene);
    if (viewport === source || !stack || !view || !inSpace(stacks, scene, spaceOf(stack))) return scene;
    return withPlane(scene, { zoom: clampZoom(scale / scaleOfSpatial({ ...view, zoom: 1 }, size)) });
  });
}

/** Gives the zoom and the place of viewport `source` to the linked viewports. All viewports have one size. */
export function followZoom(arrangement: Arrangement, stacks: Stacks, source: number, size: Size): Arrangement {
  const from = arrangement.scenes[source];
  const stack = from ? stackOf(stacks, from) : null;
  if (!arrangement.links.zoom || !from || !stack) return arrangement;
  if (from.view.kind !== "stack") return followScale(arrangement, stacks, source, scaleOfSpatial(from.view, size), size);
  const { view } = from;
  const plane = planeOf(stack, view.frame);
  return withScenes(arrangement, (scene, viewport) => {
    const other = stackOf(stacks, scene);
    if (viewport === source || !other || scene.view.kind !== "stack") return scene;
    const otherPlane = planeOf(other, scene.view.frame);
    if (plane && otherPlane && sameSpace(stack, other) && parallel(plane, otherPlane)) {
      const [width, height] = pixelSize(stack);
      const middle = imageToPatient(stack, plane, [stack.columns / 2 - view.pan_mm[0] / width, stack.rows / 2 - view.pan_mm[1] / height]);
      const [x, y] = patientToImage(other, otherPlane, middle);
      const [otherWidth, otherHeight] = pixelSize(other);
      const zoom = clampZoom(scaleOf(stack, view, size) / fitScale(other, scene.view.rotation_deg, size));
      return withStackView(scene, { zoom, pan_mm: [(other.columns / 2 - x) * otherWidth, (other.rows / 2 - y) * otherHeight] });
    }
    const share = fitScale(stack, view.rotation_deg, size) / fitScale(other, scene.view.rotation_deg, size);
    return withStackView(scene, { zoom: view.zoom, pan_mm: [view.pan_mm[0] * share, view.pan_mm[1] * share] });
  });
}
