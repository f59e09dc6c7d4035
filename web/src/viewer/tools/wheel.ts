/** Wheel and touch pad to whole steps: one notch is one step, fine deltas add up. Pure but for its remainder. */

/** Smaller deltas come from touch pads. CSS pixels. */
const NOTCH_FROM_PX = 50;
const FINE_STEP_PX = 24;
const LINE_PX = 33;
const FORGET_AFTER_MS = 250;

export class WheelSteps {
  #rest = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** Steps of one wheel event: positive downwards. `mode` is WheelEvent.deltaMode, `at` milliseconds. */
  steps(delta: number, mode: number, at: number): number {
    const pixels = mode === 0 ? delta : delta * LINE_PX;
    if (at - this.#lastAt > FORGET_AFTER_MS || Math.sign(pixels) !== Math.sign(this.#rest)) this.#rest = 0;
    this.#lastAt = at;
    if (Math.abs(pixels) >= NOTCH_FROM_PX) {
      this.#rest = 0;
      return Math.sign(pixels) * Math.max(1, Math.round(Math.abs(pixels) / 120));
    }
    this.#rest += pixels;
    const steps = Math.trunc(this.#rest / FINE_STEP_PX) + 0;
    this.#rest -= steps * FINE_STEP_PX;
    return steps;
  }
}
