/** A long list that is loaded from both of its ends: which file stands where, and which end to load on from. Pure. */
import type { QuarantineItem } from "../lib/api";
import { wantingSide } from "../lib/hole";

export interface Ends {
  /** Loaded from the top, newest first. */
  newest: readonly QuarantineItem[];
  /** Loaded from the bottom, oldest first. */
  oldest: readonly QuarantineItem[];
  /** How many files there are, those not loaded too. */
  count: number;
}

export type End = "newest" | "oldest";

/** The next page is asked for this many rows before the reader comes to its place. */
const AHEAD = 80;

/** The file of a row, counted from the top; undefined while it is not loaded. */
export function fileAt({ newest, oldest, count }: Ends, row: number): QuarantineItem | undefined {
  return newest[row] ?? oldest[count - 1 - row];
}

/** The end whose next page comes nearer to the rows from `first` to `last`; null while nothing near them is missing. */
export function wanting({ newest, oldest, count }: Ends, first: number, last: number): End | null {
  const side = wantingSide(newest.length, count - oldest.length, first, last, AHEAD);
  return side && (side === "above" ? "newest" : "oldest");
}

/** What is left of loaded pages when files are gone. */
export function without(items: readonly QuarantineItem[], ids: ReadonlySet<string>): QuarantineItem[] {
  return items.filter(({ id }) => !ids.has(id));
}
