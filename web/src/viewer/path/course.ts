/** A path through drawn points, as the server has it (render/course.py): centripetal Catmull-Rom, a frame that never twists. LPS mm. Pure. */
import type { Vec3 } from "../scene";
import { combine, cross, dot, length, minus, scaled, turned, unit } from "../viewport/vectors";

const STEP_MM = 0.5;
const FINE = 32;
const APART_MM = 1e-3;

/** Where a path is, which way it goes, and what lies across it. */
export interface Station {
  readonly place: Vec3;
  readonly ahead: Vec3;
  readonly aside: Vec3;
}

export interface Course {
  readonly stations: readonly Station[];
  readonly length_mm: number;
}

const mixed = (a: Vec3, b: Vec3, share: number): Vec3 => combine(scaled(a, 1 - share), b, share, b, 0);

function spline(points: readonly Vec3[]): Vec3[] {
  const [first, second] = [points[0] as Vec3, points[1] as Vec3];
  const [last, before] = [points.at(-1) as Vec3, points.at(-2) as Vec3];
  const ends = [minus(scaled(first, 2), second), ...points, minus(scaled(last, 2), before)];
  const knots = [0];
  for (let k = 1; k < ends.length; k += 1) knots.push((knots[k - 1] as number) + Math.sqrt(length(minus(ends[k] as Vec3, ends[k - 1] as Vec3))));
  const found: Vec3[] = [];
  for (let k = 1; k < ends.length - 2; k += 1) {
    const [t0, t1, t2, t3] = knots.slice(k - 1, k + 3) as [number, number, number, number];
    const [p0, p1, p2, p3] = ends.slice(k - 1, k + 3) as [Vec3, Vec3, Vec3, Vec3];
    for (let step = 0; step < FINE; step += 1) {
      const t = t1 + ((t2 - t1) * step) / FINE;
      const part = (a: number, b: number, p: Vec3, q: Vec3) => mixed(p, q, (t - a) / (b - a));
      const [a1, a2, a3] = [part(t0, t1, p0, p1), part(t1, t2, p1, p2), part(t2, t3, p2, p3)];
      found.push(part(t1, t2, part(t0, t2, a1, a2), part(t1, t3, a2, a3)));
    }
  }
  return [...found, last];
}

function even(fine: readonly Vec3[]): { readonly places: readonly Vec3[]; readonly total: number } {
  const lengths = [0];
  for (let k = 1; k < fine.length; k += 1) lengths.push((lengths[k - 1] as number) + length(minus(fine[k] as Vec3, fine[k - 1] as Vec3)));
  const total = lengths.at(-1) as number;
  const count = Math.max(2, Math.round(total / STEP_MM) + 1);
  const places: Vec3[] = [];
  let k = 0;
  for (let n = 0; n < count; n += 1) {
    const at = (total * n) / (count - 1);
    while (k < lengths.length - 2 && (lengths[k + 1] as number) < at) k += 1;
    const span = (lengths[k + 1] as number) - (lengths[k] as number);
    places.push(mixed(fine[k] as Vec3, fine[k + 1] as Vec3, span === 0 ? 0 : (at - (lengths[k] as number)) / span));
  }
  return { places, total };
}

/** The course through drawn points; null for fewer than two places. */
export function course(points: readonly Vec3[]): Course | null {
  const drawn = points.filter((point, index) => index === 0 || length(minus(point, points[index - 1] as Vec3)) > APART_MM);
  if (drawn.length < 2) return null;
  const { places, total } = even(spline(drawn));
  const ahead = places.map((place, k) => unit(minus(places[k + 1] ?? place, places[k - 1] ?? place)));
  const start = ahead[0] as Vec3;
  const wish: Vec3 = Math.abs(start[0]) < 0.9 ? [1, 0, 0] : [0, -1, 0];
  let aside = unit(minus(wish, scaled(start, dot(wish, start))));
  const stations = places.map((place, k): Station => {
    if (k > 0) aside = carried(minus(place, places[k - 1] as Vec3), aside, ahead[k - 1] as Vec3, ahead[k] as Vec3);
    return { place, ahead: ahead[k] as Vec3, aside };
  });
  return { stations, length_mm: total };
}

/** Parallel transport by double reflection. */
function carried(step: Vec3, aside: Vec3, was: Vec3, now: Vec3): Vec3 {
  const square = dot(step, step);
  const turnedOnce = minus(aside, scaled(step, (2 / square) * dot(step, aside)));
  const mirrored = minus(was, scaled(step, (2 / square) * dot(step, was)));
  const rest = minus(now, mirrored);
  const size = dot(rest, rest);
  return size < 1e-18 ? turnedOnce : minus(turnedOnce, scaled(rest, (2 / size) * dot(rest, turnedOnce)));
}

/** The station at a length along the path. */
export function stationAt({ stations, length_mm }: Course, along_mm: number): Station {
  const at = (Math.min(1, Math.max(0, along_mm / length_mm))) * (stations.length - 1);
  const k = Math.min(Math.floor(at), stations.length - 2);
  const [a, b] = [stations[k] as Station, stations[k + 1] as Station];
  const ahead = unit(mixed(a.ahead, b.ahead, at - k));
  const aside = mixed(a.aside, b.aside, at - k);
  return { place: mixed(a.place, b.place, at - k), ahead, aside: unit(minus(aside, scaled(ahead, dot(aside, ahead)))) };
}

/** Right and down of the plane across the path at a station, seen along the path. */
export function acrossAt({ ahead, aside }: Station, turn_deg: number): { readonly right: Vec3; readonly down: Vec3 } {
  const right = turned(aside, ahead, (turn_deg * Math.PI) / 180);
  return { right, down: cross(ahead, right) };
}

/** The nearest place of the path to a point, as a length along it. */
export function nearestAlong({ stations, length_mm }: Course, point: Vec3): number {
  let [best, at] = [Number.POSITIVE_INFINITY, 0];
  for (const [k, { place }] of stations.entries()) {
    const away = length(minus(place, point));
    if (away < best) [best, at] = [away, k];
  }
  return (length_mm * at) / (stations.length - 1);
}

