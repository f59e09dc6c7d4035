/** Image planes in patient space (PS3.3 C.7.6.2.1.1): positions, nearest frames, lines where planes cross. LPS millimetres. */
import type { Stack } from "../../lib/api";
import type { Vec2, Vec3 } from "../scene";
import { ofFrame } from "./ofFrame";
import { pixelSize } from "./place";
import { combine, cross, dot, length, minus } from "./vectors";

/** Planes whose normals differ by less than this (10 degrees) are called parallel. */
const PARALLEL_COS = Math.cos((10 * Math.PI) / 180);

/** `right` along a row, `down` along a column, `origin_mm` the centre of the first pixel. */
export interface Plane {
  readonly origin_mm: Vec3;
  readonly right: Vec3;
  readonly down: Vec3;
  readonly normal: Vec3;
}

/** The plane of one frame; null where the file does not say where it lies. */
export function planeOf(stack: Stack, frame: number): Plane | null {
  const position = stack.frames[frame]?.position_mm;
  const { orientation } = ofFrame(stack, frame);
  if (!position || !orientation) return null;
  const [rx, ry, rz, dx, dy, dz] = orientation;
  const right: Vec3 = [rx, ry, rz];
  const down: Vec3 = [dx, dy, dz];
  return { origin_mm: position, right, down, normal: cross(right, down) };
}

/** The patient point of image coordinates (0 at the outer edge of the first pixel). */
export function imageToPatient(stack: Stack, plane: Plane, [x, y]: Vec2): Vec3 {
  const [width, height] = pixelSize(stack);
  return combine(plane.origin_mm, plane.right, (x - 0.5) * width, plane.down, (y - 0.5) * height);
}

/** A patient point seen along the plane's normal, in image coordinates. */
export function patientToImage(stack: Stack, plane: Plane, point: Vec3): Vec2 {
  const [width, height] = pixelSize(stack);
  const from = minus(point, plane.origin_mm);
  return [dot(from, plane.right) / width + 0.5, dot(from, plane.down) / height + 0.5];
}

/** Signed distance of a point from the plane, along the normal. */
export function distance(plane: Plane, point: Vec3): number {
  return dot(minus(point, plane.origin_mm), plane.normal);
}

/** The frame whose plane is nearest to a patient point, and how far it is; null without positions. */
export function nearestFrame(stack: Stack, point: Vec3): { readonly frame: number; readonly away_mm: number } | null {
  let best: { frame: number; away_mm: number } | null = null;
  for (const [frame] of stack.frames.entries()) {
    const plane = planeOf(stack, frame);
    if (!plane) continue;
    const away = Math.abs(distance(plane, point));
    if (!best || away < best.away_mm) best = { frame, away_mm: away };
  }
  return best;
}

/** What names a stack's patient space: its frame of reference; a series without one is a space of its own. */
export function spaceOf(stack: Pick<Stack, "frame_of_reference" | "series_uid">): string {
  return stack.frame_of_reference === "" ? `series ${stack.series_uid}` : stack.frame_of_reference;
}

/** True when both stacks lie in one patient space. */
export function sameSpace(a: Stack, b: Stack): boolean {
  return a.frame_of_reference !== "" && a.frame_of_reference === b.frame_of_reference;
}

export function parallel(a: Plane, b: Plane): boolean {
  return Math.abs(dot(a.normal, b.normal)) > PARALLEL_COS;
}

/** The part of `cut`'s own rectangle that lies in the plane `shown`, as two points in `shown`'s image coordinates; null if they do not cross. */
export function crossLine(shown: Stack, plane: Plane, cut: Stack, cutPlane: Plane): readonly [Vec2, Vec2] | null {
  if (parallel(plane, cutPlane)) return null;
  const corners = ([[0, 0], [cut.columns, 0], [cut.columns, cut.rows], [0, cut.rows]] as const).map((at) =>
    imageToPatient(cut, cutPlane, at),
  );
  const hits: Vec3[] = [];
  for (const [index, from] of corners.entries()) {
    const to = corners[(index + 1) % corners.length];
    if (!to) continue;
    const [a, b] = [distance(plane, from), distance(plane, to)];
    if (a === b || a * b > 0) continue;
    const share = a / (a - b);
    hits.push(combine(from, minus(to, from), share, [0, 0, 0], 0));
  }
  const [first, ...others] = hits;
  // A plane through a corner meets two edges there: take the hit farthest from the first.
  const last = others.toSorted((p, q) => length(minus(q, first ?? q)) - length(minus(p, first ?? p)))[0];
  if (!first || !last || length(minus(last, first)) === 0) return null;
  return [patientToImage(shown, plane, first), patientToImage(shown, plane, last)];
}
