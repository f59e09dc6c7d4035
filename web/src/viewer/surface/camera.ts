/** The eye that looks at a volume: directions and places in patient space (DICOM LPS), exactly as the server's `render/camera.py` uses them.
 *
 * The viewer looks along right x down; the middle of the picture shows `centre_mm`. Pure.
 */
import type { Vec2, Vec3 } from "../scene";
import { cross, dot } from "../viewport/plane";
import type { Size } from "../viewport/place";

/** `height_mm` is the patient length that fills the viewport's height (in the plane of the centre, where rays diverge). */
export interface Camera {
  readonly centre_mm: Vec3;
  readonly right: Vec3;
  readonly down: Vec3;
  readonly height_mm: number;
}

export type Directions = Pick<Camera, "right" | "down">;

export const MIN_HEIGHT_MM = 5;
export const MAX_HEIGHT_MM = 5000;

export function scaled(v: Vec3, factor: number): Vec3 {
  return [v[0] * factor, v[1] * factor, v[2] * factor];
}

export function plus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function unit(v: Vec3): Vec3 {
  return scaled(v, 1 / Math.hypot(...v));
}

/** Away from the viewer. */
export function away({ right, down }: Directions): Vec3 {
  return cross(right, down);
}

/** `v` turned by `degrees` around the unit vector `axis`, right-handed (Rodrigues' formula). */
export function turned(v: Vec3, axis: Vec3, degrees: number): Vec3 {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const along = scaled(axis, dot(axis, v) * (1 - cos));
  return plus(plus(scaled(v, cos), scaled(cross(axis, v), sin)), along);
}

/** Unit vectors at a right angle again: thousands of small turns add up their rounding. */
function squared(right: Vec3, down: Vec3): Directions {
  const a = unit(right);
  return { right: a, down: unit(minus(down, scaled(a, dot(a, down)))) };
}

export function turnedBy<C extends Directions>(camera: C, axis: Vec3, degrees: number): C {
  return { ...camera, ...squared(turned(camera.right, axis, degrees), turned(camera.down, axis, degrees)) };
}

/** Half a turn a viewport's side: what lies in front follows the pointer. */
const DEGREES_A_SIDE = 180;
/** Outside this share of the half side the picture is turned in its own plane. */
const ROLL_FROM = 0.86;

/** Trackball: the picture turned by a way of the pointer from `from` to `to` (CSS pixels of the viewport).
 *
 * A drag that starts near the edge rolls the picture around its middle; every other one turns what lies in front with the pointer.
 */
export function orbit<C extends Directions>(camera: C, size: Size, start: Vec2, from: Vec2, to: Vec2): C {
  const middle: Vec2 = [size.width / 2, size.height / 2];
  const radius = Math.min(...middle);
  if (Math.hypot(start[0] - middle[0], start[1] - middle[1]) > ROLL_FROM * radius) return roll(camera, middle, from, to);
  const degrees = DEGREES_A_SIDE / (2 * radius);
  const sideways = turnedBy(camera, camera.down, (to[0] - from[0]) * degrees);
  return turnedBy(sideways, sideways.right, -(to[1] - from[1]) * degrees);
}

function roll<C extends Directions>(camera: C, middle: Vec2, from: Vec2, to: Vec2): C {
  const angle = (at: Vec2) => (Math.atan2(at[1] - middle[1], at[0] - middle[0]) * 180) / Math.PI;
  const by = ((angle(to) - angle(from) + 540) % 360) - 180;
  // The picture follows the pointer clockwise: the eye turns the other way.
  return turnedBy(camera, away(camera), -by);
}

/** Turns around the patient's long axis by `degrees`: positive brings the patient's left side into view. */
export function aroundPatient<C extends Directions>(camera: C, degrees: number): C {
  return turnedBy(camera, [0, 0, 1], degrees);
}

export function pannedBy(camera: Camera, size: Size, move: Vec2): Camera {
  const mm = camera.height_mm / size.height;
  return { ...camera, centre_mm: minus(camera.centre_mm, plus(scaled(camera.right, move[0] * mm), scaled(camera.down, move[1] * mm))) };
}

/** Grows the picture by `factor`; the patient point under `anchor` (in the plane of the centre) stays there. */
export function zoomedBy(camera: Camera, size: Size, factor: number, anchor: Vec2): Camera {
  const height_mm = Math.min(MAX_HEIGHT_MM, Math.max(MIN_HEIGHT_MM, camera.height_mm / factor));
  const lost = (camera.height_mm - height_mm) / size.height;
  const [x, y] = [anchor[0] - size.width / 2, anchor[1] - size.height / 2];
  const move = plus(scaled(camera.right, x * lost), scaled(camera.down, y * lost));
  return { ...camera, height_mm, centre_mm: plus(camera.centre_mm, move) };
}

/** How far the eye is from the centre; infinite where rays are parallel. */
export function eyeDistance(camera: Camera, perspectiveDeg: number): number {
  return perspectiveDeg > 0 ? camera.height_mm / 2 / Math.tan((perspectiveDeg * Math.PI) / 360) : Number.POSITIVE_INFINITY;
}

/** Where a patient point is seen, in CSS pixels of the viewport; null behind the eye. */
export function toScreen(camera: Camera, size: Size, point: Vec3, perspectiveDeg = 0): Vec2 | null {
  const from = minus(point, camera.centre_mm);
  const eye = eyeDistance(camera, perspectiveDeg);
  const share = Number.isFinite(eye) ? eye / (eye + dot(from, away(camera))) : 1;
  if (!(share > 0)) return null;
  const px = (size.height / camera.height_mm) * share;
  return [size.width / 2 + dot(from, camera.right) * px, size.height / 2 + dot(from, camera.down) * px];
}

/** The patient point under a screen point, in the plane through the centre. */
export function toPatient(camera: Camera, size: Size, at: Vec2): Vec3 {
  const mm = camera.height_mm / size.height;
  const [x, y] = [(at[0] - size.width / 2) * mm, (at[1] - size.height / 2) * mm];
  return plus(camera.centre_mm, plus(scaled(camera.right, x), scaled(camera.down, y)));
}
