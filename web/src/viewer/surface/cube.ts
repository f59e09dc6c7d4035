/** The orientation cube: which faces are seen, where, and which one is under a point. Pure; drawn in a box of side 2 around (0, 0). */
import type { Vec2, Vec3 } from "../scene";
import { cross, dot } from "../viewport/vectors";
import { away, type Directions } from "./camera";
import { VIEWS, type ViewName } from "./standard";

export type Face = Exclude<ViewName, "LAO" | "RAO">;

export interface SeenFace {
  readonly face: Face;
  /** Corners in order; the unit is half an edge of the cube. */
  readonly corners: readonly Vec2[];
  /** Where the face's own right, down and middle lie: a letter drawn through this map lies on the face. */
  readonly map: readonly [number, number, number, number, number, number];
  /** 0 edge-on, 1 face to face. */
  readonly light: number;
}

const FACES: readonly Face[] = ["A", "P", "L", "R", "H", "F"];
const EDGE_ON = 0.02;

/** The faces turned to the viewer, the most slanted first. */
export function seenFaces(camera: Directions): readonly SeenFace[] {
  const onScreen = (v: Vec3): Vec2 => [dot(v, camera.right), dot(v, camera.down)];
  const depth = away(camera);
  return FACES.map((face) => {
    const own = VIEWS[face];
    const into = cross(own.right, own.down);
    const [u, v, n] = [onScreen(own.right), onScreen(own.down), onScreen(into)];
    const at = (x: number, y: number): Vec2 => [u[0] * x + v[0] * y - n[0], u[1] * x + v[1] * y - n[1]];
    return {
      face,
      light: dot(into, depth),
      corners: [at(-1, -1), at(1, -1), at(1, 1), at(-1, 1)],
      map: [u[0], u[1], v[0], v[1], -n[0], -n[1]] as const,
    };
  })
    .filter(({ light }) => light > EDGE_ON)
    .toSorted((a, b) => a.light - b.light);
}

/** The face under a point of the cube's own coordinates; null beside the cube. */
export function faceAt(camera: Directions, [x, y]: Vec2): Face | null {
  for (const { face, corners } of seenFaces(camera)) if (inside(corners, x, y)) return face;
  return null;
}

function inside(corners: readonly Vec2[], x: number, y: number): boolean {
  let sign = 0;
  for (const [index, a] of corners.entries()) {
    const b = corners[(index + 1) % corners.length] ?? a;
    const side = Math.sign((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
    if (side !== 0 && sign !== 0 && side !== sign) return false;
    if (side !== 0) sign = side;
  }
  return true;
}
