/** A list that is loaded from its top and, once the reader went there, from its end: which row stands where. Pure. */
import type { StudyRow } from "../lib/api";
import { wantingSide } from "../lib/hole";

export interface Ends {
  /** From the top. */
  readonly head: readonly StudyRow[];
  /** From where the loaded end begins, in the list's order; empty while nothing is loaded from there. */
  readonly tail: readonly StudyRow[];
  /** Rows between the two that are not loaded. */
  readonly between: number;
  /** Whether `between` is counted; else it is a guess that keeps its size while the rows around it grow. */
  readonly exact: boolean;
}

export type End = "head" | "tail";

/** Empty rows below the last one while there is more. */
const MORE = 6;
/** Empty rows between the two ends of a list that nobody counted. */
const GUESS = 400;
/** The next page is asked for this many rows before the reader comes to its place. */
const AHEAD = 120;

/** `more`: there are rows behind `head`. `total`: rows of the whole list, null where the server does not count them. */
export function joinEnds(head: readonly StudyRow[], tail: readonly StudyRow[], more: boolean, total: number | null): Ends {
  if (!more) return { head, tail: [], between: 0, exact: true };
  if (tail.length === 0) return { head, tail, between: MORE, exact: false };
  const above = new Set(head.map((row) => row.study_uid));
  const rest = tail.filter((row) => !above.has(row.study_uid));
  // They met: what both have is shown once.
  if (rest.length < tail.length) return { head, tail: rest, between: 0, exact: true };
  // Until they meet there may be a row between, whatever the count says: studies arrived since.
  if (total !== null) return { head, tail, between: Math.max(1, total - head.length - tail.length), exact: true };
  return { head, tail, between: GUESS, exact: false };
}

export const countOf = ({ head, tail, between }: Ends): number => head.length + between + tail.length;

/** The study at a place counted from the top; undefined while it is not loaded. */
export function rowAt({ head, tail, between }: Ends, at: number): StudyRow | undefined {
  return head[at] ?? tail[at - head.length - between];
}

/** Where a study stands, -1 if it is not loaded. */
export function placeIn({ head, tail, between }: Ends, studyUid: string | null): number {
  if (studyUid === null) return -1;
  const isIt = (row: StudyRow) => row.study_uid === studyUid;
  const above = head.findIndex(isIt);
  if (above !== -1) return above;
  const below = tail.findIndex(isIt);
  return below === -1 ? -1 : head.length + between + below;
}

/** The loaded place that a step from `from` to `to` ends at: not in the hole, but on its edge. */
export function stepTo(ends: Ends, from: number, to: number): number {
  const { head, between } = ends;
  const at = Math.min(Math.max(to, 0), countOf(ends) - 1);
  if (at < head.length || at >= head.length + between) return at;
  return from >= head.length && ends.tail.length > 0 ? head.length + between : head.length - 1;
}

/** The end whose next page comes nearer to the rows from `first` to `last`; null while nothing near them is missing. */
export function wantingEnd({ head, tail, between }: Ends, first: number, last: number): End | null {
  const side = wantingSide(head.length, head.length + between, first, last, AHEAD);
  // With nothing loaded from there, the few places below the top only say that there is more.
  return side === "below" && tail.length > 0 ? "tail" : side && "head";
}

const lastOf = ({ head, tail, between }: Ends): string | undefined => (tail.at(-1) ?? (between === 0 ? head.at(-1) : undefined))?.study_uid;

/** By how many rows the reader's place moves when rows come in above it: who reads at the end stays there, counted from below. */
export function shiftOf(before: Ends, after: Ends, firstSeen: number): number {
  // Also when the page that meets the end is the last from the top: then nothing stands behind the top any more.
  if (before.tail.length === 0 || lastOf(after) !== lastOf(before) || firstSeen < before.head.length + before.between / 2) return 0;
  return countOf(after) - countOf(before);
}

/** The scroll offset nearest to `from` at which a row lies wholly below the head, which is as high as a row, and above the list's edge; px. */
export function offsetFor(at: number, from: number, height: number, rowPx: number): number {
  const top = at * rowPx;
  return Math.min(top, Math.max(from, top + 2 * rowPx - height));
}
