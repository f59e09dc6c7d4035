/** The crosshair: one patient point that every plane of its space goes through; lines that are dragged, ends that turn planes. Pure. */
import type { Stack } from "../../lib/api";
import { mainSeries, planeView, spatialOf, withPlane, withSpatial, withStackView, type PlaneView, type Role, type Scene, type SlabMode, type Vec3 } from "../scene";
import { withScenes, type Arrangement, type Cursor, type ViewerState } from "../state";
import { nearestFrame, spaceOf } from "../viewport/plane";
import { centreOf, normalOf, startPlane } from "../viewport/spatial";
import { combine, dot, length, minus, plus, squared, turned } from "../viewport/vectors";

type Stacks = ViewerState["stacks"];

export const MOST_SLAB_MM = 100;
const SLABS_MM = [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, MOST_SLAB_MM] as const;
const MODES: readonly SlabMode[] = ["mip", "minip", "avg"];
const STILL_MM = 1e-9;

export function stackOf(stacks: Stacks, scene: Scene | null | undefined): Stack | null {
  return stacks.get(mainSeries(scene) ?? "") ?? null;
}

/** The patient space a scene is shown in: that of its series, or of the one its series is aligned with; null while it is not known. */
export function spaceShown(stacks: Stacks, scene: Scene | null | undefined): string | null {
  if (scene?.view.kind === "curved") return null;
  const stack = stacks.get(scene?.layers[0]?.alignment?.onto ?? "") ?? stackOf(stacks, scene);
  return stack && spaceOf(stack);
}

export function inSpace(stacks: Stacks, scene: Scene | null | undefined, space: string): boolean {
  return spaceShown(stacks, scene) === space;
}

/** The view moved along its normal until it goes through the point. */
export function through(view: PlaneView, point: Vec3): Vec3 {
  const normal = normalOf(view);
  return combine(view.centre_mm, normal, dot(minus(point, view.centre_mm), normal), normal, 0);
}

function shown(scene: Scene, stack: Stack, point: Vec3): Scene {
  const plane = planeView(scene);
  if (plane) {
    const centre_mm = through(plane, point);
    return length(minus(centre_mm, plane.centre_mm)) < STILL_MM ? scene : withPlane(scene, { centre_mm });
  }
  const nearest = scene.view.kind === "stack" ? nearestFrame(stack, point) : null;
  return nearest ? withStackView(scene, { frame: nearest.frame }) : scene;
}

/** Puts the crosshair somewhere: planes go through it, stacks of the same space scroll to it; `except` stays as it is. */
export function moveCursor(arrangement: Arrangement, stacks: Stacks, cursor: Cursor, except = -1): Arrangement {
  const moved = withScenes(arrangement, (scene, viewport) => {
    const stack = stackOf(stacks, scene);
    return viewport === except || !stack || !inSpace(stacks, scene, cursor.space) ? scene : shown(scene, stack, cursor.point_mm);
  });
  return { ...moved, cursor };
}

/** The crosshair goes somewhere and the planes are centred on it. */
export function recentre(arrangement: Arrangement, stacks: Stacks, cursor: Cursor): Arrangement {
  const moved = moveCursor(arrangement, stacks, cursor);
  return withScenes(moved, (scene) => (inSpace(stacks, scene, cursor.space) ? withPlane(scene, { centre_mm: cursor.point_mm }) : scene));
}

/** After viewport `source` changed: planes of its name follow it, a scrolled plane takes the crosshair along, phases agree. */
export function followPlanes(arrangement: Arrangement, stacks: Stacks, source: number): Arrangement {
  const scene = arrangement.scenes[source];
  const [view, stack] = [spatialOf(scene), stackOf(stacks, scene)];
  const space = spaceShown(stacks, scene);
  if (!scene || !view || !stack || space === null) return arrangement;
  const phased = withScenes(arrangement, (other) => (inSpace(stacks, other, space) ? withSpatial(other, { phase: view.phase }) : other));
  if (view.kind !== "plane") return phased;
  const named = withScenes(phased, (other, viewport) => {
    const same = viewport !== source && scene.role !== null && other.role === scene.role && other.view.kind === "plane";
    return same && inSpace(stacks, other, space) ? { ...other, view } : other;
  });
  const { cursor } = named;
  if (cursor?.space !== space) return named;
  const normal = normalOf(view);
  const away = dot(minus(view.centre_mm, cursor.point_mm), normal);
  if (Math.abs(away) < STILL_MM) return named;
  return moveCursor(named, stacks, { space, point_mm: combine(cursor.point_mm, normal, away, normal, 0) }, source);
}

/** Turns the planes that cut viewport `source` around its normal, through the crosshair; clockwise on its screen, radians. `only` one of them. */
export function turnPlanes(arrangement: Arrangement, stacks: Stacks, source: number, angle: number, only: Role | null = null): Arrangement {
  const from = arrangement.scenes[source];
  const view = planeView(from);
  const { cursor } = arrangement;
  if (!from || !view || !cursor || !inSpace(stacks, from, cursor.space)) return arrangement;
  const axis = normalOf(view);
  return withScenes(arrangement, (scene) => {
    const plane = planeView(scene);
    const cuts = plane && scene.role !== null && scene.role !== from.role && (only === null || scene.role === only);
    return cuts && inSpace(stacks, scene, cursor.space) ? withPlane(scene, turnedPlane(plane, cursor.point_mm, axis, angle)) : scene;
  });
}

function turnedPlane(plane: PlaneView, around: Vec3, axis: Vec3, angle: number): Pick<PlaneView, "centre_mm" | "right" | "down"> {
  const [right, down] = squared(turned(plane.right, axis, angle), turned(plane.down, axis, angle));
  return { centre_mm: plus(around, turned(minus(plane.centre_mm, around), axis, angle)), right, down };
}

/** Changes every plane of a name in a space. */
export function changePlanes(arrangement: Arrangement, stacks: Stacks, space: string, role: Role | null, change: Partial<PlaneView>): Arrangement {
  const { kind: _kind, ...rest } = change;
  return withScenes(arrangement, (scene) => ((role === null || scene.role === role) && inSpace(stacks, scene, space) ? withPlane(scene, rest) : scene));
}

/** The next rounder thickness, thicker for positive steps. */
export function stepSlab(mm: number, steps: number): number {
  const above = SLABS_MM.findIndex((each) => each > mm + STILL_MM);
  const at = above === -1 ? SLABS_MM.length - 1 : above - 1;
  // Between two of the list the first step down goes to the lower one.
  const between = steps < 0 && Math.abs((SLABS_MM[at] ?? 0) - mm) > STILL_MM ? 1 : 0;
  return SLABS_MM[Math.max(0, Math.min(SLABS_MM.length - 1, at + steps + between))] ?? 0;
}

/** A thickness within what the product offers: 0 (thin), or 0.5 to 100 mm in tenths. */
export function tidySlab(mm: number): number {
  if (mm < 0.25) return 0;
  return Math.min(MOST_SLAB_MM, Math.max(0.5, Math.round(mm * 10) / 10));
}

export function nextMode(mode: SlabMode): SlabMode {
  return MODES[(MODES.indexOf(mode) + 1) % MODES.length] ?? "mip";
}

/** The planes of a space as they began, thickness and windows kept, the crosshair in the middle. */
export function resetPlanes(arrangement: Arrangement, stacks: Stacks, stack: Stack): Arrangement {
  const { volume } = stack;
  if (!volume) return arrangement;
  const space = spaceOf(stack);
  const fresh = withScenes(arrangement, (scene) => {
    if (!scene.role || !inSpace(stacks, scene, space)) return scene;
    const { centre_mm, right, down, box_mm } = startPlane(volume, scene.role);
    return withPlane(scene, { centre_mm, right, down, box_mm, zoom: 1 });
  });
  return { ...fresh, cursor: { space, point_mm: centreOf(volume) } };
}
