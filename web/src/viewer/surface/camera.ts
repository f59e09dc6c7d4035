/** The eye that looks at a volume: turning it and what it sees where, exactly as the server's `render/camera.py` draws. Pure.
 *
 * The viewer looks along right x down (DICOM LPS); the middle of the picture shows `centre_mm`.
 */
import type { Spatial, SurfaceView, Vec2, Vec3 } from "../scene";
import type { Size } from "../viewport/place";
import { heightOf } from "../viewport/spatial";
import { cross, dot, minus, squared, turned } from "../viewport/vectors";

export type Directions = Pick<Spatial, "right" | "down">;

/** `height_mm` is the patient length that fills the viewport's height, in the plane of the centre where rays diverge. */
export interface Camera extends Directions {
  readonly centre_mm: Vec3;
  readonly height_mm: number;
  /** Opening angle over the height; 0 where rays are parallel. */
  readonly perspective_deg: number;
}

export function cameraOf(view: Spatial & Partial<Pick<SurfaceView, "perspective_deg">>, size: Size): Camera {
  const { centre_mm, right, down, perspective_deg = 0 } = view;
  return { centre_mm, right, down, height_mm: heightOf(view, size), perspective_deg };
}

/** Away from the viewer. */
export function away({ right, down }: Directions): Vec3 {
  return cross(right, down);
}

/** Both directions turned by `degrees` around a unit vector, right-handed, and squared: thousands of small turns add up their rounding. */
export function turnedBy({ right, down }: Directions, axis: Vec3, degrees: number): Directions {
  const angle = (degrees * Math.PI) / 180;
  const [a, b] = squared(turned(right, axis, angle), turned(down, axis, angle));
  return { right: a, down: b };
}

/** Half a turn a viewport's shorter side: what lies in front follows the pointer. */
const DEGREES_A_SIDE = 180;
/** Outside this share of the half side the picture is turned in its own plane. */
const ROLL_FROM = 0.86;

/** Trackball: the directions turned by a way of the pointer from `from` to `to` (CSS pixels of the viewport).
 *
 * A drag that started near the rim rolls the picture around its middle; every other one turns what lies in front with the pointer.
 */
export function orbit(camera: Directions, size: Size, start: Vec2, from: Vec2, to: Vec2): Directions {
  const middle: Vec2 = [size.width / 2, size.height / 2];
  const radius = Math.min(...middle);
  if (Math.hypot(start[0] - middle[0], start[1] - middle[1]) > ROLL_FROM * radius) return roll(camera, middle, from, to);
  const degrees = DEGREES_A_SIDE / (2 * radius);
  const sideways = turnedBy(camera, camera.down, (to[0] - from[0]) * degrees);
  return turnedBy(sideways, sideways.right, -(to[1] - from[1]) * degrees);
}

function roll(camera: Directions, middle: Vec2, from: Vec2, to: Vec2): Directions {
  const angle = (at: Vec2) => (Math.atan2(at[1] - middle[1], at[0] - middle[0]) * 180) / Math.PI;
  const by = ((angle(to) - angle(from) + 540) % 360) - 180;
  // The picture follows the pointer: the eye turns the other way.
  return turnedBy(camera, away(camera), -by);
}

/** Turns around the patient's long axis: positive degrees bring the patient's left side into view. */
export function aroundPatient(camera: Directions, degrees: number): Directions {
  return turnedBy(camera, [0, 0, 1], degrees);
}

/** How far the eye is from the centre; infinite where rays are parallel. */
export function eyeDistance({ height_mm, perspective_deg }: Pick<Camera, "height_mm" | "perspective_deg">): number {
  return perspective_deg > 0 ? height_mm / 2 / Math.tan((perspective_deg * Math.PI) / 360) : Number.POSITIVE_INFINITY;
}

/** Where a patient point is seen, in CSS pixels of the viewport; null behind the eye. */
export function seenAt(camera: Camera, size: Size, point: Vec3): Vec2 | null {
  const from = minus(point, camera.centre_mm);
  const eye = eyeDistance(camera);
  const share = Number.isFinite(eye) ? eye / (eye + dot(from, away(camera))) : 1;
  if (!(share > 0)) return null;
  const px = (size.height / camera.height_mm) * share;
  return [size.width / 2 + dot(from, camera.right) * px, size.height / 2 + dot(from, camera.down) * px];
}
