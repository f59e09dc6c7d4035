/** The order of studies in the list the reader came from, for "next study". In memory only: nothing of a search is kept. */

let order: readonly (string | null)[] = [];

/** null: some that are not loaded. */
export function rememberOrder(studyUids: readonly (string | null)[]): void {
  order = studyUids;
}

/** The studies before and after one in the list last seen; null if it was not in it. */
export function neighboursOf(studyUid: string): { readonly previous: string | null; readonly next: string | null } | null {
  const at = order.indexOf(studyUid);
  return at === -1 ? null : { previous: order[at - 1] ?? null, next: order[at + 1] ?? null };
}
