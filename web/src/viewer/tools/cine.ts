/** Cine: frames by the clock, so that a slow line drops frames and never slows the beat. Several viewports play at once. */
import type { Stack } from "../../lib/api";
import { spatialOf, withSpatial, type Scene } from "../scene";
import type { Cine } from "../state";
import { scrolledTo, showFrame, TURN_STEP_DEG, turnBy } from "../viewport/change";

export const MIN_FPS = 1;
export const MAX_FPS = 120;
export const DEFAULT_FPS = 15;
const FULL_TURN_DEG = 360;

/** The frame to show: `start` at the beginning, then by the clock; sweep runs back and forth. Pure. */
export function cineFrame(cine: Cine, start: number, count: number, elapsedMs: number): number {
  if (count < 2) return 0;
  const steps = start + Math.floor((elapsedMs * cine.fps) / 1000);
  if (cine.mode === "loop") return steps % count;
  const round = 2 * (count - 1);
  const at = steps % round;
  return at < count ? at : round - at;
}

/** The scene at a tick: cine runs through phases where there are some, else through images; projections and 3D turn by `turned` steps. */
export function cineScene(scene: Scene, stack: Stack, frame: (count: number) => number, turned: (now: number) => number): Scene {
  const phases = stack.volume?.phases ?? 1;
  if (spatialOf(scene) && phases > 1) return withSpatial(scene, { phase: frame(phases) });
  const scroll = scrolledTo(scene, stack);
  if (scroll) return showFrame(scene, stack, frame(scroll.count));
  return turnBy(scene, turned(frame(FULL_TURN_DEG / TURN_STEP_DEG)) * TURN_STEP_DEG, 0);
}

interface Playing {
  readonly cine: Cine;
  readonly start: number;
  readonly startedAt: number;
}

/** Drives the viewports that play; `step` is told the frame of each tick. */
export class CinePlayer {
  readonly #playing = new Map<number, Playing>();
  readonly #step: (viewport: number, frame: (count: number) => number) => void;
  #timer: number | null = null;

  constructor(step: (viewport: number, frame: (count: number) => number) => void) {
    this.#step = step;
  }

  /** Starts, changes or (null) stops one viewport. `frame` is the one shown now. */
  set(viewport: number, cine: Cine | null, frame: number): void {
    if (cine?.playing) this.#playing.set(viewport, { cine, start: frame, startedAt: performance.now() });
    else this.#playing.delete(viewport);
    if (this.#playing.size > 0 && this.#timer === null) this.#timer = requestAnimationFrame(this.#tick);
  }

  stop(): void {
    this.#playing.clear();
    if (this.#timer !== null) cancelAnimationFrame(this.#timer);
    this.#timer = null;
  }

  readonly #tick = (now: number): void => {
    for (const [viewport, { cine, start, startedAt }] of this.#playing) {
      this.#step(viewport, (count) => cineFrame(cine, start, count, Math.max(0, now - startedAt)));
    }
    this.#timer = this.#playing.size > 0 ? requestAnimationFrame(this.#tick) : null;
  };
}
