/** Reading what a link says: every part has its kind and bounds, anything else is no link of ours. Pure. */
import type { Vec2, Vec3 } from "../scene";

type Fields = Readonly<Record<string, unknown>>;

/** Thrown for anything that is not what it should be. */
export class Malformed extends Error {}

export function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw new Malformed("object expected");
  return value as Fields;
}

export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed("list expected");
  return value;
}

export function number(value: unknown, low = -1e9, high = 1e9): number {
  if (typeof value !== "number" || !(value >= low && value <= high)) throw new Malformed("number expected");
  return value;
}

export function whole(value: unknown, low: number, high: number): number {
  const at = number(value, low, high);
  if (!Number.isInteger(at)) throw new Malformed("whole number expected");
  return at;
}

export function yes(value: unknown): boolean {
  if (typeof value !== "boolean") throw new Malformed("yes or no expected");
  return value;
}

export function text(value: unknown, pattern: RegExp): string {
  if (typeof value !== "string" || !pattern.test(value)) throw new Malformed("text expected");
  return value;
}

/** Two numbers. */
export function pair(value: unknown, low?: number, high?: number): Vec2 {
  const [a, b] = list(value);
  return [number(a, low, high), number(b, low, high)];
}

/** Three numbers: a point in millimetres or a direction. */
export function vector(value: unknown): Vec3 {
  const [x, y, z] = list(value);
  return [number(x, -1e5, 1e5), number(y, -1e5, 1e5), number(z, -1e5, 1e5)];
}
