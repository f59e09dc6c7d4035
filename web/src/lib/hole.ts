/** The hole in a long list that is loaded from both of its ends: from which of them to load on. Pure. */

export type Side = "above" | "below";

/**
 * The side whose next page comes nearer to the rows from `first` to `last`; null while none within `ahead` rows of them is missing.
 * Missing are the rows from `from` up to, and without, `to`.
 */
export function wantingSide(from: number, to: number, first: number, last: number, ahead: number): Side | null {
  if (from >= to || last + ahead < from || first - ahead >= to) return null;
  return first - from <= to - 1 - last ? "above" : "below";
}
