/** One list out of pages and live arrivals: every study once, nothing moves under the reader. Pure. */
import type { StudyPage, StudyRow } from "../lib/api";

/** What live events brought since the first page of this search was read. */
export interface Arrivals {
  /** On top of the list already. */
  shown: StudyRow[];
  /** Known to be there, held back while the reader is scrolled away from the top. */
  waiting: StudyRow[];
  /** Newer versions of rows in the list, by Study Instance UID. */
  changed: ReadonlyMap<string, StudyRow>;
  /** The newest total of the server, null before the first event. */
  total: number | null;
}

export const NO_ARRIVALS: Arrivals = { shown: [], waiting: [], changed: new Map(), total: null };

/** Arrivals first, then the pages; a study that moved between pages while they were read appears once. */
export function mergeRows(pages: readonly StudyPage[], arrivals: Arrivals): StudyRow[] {
  const seen = new Set<string>();
  const rows: StudyRow[] = [];
  const add = (row: StudyRow) => {
    if (seen.has(row.study_uid)) return;
    seen.add(row.study_uid);
    rows.push(arrivals.changed.get(row.study_uid) ?? row);
  };
  for (const row of arrivals.shown) add(row);
  for (const page of pages) for (const row of page.studies) add(row);
  return rows;
}

/** Takes a freshly read first page in: known studies are renewed in place, unknown ones go on top or wait. */
export function takeIn(arrivals: Arrivals, rows: readonly StudyRow[], fresh: StudyPage, atTop: boolean): Arrivals {
  const inList = new Set(rows.map((row) => row.study_uid));
  const waits = new Set(arrivals.waiting.map((row) => row.study_uid));
  const changed = new Map(arrivals.changed);
  const arrived: StudyRow[] = [];
  const renewed = new Map<string, StudyRow>();
  for (const row of fresh.studies) {
    if (inList.has(row.study_uid)) changed.set(row.study_uid, row);
    else if (waits.has(row.study_uid)) renewed.set(row.study_uid, row);
    else arrived.push(row);
  }
  const waiting = [...arrived, ...arrivals.waiting.map((row) => renewed.get(row.study_uid) ?? row)];
  const next = { shown: arrivals.shown, waiting, changed, total: fresh.total };
  return atTop ? admit(next) : next;
}

/** Puts the held-back studies on top. */
export function admit(arrivals: Arrivals): Arrivals {
  return { ...arrivals, shown: [...arrivals.waiting, ...arrivals.shown], waiting: [] };
}
