/** Decoded pictures that wait for the screen. Pure. */

/** A screen of 60 frames a second, and some delay of the page's own. */
const PACE_MS = 25;
const MOST = 2;
/** Frames for which one picture may wait behind another: a gap that it can fill comes soon or not at all. */
const PATIENCE = 3;

export interface Orderly {
  /** Newer states are greater; of one state, better pictures. */
  readonly order: number;
  /** The best picture of its state: nothing older is worth a frame before it. */
  readonly lossless: boolean;
}

/**
 * Pictures come as evenly as their line lets them, the screen's frames come by the clock: where one falls between two frames, the frame
 * after it finds two. Shown one after the other they cost the newer one a frame, and the next gap costs nothing. If no gap comes, or the page
 * misses frames, the newest is shown.
 */
export class Ready<T extends Orderly> {
  readonly #drop: (one: T) => void;
  #waiting: T[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;
  #behind = 0;

  /** `drop` is called with each picture that will not be shown. */
  constructor(drop: (one: T) => void) {
    this.#drop = drop;
  }

  get size(): number {
    return this.#waiting.length;
  }

  add(one: T): void {
    this.#waiting = [...this.#waiting, one].toSorted((a, b) => a.order - b.order);
    const best = this.#waiting.findLastIndex(({ lossless }) => lossless);
    this.#forget(Math.max(best, this.#waiting.length - MOST));
  }

  /** What the frame at `now` (milliseconds) shows; null: nothing new. Called once in each frame while anything changes. */
  take(now: number): T | null {
    const inPace = now - this.#lookedAt <= PACE_MS;
    this.#lookedAt = now;
    this.#behind = this.#waiting.length > 1 ? this.#behind + 1 : 0;
    if (!inPace || this.#behind > PATIENCE) {
      this.#forget(this.#waiting.length - 1);
      this.#behind = 0;
    }
    return this.#waiting.shift() ?? null;
  }

  clear(): void {
    this.#forget(this.#waiting.length);
  }

  #forget(first: number): void {
    for (const one of this.#waiting.splice(0, Math.max(0, first))) this.#drop(one);
  }
}
