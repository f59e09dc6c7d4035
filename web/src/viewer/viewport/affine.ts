/** Affine maps of the plane, with y downwards: x' = a x + c y + e, y' = b x + d y + f (the order of CSS matrix()). */
import type { Vec2 } from "../scene";

export interface Affine {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

export const IDENTITY: Affine = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

export function translation(x: number, y: number): Affine {
  return { ...IDENTITY, e: x, f: y };
}

export function scaling(x: number, y: number): Affine {
  return { ...IDENTITY, a: x, d: y };
}

/** Clockwise on the screen. */
export function rotation(degrees: number): Affine {
  // Quarter turns stay exact, so that they map pixel grids onto each other.
  const quarter = ((degrees % 360) + 360) % 360;
  const exact: Record<number, Vec2> = { 0: [1, 0], 90: [0, 1], 180: [-1, 0], 270: [0, -1] };
  const [cos, sin] = exact[quarter] ?? [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return { ...IDENTITY, a: cos, b: sin, c: -sin, d: cos };
}

/** First `inner`, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

/** All of them, the last one first. */
export function chain(...maps: readonly Affine[]): Affine {
  return maps.reduce((outer, inner) => compose(outer, inner), IDENTITY);
}

export function apply(map: Affine, [x, y]: Vec2): Vec2 {
  return [map.a * x + map.c * y + map.e, map.b * x + map.d * y + map.f];
}

/** Without the shift: for directions and distances. */
export function applyLinear(map: Affine, [x, y]: Vec2): Vec2 {
  return [map.a * x + map.c * y, map.b * x + map.d * y];
}

/** Throws RangeError where nothing can be inverted (zoom 0). */
export function inverse(map: Affine): Affine {
  const det = map.a * map.d - map.b * map.c;
  if (det === 0 || !Number.isFinite(det)) throw new RangeError("map cannot be inverted");
  const [a, b, c, d] = [map.d / det, -map.b / det, -map.c / det, map.a / det];
  return { a, b, c, d, e: -(a * map.e + c * map.f), f: -(b * map.e + d * map.f) };
}

export function cssMatrix({ a, b, c, d, e, f }: Affine): string {
  return `matrix(${a},${b},${c},${d},${e},${f})`;
}
