/** Reads neighbouring frames ahead while the line is idle, so that the next scroll step is already here. */
import type { Ask } from "./asker";
import type { ViewerCore } from "./core";
import { withStackView } from "./scene";
import { stackAt } from "./state";
import { nextAhead } from "./viewport/ahead";
import { lookOf } from "./viewport/cache";

/** The stream's viewport number for reading ahead: none on the screen has it. */
export const AHEAD_VIEWPORT = 255;
const IDLE_MS = 150;

export class Ahead {
  readonly #viewer: Pick<ViewerCore, "state" | "session" | "area" | "cache">;
  #timer: number | null = null;
  #last = { series: "", frame: 0, direction: 1 as 1 | -1 };

  constructor(viewer: Pick<ViewerCore, "state" | "session" | "area" | "cache">) {
    this.#viewer = viewer;
  }

  owns(ask: Ask): boolean {
    if (ask.viewport !== AHEAD_VIEWPORT) return false;
    this.#viewer.session.forget(AHEAD_VIEWPORT);
    this.consider();
    return true;
  }

  /** Looks again for something to read once nothing else is wanted. */
  consider(): void {
    if (this.#timer !== null) window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      this.#timer = null;
      this.#read();
    }, IDLE_MS);
  }

  #read(): void {
    const { state, session, area, cache } = this.#viewer;
    const { active } = state.arrangement;
    const shot = area.viewports[active]?.shot;
    const stack = stackAt(state, active);
    const scene = state.arrangement.scenes[active];
    if (!session.idle || !shot || !stack || scene?.view.kind !== "stack" || shot.scene !== scene) return;
    const { frame } = scene.view;
    if (this.#last.series === stack.series_uid && frame !== this.#last.frame) this.#last.direction = frame > this.#last.frame ? 1 : -1;
    this.#last = { ...this.#last, series: stack.series_uid, frame };
    const next = nextAhead(frame, this.#last.direction, stack.frames.length, cache.frames(lookOf(scene, shot.px)));
    if (next === null) return;
    // "Moving" keeps it from being asked for losslessly: a draft is what a scroll shows first.
    session.want(AHEAD_VIEWPORT, withStackView(scene, { frame: next }), shot.px, true, null);
    session.pump();
  }
}
