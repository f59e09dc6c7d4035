/** The crop box and the clipping plane: faces one can take hold of, in patient space and on the screen. Pure. */
import type { Vec2, Vec3 } from "../scene";
import type { Size } from "../viewport/place";
import { plus, scaled } from "../viewport/vectors";
import { away, seenAt, type Camera } from "./camera";

/** Two opposite corners, the lower one first, LPS mm. */
export type Box = readonly [Vec3, Vec3];
/** Axis 0..2 of the patient and which end of it. */
export interface Side {
  readonly axis: 0 | 1 | 2;
  readonly end: 0 | 1;
}

export const SIDES: readonly Side[] = ([0, 1, 2] as const).flatMap((axis) => ([0, 1] as const).map((end) => ({ axis, end })));
const LEAST_MM = 2;

export function centreOf([low, high]: Box): Vec3 {
  return scaled(plus(low, high), 0.5);
}

/** The middle of one side. */
export function sideCentre(box: Box, { axis, end }: Side): Vec3 {
  const centre = centreOf(box);
  return centre.map((value, at) => (at === axis ? box[end][axis] : value)) as unknown as Vec3;
}

/** The box with one side moved to `to_mm`, inside `whole` and never thinner than two millimetres. */
export function moveSide(box: Box, { axis, end }: Side, to_mm: number, whole: Box): Box {
  const [low, high] = end === 0 ? [whole[0][axis], box[1][axis] - LEAST_MM] : [box[0][axis] + LEAST_MM, whole[1][axis]];
  const at = Math.round(Math.min(Math.max(to_mm, Math.min(low, high)), Math.max(low, high)) * 10) / 10;
  const moved = box[end].map((value, part) => (part === axis ? at : value)) as unknown as Vec3;
  return end === 0 ? [moved, box[1]] : [box[0], moved];
}

/** Handles that would move less than this share of a millimetre a millimetre are seen end-on: they cannot be dragged well. */
const END_ON = 0.12;

/** How far along an axis (mm) a way on the screen goes; 0 where the axis points at the viewer. */
export function alongAxis(camera: Camera, size: Size, axis: 0 | 1 | 2, [dx, dy]: Vec2): number {
  const [x, y] = [camera.right[axis], camera.down[axis]];
  const share = x * x + y * y;
  return share < END_ON ** 2 ? 0 : ((dx * x + dy * y) / share) * (camera.height_mm / size.height);
}

export function graspable(camera: Camera, axis: 0 | 1 | 2): boolean {
  return Math.hypot(camera.right[axis], camera.down[axis]) >= END_ON;
}

/** The twelve edges on the screen. */
export function edges(camera: Camera, size: Size, box: Box): readonly (readonly [Vec2, Vec2])[] {
  const corner = (bits: number): Vec3 => [0, 1, 2].map((axis) => box[(bits >> axis) & 1 ? 1 : 0][axis as 0 | 1 | 2]) as unknown as Vec3;
  return Array.from({ length: 8 }, (_, bits) => bits).flatMap((bits) =>
    [1, 2, 4].flatMap((bit) => {
      if (bits & bit) return [];
      const [a, b] = [seenAt(camera, size, corner(bits)), seenAt(camera, size, corner(bits | bit))];
      return a && b ? [[a, b] as const] : [];
    }),
  );
}

/** A clipping plane across the line of sight, `depth_mm` behind the centre of the view: what lies before it is cut away. */
export function clipAcross(camera: Pick<Camera, "centre_mm" | "right" | "down">, depth_mm: number): readonly [Vec3, Vec3] {
  const into = away(camera);
  return [plus(camera.centre_mm, scaled(into, depth_mm)), scaled(into, -1)];
}

/** The plane moved along its normal; positive cuts less away. */
export function movedClip([point, normal]: readonly [Vec3, Vec3], by_mm: number): readonly [Vec3, Vec3] {
  return [plus(point, scaled(normal, by_mm)), normal];
}
