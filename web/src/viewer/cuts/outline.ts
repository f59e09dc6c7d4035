/** From a line drawn on the screen to an outline the server cuts along. Pure. */
import { turnedBack, movedBack } from "../align/alignment";
import type { Alignment, Outline, SpatialView, Vec2 } from "../scene";
import { heightOf, scaleOfSpatial } from "../viewport/spatial";
import type { Size } from "../viewport/place";
import { snapped, snappedVector } from "../viewport/vectors";

/** As many as the server takes, and far more than any hand needs. */
export const MOST_POINTS = 256;
/** What is left out lies nearer than this to the line that stays, CSS pixels. */
const TOLERANCE_PX = 0.7;
/** Lengths in steps of a twentieth of a millimetre: links hold them as whole numbers, so that a reloaded cut is the same one. */
export const STEPS_PER_MM = 20;
const DIRECTION_STEPS = 1e7;

/** Distance of a point from a line through two others, or from the first where they are one. */
function off([x, y]: Vec2, [ax, ay]: Vec2, [bx, by]: Vec2): number {
  const length = Math.hypot(bx - ax, by - ay);
  return length === 0 ? Math.hypot(x - ax, y - ay) : Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

/** The same line with fewer points (Ramer, Douglas and Peucker). */
export function simplified(points: readonly Vec2[], tolerance: number): readonly Vec2[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < 3) return points;
  let [worst, at] = [0, 0];
  for (const [index, point] of points.entries()) {
    const away = off(point, first, last);
    if (away > worst) [worst, at] = [away, index];
  }
  if (worst <= tolerance) return [first, last];
  return [...simplified(points.slice(0, at + 1), tolerance).slice(0, -1), ...simplified(points.slice(at), tolerance)];
}

function fewEnough(points: readonly Vec2[]): readonly Vec2[] {
  for (let tolerance = TOLERANCE_PX; ; tolerance *= 2) {
    const fewer = simplified(points, tolerance);
    if (fewer.length <= MOST_POINTS) return fewer;
  }
}

/** The outline of CSS pixels drawn on a view, in the places of a series that is shown aligned; null for a line that encloses nothing. */
export function outlineOf(
  view: SpatialView, size: Size, drawn: readonly Vec2[], remove: Outline["remove"], alignment: Alignment | null | undefined,
): Outline | null {
  const scale = scaleOfSpatial(view, size);
  const points_mm = fewEnough(drawn).map(([x, y]): Vec2 => [snapped((x - size.width / 2) / scale, STEPS_PER_MM), snapped((y - size.height / 2) / scale, STEPS_PER_MM)]);
  if (points_mm.length < 3) return null;
  const angle = view.kind === "surface" ? view.perspective_deg : 0;
  const eye = angle > 0 ? heightOf(view, size) / 2 / Math.tan((angle * Math.PI) / 360) : 0;
  return {
    kind: "outline", points_mm, remove,
    centre_mm: snappedVector(movedBack(view.centre_mm, alignment), STEPS_PER_MM * 50),
    right: snappedVector(turnedBack(view.right, alignment), DIRECTION_STEPS),
    down: snappedVector(turnedBack(view.down, alignment), DIRECTION_STEPS),
    eye_mm: snapped(eye, STEPS_PER_MM),
  };
}

/** An outline that keys move: middle and radii in steps, a hundred of which are the viewport's smaller side. */
export interface Oval {
  readonly at: Vec2;
  readonly radii: Vec2;
  /** The line in CSS pixels of a viewport. */
  points(size: Size): readonly Vec2[];
}

const OVAL_STEPS = 100;
const OVAL_POINTS = 48;

/** An oval about `at` from the viewport's middle; radii stay above nothing. */
export function oval(at: Vec2, [across, down]: Vec2): Oval {
  const radii: Vec2 = [Math.max(1, across), Math.max(1, down)];
  return {
    at, radii,
    points({ width, height }) {
      const step = Math.min(width, height) / OVAL_STEPS;
      return Array.from({ length: OVAL_POINTS }, (_, index): Vec2 => {
        const angle = (index / OVAL_POINTS) * 2 * Math.PI;
        return [width / 2 + (at[0] + radii[0] * Math.cos(angle)) * step, height / 2 + (at[1] + radii[1] * Math.sin(angle)) * step];
      });
    },
  };
}

export const STARTING_OVAL = oval([0, 0], [15, 15]);
