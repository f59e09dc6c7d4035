/** A stack as one of its pictures sees it: localizers, radiographs and mixed series have pictures of other sizes and directions. Pure. */
import type { Stack } from "../../lib/api";

const bases = new WeakMap<Stack, Stack>();
const known = new WeakMap<Stack, Map<number, Stack>>();

/** The stack with size and directions of frame `frame`: the same object for frames that lie alike. */
export function ofFrame(stack: Stack, frame: number): Stack {
  const base = bases.get(stack) ?? stack;
  const index = base.frames[frame]?.geometry ?? 0;
  const geometry = base.geometries?.[index];
  if (index === (base.frames[0]?.geometry ?? 0) || !geometry) return base;
  const alike = known.get(base) ?? new Map<number, Stack>();
  known.set(base, alike);
  const found = alike.get(index) ?? { ...base, ...geometry };
  alike.set(index, found);
  bases.set(found, base);
  return found;
}
