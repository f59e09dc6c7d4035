/** The 3D cursor: the patient point under the pointer becomes the crosshair of its space. Pure. */
import type { Stack } from "../../lib/api";
import { spatialOf, type Scene, type Vec2, type Vec3 } from "../scene";
import { stackAt, type Cursor, type ViewerState } from "../state";
import type { Size } from "../viewport/place";
import { screenToImage } from "../viewport/place";
import { distance, imageToPatient, nearestFrame, planeOf, spaceOf } from "../viewport/plane";
import { centreOf, clampToVolume, screenToPatient } from "../viewport/spatial";
import { combine } from "../viewport/vectors";
import { moveCursor, recentre } from "./crosshair";

/** The patient point under a screen point of a stack or plane; null where nothing says where it lies. */
export function pointAt(state: ViewerState, viewport: number, size: Size, at: Vec2): Vec3 | null {
  const stack = stackAt(state, viewport);
  const scene = state.arrangement.scenes[viewport];
  if (!stack || !scene) return null;
  const { view } = scene;
  if (view.kind === "stack") {
    const plane = planeOf(stack, view.frame);
    return plane ? imageToPatient(stack, plane, screenToImage(stack, view, size, at)) : null;
  }
  return view.kind === "plane" ? screenToPatient(view, size, at) : null;
}

/** The crosshair at a point of a viewport's patient space; inside the volume where there is one. */
export function cursorAt(state: ViewerState, viewport: number, point: Vec3): Cursor | null {
  const scene = state.arrangement.scenes[viewport];
  const stack = state.stacks.get(scene?.layers[0]?.alignment?.onto ?? "") ?? stackAt(state, viewport);
  if (!stack) return null;
  const inside = stack.volume && spatialOf(scene) ? clampToVolume(stack.volume, point) : point;
  return { point_mm: inside, space: spaceOf(stack) };
}

/** Where a reader of a series is: the crosshair, on the image that is shown. The first image says nothing: a series opens with it. */
export function cursorShown(stack: Stack, scene: Scene | null, cursor: Cursor | null): Cursor | null {
  const view = scene?.view;
  if (view?.kind !== "stack" || !stack.volume || view.frame === 0) return cursor;
  const space = spaceOf(stack);
  const point = cursor?.space === space ? cursor.point_mm : centreOf(stack.volume);
  const plane = planeOf(stack, view.frame);
  if (!plane || nearestFrame(stack, point)?.frame === view.frame) return cursor;
  return { space, point_mm: combine(point, plane.normal, -distance(plane, point), plane.normal, 0) };
}

/** Picks the point under a screen point of a viewport; everything else of its space goes there. Without positions nothing changes. */
export function pickCursor(state: ViewerState, viewport: number, size: Size, at: Vec2, centre = false): ViewerState {
  const point = pointAt(state, viewport, size, at);
  const cursor = point && cursorAt(state, viewport, point);
  if (!cursor) return state;
  const { arrangement, stacks } = state;
  return { ...state, arrangement: centre ? recentre(arrangement, stacks, cursor) : moveCursor(arrangement, stacks, cursor, viewport) };
}
