/** The 3D cursor: the patient point under the pointer becomes the crosshair of its space. Pure. */
import { spatialOf, type Vec2, type Vec3 } from "../scene";
import { stackAt, type Cursor, type ViewerState } from "../state";
import type { Size } from "../viewport/place";
import { screenToImage } from "../viewport/place";
import { imageToPatient, planeOf, spaceOf } from "../viewport/plane";
import { clampToVolume, screenToPatient } from "../viewport/spatial";
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

/** Picks the point under a screen point of a viewport; everything else of its space goes there. Without positions nothing changes. */
export function pickCursor(state: ViewerState, viewport: number, size: Size, at: Vec2, centre = false): ViewerState {
  const point = pointAt(state, viewport, size, at);
  const cursor = point && cursorAt(state, viewport, point);
  if (!cursor) return state;
  const { arrangement, stacks } = state;
  return { ...state, arrangement: centre ? recentre(arrangement, stacks, cursor) : moveCursor(arrangement, stacks, cursor, viewport) };
}
