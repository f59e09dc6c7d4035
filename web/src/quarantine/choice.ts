/** Which files of the quarantine are chosen: some by hand, or all that had come when the reader looked. Pure. */
import type { QuarantineChosen, QuarantineItem } from "../lib/api";

export type Choice = { ids: ReadonlySet<string> } | { until: string };

export const NOTHING: Choice = { ids: new Set() };
/** Most ids that one request takes. */
export const MOST_IDS = 1000;

export function isChosen(choice: Choice, item: QuarantineItem): boolean {
  return "ids" in choice ? choice.ids.has(item.id) : item.received_at <= choice.until;
}

/** The choice with these files turned to `on`; out of "all" only what is loaded can be kept. */
export function withItems(choice: Choice, items: readonly QuarantineItem[], on: boolean, loaded: readonly QuarantineItem[]): Choice {
  const ids = new Set("ids" in choice ? choice.ids : loaded.filter((each) => isChosen(choice, each)).map((each) => each.id));
  for (const { id } of items) {
    if (on) ids.add(id);
    else ids.delete(id);
  }
  return { ids };
}

/** How many files a choice holds, when `total` wait. */
export function sizeOf(choice: Choice, total: number): number {
  return "ids" in choice ? choice.ids.size : total;
}

/** The requests that name a choice: by hand it may take several. */
export function requests(choice: Choice): QuarantineChosen[] {
  if ("until" in choice) return [{ received_until: choice.until }];
  const ids = [...choice.ids];
  return Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, at) => ({ ids: ids.slice(at * MOST_IDS, (at + 1) * MOST_IDS) }));
}
