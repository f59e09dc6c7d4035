/** The layout of a drawn path: the plane it was drawn on, the path pulled straight, planes across it. Pure. */
import { normalOf, spatialScene } from "../viewport/spatial";
import { planeView, type CurvedView, type PlaneView, type Scene, type Vec3 } from "../scene";
import { EMPTY, type Arrangement } from "../state";
import { cross, dot, snapped } from "../viewport/vectors";
import { acrossAt, course, stationAt, type Course } from "./course";

export const CURVED = "curved";
/** Planes across the path lie here, from the marker. */
export const SECTIONS_MM = [-5, 0, 5] as const;
const FIRST_SECTION = 3;
const STRAIGHT = 1;
const WIDE_MM = 60;
const SECTION_MM = 50;

/** The straightened view of an arrangement; null without one. */
export function curvedOf(arrangement: Arrangement): CurvedView | null {
  const view = arrangement.layout === CURVED ? arrangement.scenes[STRAIGHT]?.view : null;
  return view?.kind === "curved" ? view : null;
}

function section(view: CurvedView, offset: number, like: PlaneView): PlaneView {
  const path = course(view.path_mm);
  if (!path) return like;
  const station = stationAt(path, view.at_mm + offset);
  return { ...like, centre_mm: station.place, ...acrossAt(station, 0), phase: view.phase };
}

/** The planes across the path where its marker is now. */
export function followPath(arrangement: Arrangement): Arrangement {
  const view = curvedOf(arrangement);
  if (!view) return arrangement;
  const scenes = arrangement.scenes.map((scene, index) => {
    const offset = SECTIONS_MM[index - FIRST_SECTION];
    const plane = planeView(scene);
    return scene && plane && offset !== undefined ? { ...scene, view: section(view, offset, plane) } : scene;
  });
  return { ...arrangement, scenes };
}

const NOWHERE: Vec3 = [0, 0, 0];
/** Two directions as near as this have one letter. */
const ALIKE_COS = 0.95;

/** Right and down of the picture of a path, where each is one direction from end to end: a bent path has no letter for it. */
export function sheetAxes({ path_mm, turn_deg }: CurvedView): { readonly right: Vec3; readonly down: Vec3 } {
  const path = course(path_mm);
  if (!path) return { right: NOWHERE, down: NOWHERE };
  const [first, ...rest] = path.stations.map((station) => ({ right: acrossAt(station, turn_deg).right, down: station.ahead }));
  const all = (of: "right" | "down") => (first && rest.every((one) => dot(one[of], first[of]) > ALIKE_COS) ? first[of] : NOWHERE);
  return { right: all("right"), down: all("down") };
}

/** Below this the path leads out of the plane: nothing stands on it there. */
const LEAST = 0.5;

/** The turn by which the sheet stands upright on the plane that its path was drawn on, as jaws and vessels are read; left, back or head is to the right. */
function upright(path: Course, plane: PlaneView): number {
  const normal = normalOf(plane);
  const { ahead, aside } = stationAt(path, 0);
  const side = Math.max(...normal) + Math.min(...normal) < 0 ? -1 : 1;
  const [x, y] = [side * dot(normal, aside), side * dot(normal, cross(ahead, aside))];
  return Math.hypot(x, y) < LEAST ? 0 : snapped((Math.atan2(y, x) * 180) / Math.PI, 10);
}

/** The arrangement of a path drawn on a plane; null for a path of one place. */
export function curvedArrangement(drawn: Scene, other: Scene, points: readonly Vec3[], cursor: Arrangement["cursor"], portrait: boolean): Arrangement | null {
  const path = course(points);
  const plane = planeView(drawn);
  const uid = drawn.layers[0]?.series_uid;
  if (!path || !plane || uid === undefined) return null;
  const straight: CurvedView = {
    kind: CURVED, path_mm: points, at_mm: path.length_mm / 2, turn_deg: upright(path, plane), slab_mm: 0, slab_mode: "mip", phase: plane.phase,
    // Unrolled: right is across the path, down is along it.
    centre_mm: [0, path.length_mm / 2, 0], right: [1, 0, 0], down: [0, 1, 0], box_mm: [WIDE_MM, path.length_mm], zoom: 1,
  };
  const across: PlaneView = { ...plane, box_mm: [SECTION_MM, SECTION_MM], zoom: 1, slab_mm: 0 };
  const layered = (view: CurvedView | PlaneView): Scene => ({ ...spatialScene(uid, view), layers: drawn.layers });
  const scenes = [drawn, layered(straight), other, ...SECTIONS_MM.map(() => layered(across))];
  const [rows, columns] = portrait ? [3, 2] : [2, 3];
  return followPath({ ...EMPTY, rows, columns, scenes, layout: CURVED, cursor, active: STRAIGHT });
}

/** The same with another path: its sheet stands to the plane it was drawn on as before. */
export function withPath(arrangement: Arrangement, points: readonly Vec3[]): Arrangement {
  const path = course(points);
  const plane = planeView(arrangement.scenes[0]);
  if (!path) return arrangement;
  return changeCurved(arrangement, (view) => {
    const before = course(view.path_mm);
    const turn_deg = plane && before ? snapped((view.turn_deg + upright(path, plane) - upright(before, plane)) % 360, 10) : view.turn_deg;
    return { ...view, path_mm: points, turn_deg, at_mm: Math.min(view.at_mm, path.length_mm), box_mm: [view.box_mm[0], path.length_mm] };
  });
}

export function changeCurved(arrangement: Arrangement, change: (view: CurvedView) => CurvedView): Arrangement {
  if (!curvedOf(arrangement)) return arrangement;
  const scenes = arrangement.scenes.map((scene) => (scene?.view.kind === CURVED ? { ...scene, view: change(scene.view) } : scene));
  return followPath({ ...arrangement, scenes });
}
