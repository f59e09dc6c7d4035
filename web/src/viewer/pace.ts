/** How many pictures may be under way at once, and how good drafts are: grows and shrinks by measured delay. */
import type { Level } from "./protocol";

const MIN_WINDOW = 1;
const MAX_WINDOW = 6;
/** 4 credits gave 58 fps at 40 ms / 20 Mbit (WEB.md section 3), so that is where a session starts. */
const START_WINDOW = 4;
const CALM_MS = 25;
const CROWDED_MS = 60;
const SHRINK = 0.7;
const LADDER_DOWN_BELOW = 2.5;
const LADDER_UP_FROM = 5.5;
const LADDER_UP_AFTER_MS = 1500;
const LADDER_HOLD_MS = 600;
/** The fastest reply is forgotten after this long, so that a line that became slower for good is not called crowded for ever. */
const BEST_LIFETIME_MS = 15_000;

interface Best {
  ms: number;
  at: number;
}

/** The credit window of one connection. All times are milliseconds of one monotonic clock. */
export class Pace {
  #window = START_WINDOW;
  #inFlight = 0;
  #level: 1 | 2 | 3 = 1;
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #steppedAt = Number.NEGATIVE_INFINITY;
  #wideSince: number | null = null;
  readonly #best = new Map<Level, Best>();

  /** Credits of the window, 1 to 6, fractional while it grows. */
  get window(): number {
    return this.#window;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get credits(): number {
    return Math.max(0, Math.floor(this.#window) - this.#inFlight);
  }

  /** Quality of drafts: 1 high, 2 draft, 3 small. */
  get level(): 1 | 2 | 3 {
    return this.#level;
  }

  sent(): void {
    this.#inFlight += 1;
  }

  /** A credit came back without a measurement: skipped, failed or dropped before it was drawn. */
  returned(): void {
    this.#inFlight = Math.max(0, this.#inFlight - 1);
  }

  /** A credit came back after its picture was drawn. Lossless pictures are slow by design and teach nothing. */
  drawn(level: Level, sentAt: number, now: number): void {
    this.returned();
    if (level === 0) return;
    const took = now - sentAt;
    const best = this.#best.get(level);
    if (!best || took <= best.ms || now - best.at > BEST_LIFETIME_MS) this.#best.set(level, { ms: took, at: now });
    const over = took - (this.#best.get(level)?.ms ?? took);
    if (over < CALM_MS) this.#window = Math.min(MAX_WINDOW, this.#window + 1 / this.#window);
    else if (over > CROWDED_MS && now - this.#shrunkAt >= took) {
      this.#window = Math.max(MIN_WINDOW, this.#window * SHRINK);
      this.#shrunkAt = now;
    }
    this.#climb(now);
  }

  /** The connection broke: what was under way never comes back. What the line can do is learnt anew. */
  reset(): void {
    this.#inFlight = 0;
    this.#window = START_WINDOW;
    this.#best.clear();
    this.#wideSince = null;
  }

  #climb(now: number): void {
    if (this.#window >= LADDER_UP_FROM) this.#wideSince ??= now;
    else this.#wideSince = null;
    if (now - this.#steppedAt < LADDER_HOLD_MS) return;
    if (this.#window < LADDER_DOWN_BELOW && this.#level < 3) this.#step(this.#level === 1 ? 2 : 3, now);
    else if (this.#wideSince !== null && now - this.#wideSince >= LADDER_UP_AFTER_MS && this.#level > 1) {
      this.#step(this.#level === 3 ? 2 : 1, now);
    }
  }

  #step(level: 1 | 2 | 3, now: number): void {
    this.#level = level;
    this.#steppedAt = now;
    this.#wideSince = null;
  }
}
