/** Which files of the quarantine are chosen: some by hand, or all that had come when the reader looked, besides some. Pure. */
import type { QuarantineChosen, QuarantineItem } from "../lib/api";

export type Choice = { ids: ReadonlySet<string> } | { until: string; besides: ReadonlySet<string> };

export const NOTHING: Choice = { ids: new Set() };
/** Most ids that one request takes. */
export const MOST_IDS = 1000;

export const allUntil = (until: string): Choice => ({ until, besides: new Set() });

export function isChosen(choice: Choice, item: QuarantineItem): boolean {
  return "ids" in choice ? choice.ids.has(item.id) : item.received_at <= choice.until && !choice.besides.has(item.id);
}

function turned(ids: ReadonlySet<string>, items: readonly QuarantineItem[], on: boolean): ReadonlySet<string> {
  const made = new Set(ids);
  for (const { id } of items) {
    if (on) made.add(id);
    else made.delete(id);
  }
  return made;
}

/** The choice with these files turned to `on`. */
export function withItems(choice: Choice, items: readonly QuarantineItem[], on: boolean): Choice {
  return "ids" in choice ? { ids: turned(choice.ids, items, on) } : { ...choice, besides: turned(choice.besides, items, !on) };
}

/** How many files a choice holds, when `total` wait. */
export function sizeOf(choice: Choice, total: number): number {
  return "ids" in choice ? choice.ids.size : total - choice.besides.size;
}

/** The requests that name a choice: by hand it may take several. */
export function requests(choice: Choice): QuarantineChosen[] {
  if ("until" in choice) return [{ received_until: choice.until, besides: [...choice.besides] }];
  const ids = [...choice.ids];
  return Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, at) => ({ ids: ids.slice(at * MOST_IDS, (at + 1) * MOST_IDS) }));
}
