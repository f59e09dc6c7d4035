/** What the work list shows, as text in the URL's fragment and as the server's search. Pure. */
import type { StudySearch, StudySort } from "../lib/api";
import { civilDay, parseDate } from "../lib/format";

export const QUICK_DATES = ["today", "yesterday", "7d", "30d"] as const;
export type QuickDate = (typeof QUICK_DATES)[number];

/** Study date: a quick pick stays relative when the address is kept; a range is fixed. Days are `YYYY-MM-DD`. */
export type DateWish = { quick: QuickDate } | { from: string | null; to: string | null };

/** Received since: a quick pick, or a day `YYYY-MM-DD`. */
export type SinceWish = QuickDate | (string & {});

export interface WorklistState {
  q: string;
  name: string;
  id: string;
  accession: string;
  institution: string;
  referring: string;
  modalities: string[];
  date: DateWish | null;
  since: SinceWish | null;
  /** Only studies that have documents. */
  documents: boolean;
  sort: StudySort;
}

export const SORTS: readonly StudySort[] = ["-received", "received", "-study_date", "study_date", "patient_name"];
export const EMPTY: WorklistState = {
  q: "",
  name: "",
  id: "",
  accession: "",
  institution: "",
  referring: "",
  modalities: [],
  date: null,
  since: null,
  documents: false,
  sort: "-received",
};

function isOneOf<T extends string>(all: readonly T[], value: string | null): value is T {
  return all.some((each) => each === value);
}

function day(value: string | null): string | null {
  return value !== null && parseDate(value) ? value : null;
}

/** Reads a fragment; what it does not know or cannot read is left at its default. */
export function readState(fragment: URLSearchParams): WorklistState {
  const [quick, since] = [fragment.get("date"), fragment.get("since")];
  const [from, to] = [day(fragment.get("from")), day(fragment.get("to"))];
  const sort = fragment.get("sort");
  const range = from !== null || to !== null ? { from, to } : null;
  const modalities = (fragment.get("modality") ?? "").split(",").filter((code) => /^[A-Z0-9]{1,16}$/.test(code));
  return {
    q: fragment.get("q") ?? "",
    name: fragment.get("name") ?? "",
    id: fragment.get("id") ?? "",
    accession: fragment.get("acc") ?? "",
    institution: fragment.get("inst") ?? "",
    referring: fragment.get("ref") ?? "",
    modalities: [...new Set(modalities)],
    date: isOneOf(QUICK_DATES, quick) ? { quick } : range,
    since: isOneOf(QUICK_DATES, since) ? since : day(since),
    documents: fragment.get("documents") === "1",
    sort: isOneOf(SORTS, sort) ? sort : EMPTY.sort,
  };
}

/** Writes a fragment that holds only what differs from the plain list. */
export function writeState(state: WorklistState): URLSearchParams {
  const fragment = new URLSearchParams();
  const put = (name: string, value: string | null | undefined) => {
    if (value) fragment.set(name, value);
  };
  put("q", state.q);
  put("name", state.name);
  put("id", state.id);
  put("acc", state.accession);
  put("inst", state.institution);
  put("ref", state.referring);
  put("modality", state.modalities.join(","));
  if (state.date && "quick" in state.date) put("date", state.date.quick);
  else if (state.date) {
    put("from", state.date.from);
    put("to", state.date.to);
  }
  put("since", state.since);
  if (state.documents) put("documents", "1");
  if (state.sort !== EMPTY.sort) put("sort", state.sort);
  return fragment;
}

/** First and last day of a wish, counted from the reader's own today. */
export function dateRange(wish: DateWish, now: Date): { from: string | null; to: string | null } {
  if (!("quick" in wish)) return wish;
  const today = civilDay(now);
  switch (wish.quick) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: civilDay(now, 1), to: civilDay(now, 1) };
    case "7d":
      return { from: civilDay(now, 6), to: today };
    case "30d":
      return { from: civilDay(now, 29), to: today };
  }
}

/** The moment a wish begins: midnight of its day where the reader is, as an instant. */
export function sinceInstant(wish: SinceWish, now: Date): string {
  const from = isOneOf(QUICK_DATES, wish) ? dateRange({ quick: wish }, now).from : wish;
  return new Date(`${from}T00:00:00`).toISOString();
}

/** The search body for the server; empty fields are not sent. */
export function toSearch(state: WorklistState, now: Date): Omit<StudySearch, "limit" | "after" | "last"> {
  const range = state.date ? dateRange(state.date, now) : { from: null, to: null };
  return {
    ...(state.q.trim() ? { q: state.q.trim() } : {}),
    ...(state.name.trim() ? { patient_name: state.name.trim() } : {}),
    ...(state.id.trim() ? { patient_id: state.id.trim() } : {}),
    ...(state.accession.trim() ? { accession: state.accession.trim() } : {}),
    ...(state.institution.trim() ? { institution: state.institution.trim() } : {}),
    ...(state.referring.trim() ? { referring_physician: state.referring.trim() } : {}),
    ...(state.modalities.length > 0 ? { modalities: state.modalities } : {}),
    ...(range.from ? { date_from: range.from } : {}),
    ...(range.to ? { date_to: range.to } : {}),
    ...(state.since ? { received_from: sinceInstant(state.since, now) } : {}),
    ...(state.documents ? { with_documents: true } : {}),
    sort: state.sort,
  };
}

/** True when anything narrows the list; the order does not. */
export function isNarrowed(state: WorklistState): boolean {
  return writeState({ ...state, sort: EMPTY.sort }).size > 0;
}
