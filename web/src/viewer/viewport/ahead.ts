/** Reading ahead: which frame to fetch next while nothing else is wanted. Pure. */

/** Frames fetched on the side the reader scrolls to, and on the other one. */
const AHEAD = 12;
const BEHIND = 4;

/** The nearest frame not here yet, ahead first; null when all near ones are here. `direction` is 1 or -1. */
export function nextAhead(frame: number, direction: 1 | -1, count: number, here: ReadonlySet<number>): number | null {
  const steps = [...Array.from({ length: AHEAD }, (_, i) => i + 1), ...Array.from({ length: BEHIND }, (_, i) => -i - 1)];
  const wanted = steps.map((step) => frame + step * direction).find((at) => at >= 0 && at < count && !here.has(at));
  return wanted ?? null;
}
