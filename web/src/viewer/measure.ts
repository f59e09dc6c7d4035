/** What the hidden performance panel shows: the last pictures, their age and what each stage took. */
import type { Ask } from "./asker";
import type { Spent } from "./picture";
import type { Level, PictureReply } from "./protocol";

const KEPT = 120;

export interface Sample {
  /** Milliseconds of the page's clock. */
  readonly at: number;
  /** From the change of the state to its pixels on the screen. */
  readonly ageMs: number;
  readonly level: Level;
  readonly loadUs: number;
  readonly renderUs: number;
  readonly encodeUs: number;
  readonly fetchUs: number;
  readonly openUs: number;
  readonly decodeUs: number;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** From asking to the whole answer, without what the server says it took: both ways of the line, and waiting on its sides. */
  readonly lineMs: number;
  /** What it cost in the browser; null where that is not known. */
  readonly spent: Spent | null;
}

export interface Figures {
  readonly fps: number;
  readonly ageMs: number;
  readonly ageP95Ms: number;
  readonly mbitPerSecond: number;
  readonly last: Sample | null;
}

/** `receivedAt`: the whole answer was here; `now`: it was drawn. Milliseconds of the page's clock. */
export function sampleOf(ask: Ask, reply: PictureReply, receivedAt: number, now: number, spent: Spent | null): Sample {
  const { loadUs, renderUs, encodeUs, fetchUs, openUs, decodeUs, width, height } = reply;
  const stages = { loadUs, renderUs, encodeUs, fetchUs, openUs, decodeUs };
  const lineMs = Math.max(0, receivedAt - ask.sentAt - (loadUs + renderUs + encodeUs) / 1000);
  return { at: now, ageMs: now - ask.changedAt, level: ask.level, ...stages, bytes: reply.bytes.length, width, height, lineMs, spent };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export class Measure {
  #samples: Sample[] = [];
  #drawnAt: number[] = [];

  add(sample: Sample): void {
    this.#samples.push(sample);
    if (this.#samples.length > KEPT) this.#samples = this.#samples.slice(-KEPT);
  }

  /** A picture reached the screen, from the line or from the cache. */
  drawn(now: number): void {
    this.#drawnAt = [...this.#drawnAt.slice(1 - KEPT), now];
  }

  /** Figures of the last second before `now`; ages over all kept drafts. */
  figures(now: number): Figures {
    const lately = this.#samples.filter((one) => now - one.at <= 1000);
    const drafts = this.#samples.filter((one) => one.level > 0).map((one) => one.ageMs);
    const ages = drafts.toSorted((a, b) => a - b);
    const bits = lately.reduce((sum, one) => sum + one.bytes * 8, 0);
    return {
      fps: this.#drawnAt.filter((at) => now - at <= 1000).length,
      ageMs: quantile(ages, 0.5),
      ageP95Ms: quantile(ages, 0.95),
      mbitPerSecond: bits / 1e6,
      last: this.#samples.at(-1) ?? null,
    };
  }
}
