/** Rigid moves of a series over another: points through them and back, moves added by hand. LPS mm, degrees. Pure. */
import type { Alignment, Vec3 } from "../scene";
import { cross, dot, minus, plus, snappedVector, turned, unit } from "../viewport/vectors";

const AXES: readonly Vec3[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];
const RADIANS = Math.PI / 180;
/** Fields and links hold hundredths: no hand is steadier. */
const PER_UNIT = 100;

/** No move: it only says that somebody looked and vouches for it. */
export function still(centre_mm: Vec3, onto: string): Alignment {
  return { translation_mm: [0, 0, 0], rotation_deg: [0, 0, 0], centre_mm, source: "manual", onto };
}

/** R v: about x, then y, then z. */
function rotated(v: Vec3, degrees: Vec3): Vec3 {
  return AXES.reduce((at, axis, index) => turned(at, axis, (degrees[index] ?? 0) * RADIANS), v);
}

function rotatedBack(v: Vec3, degrees: Vec3): Vec3 {
  return AXES.reduceRight((at, axis, index) => turned(at, axis, -(degrees[index] ?? 0) * RADIANS), v);
}

/** Where a point of the series is shown. */
export function moved(point: Vec3, alignment: Alignment | null | undefined): Vec3 {
  if (!alignment) return point;
  const { translation_mm, rotation_deg, centre_mm } = alignment;
  return plus(plus(rotated(minus(point, centre_mm), rotation_deg), centre_mm), translation_mm);
}

/** The point of the series that is shown at a place. */
export function movedBack(point: Vec3, alignment: Alignment | null | undefined): Vec3 {
  if (!alignment) return point;
  const { translation_mm, rotation_deg, centre_mm } = alignment;
  return plus(rotatedBack(minus(minus(point, translation_mm), centre_mm), rotation_deg), centre_mm);
}

/** A direction of the screen as the series has it. */
export function turnedBack(direction: Vec3, alignment: Alignment | null | undefined): Vec3 {
  return alignment ? rotatedBack(direction, alignment.rotation_deg) : direction;
}

export function tidy(v: Vec3): Vec3 {
  return snappedVector(v, PER_UNIT);
}

/** Shifted by hand. */
export function shifted(alignment: Alignment, by_mm: Vec3): Alignment {
  return { ...alignment, translation_mm: tidy(plus(alignment.translation_mm, by_mm)), source: "manual" };
}

/** Turned by hand around an axis (unit vector) through the middle of the series where it lies now; radians, right-handed. */
export function turnedMore(alignment: Alignment, axis: Vec3, angle: number): Alignment {
  const columns = AXES.map((each) => turned(rotated(each, alignment.rotation_deg), axis, angle));
  return { ...alignment, rotation_deg: tidy(anglesOf(columns as [Vec3, Vec3, Vec3])), source: "manual" };
}

/** The angles of a rotation whose columns these are. */
function anglesOf([a, b, c]: readonly [Vec3, Vec3, Vec3]): Vec3 {
  const y = Math.asin(Math.min(1, Math.max(-1, -a[2])));
  return [Math.atan2(b[2], c[2]) / RADIANS, y / RADIANS, Math.atan2(a[1], a[0]) / RADIANS];
}

/** How far and how much it moves, for words. */
export function sizeOf({ translation_mm, rotation_deg }: Alignment): { readonly mm: number; readonly degrees: number } {
  const [x, y] = [rotated([1, 0, 0], rotation_deg), rotated([0, 1, 0], rotation_deg)];
  const z = cross(unit(x), unit(y));
  const cos = (dot(x, [1, 0, 0]) + dot(y, [0, 1, 0]) + dot(z, [0, 0, 1]) - 1) / 2;
  return { mm: Math.hypot(...translation_mm), degrees: Math.acos(Math.min(1, Math.max(-1, cos))) / RADIANS };
}
