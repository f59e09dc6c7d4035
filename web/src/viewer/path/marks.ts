/** A path and its points on the planes of its space, and its marker where it is pulled straight. Pure. */
import type { Mark } from "../overlay/overlay";
import { planeView, type Vec2, type Vec3 } from "../scene";
import type { ViewerState } from "../state";
import type { Size } from "../viewport/place";
import { patientToScreen } from "../viewport/spatial";
import { course, stationAt } from "./course";
import { curvedOf } from "./curved";
import { shownPath, type DrawnPath } from "./paths";

const DOT_PX = 4;
const SKIP = 4;

const dot = ([x, y]: Vec2, r = DOT_PX) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
const lineOf = (places: readonly Vec2[]) => places.map(([x, y], k) => `${k === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

export function pathMarks(state: ViewerState, drawn: DrawnPath | null, viewport: number, size: Size): readonly Mark[] {
  const points = shownPath(state, drawn);
  const scene = state.arrangement.scenes[viewport];
  const view = curvedOf(state.arrangement);
  if (points.length === 0 || !scene) return [];
  if (scene.view.kind === "curved") {
    const [, y] = patientToScreen(scene.view, size, [0, scene.view.at_mm, 0]);
    return [{ d: `M0 ${y}H${size.width}`, look: "dv-path" }];
  }
  const plane = planeView(scene);
  // Planes across the path show the place where they cut it.
  if (!plane || (view && scene.role === null)) return [];
  const seen = (point: Vec3) => patientToScreen(plane, size, point);
  const path = course(points);
  const line = path ? [{ d: lineOf(path.stations.filter((_, k) => k % SKIP === 0 || k === path.stations.length - 1).map(({ place }) => seen(place))), look: "dv-path" }] : [];
  const marker = path && view && !drawn ? [{ d: dot(seen(stationAt(path, view.at_mm).place), DOT_PX + 2), look: "dv-path dv-at" }] : [];
  return [...line, ...points.map((point): Mark => ({ d: dot(seen(point)), look: "dv-path dv-stop" })), ...marker];
}
