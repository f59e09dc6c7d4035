/** Which two series can lie over each other, and which of them is the picture below. Pure. */
import type { Series, Stack } from "../../lib/api";

/** Two series of one patient space: `under` gives shape, `over` lies on it in colour. */
export interface Pair {
  readonly under: string;
  readonly over: string;
}

type Known = ReadonlyMap<string, Stack>;

const FUNCTIONAL = new Set(["PT", "NM"]);
const ANATOMY = ["CT", "MR"];
/** Fewer slices than this are a scout, not a volume worth laying over another. */
const LEAST_FRAMES = 8;

function volumes(series: readonly Series[]): readonly Series[] {
  return series.filter((one) => one.viewable && one.frame_count >= LEAST_FRAMES);
}

/** Series worth asking for before a pair is chosen: their stacks say in which space they lie. */
export function candidates(series: readonly Series[]): readonly Series[] {
  return volumes(series).toSorted((a, b) => rank(a) - rank(b) || b.frame_count - a.frame_count);
}

function rank({ modality }: Series): number {
  if (FUNCTIONAL.has(modality)) return 0;
  const at = ANATOMY.indexOf(modality);
  return at === -1 ? ANATOMY.length + 1 : at + 1;
}

export function isFunctional(modality: string): boolean {
  return FUNCTIONAL.has(modality);
}

export function oneSpace(a: Stack | undefined, b: Stack | undefined): boolean {
  return a !== undefined && b !== undefined && a.frame_of_reference !== "" && a.frame_of_reference === b.frame_of_reference;
}

/** The pair a reader most likely means: PET or SPECT over CT, else over MR; PET with SUV before PET without; the largest first.
 *
 * `wanted` (the series of the active viewport) is part of it where it can be.
 */
export function usualPair(series: readonly Series[], stacks: Known, wanted: string | null = null): Pair | null {
  const known = candidates(series);
  const functional = known.filter((one) => isFunctional(one.modality)).toSorted((a, b) => unitless(a, stacks) - unitless(b, stacks));
  const anatomy = known.filter((one) => ANATOMY.includes(one.modality));
  const fused = functional.flatMap((over) => anatomy.map((under) => ({ under: under.series_uid, over: over.series_uid })));
  const pairs = fused.filter(({ under, over }) => oneSpace(stacks.get(under), stacks.get(over)));
  return pairs.find(({ under, over }) => under === wanted || over === wanted) ?? pairs[0] ?? null;
}

/** The pair a reader may mean where no two series have one space: a functional series over an anatomical one, else any two. It must be aligned. */
export function strangers(series: readonly Series[], stacks: Known, wanted: string): Pair | null {
  const known = candidates(series).filter((one) => stacks.get(one.series_uid)?.volume);
  const mine = known.find((one) => one.series_uid === wanted);
  const other = known.find((one) => one.series_uid !== wanted && isFunctional(one.modality) !== isFunctional(mine?.modality ?? "")) ?? known.find((one) => one.series_uid !== wanted);
  if (!mine || !other) return null;
  return isFunctional(mine.modality) ? { under: other.series_uid, over: wanted } : { under: wanted, over: other.series_uid };
}

function unitless(series: Series, stacks: Known): number {
  return stacks.get(series.series_uid)?.unit ? 0 : 1;
}

/** Series that may lie over `under`: any other volume of its space. */
export function partners(series: readonly Series[], stacks: Known, under: string): readonly Series[] {
  const below = stacks.get(under);
  return candidates(series).filter((one) => one.series_uid !== under && oneSpace(below, stacks.get(one.series_uid)));
}
