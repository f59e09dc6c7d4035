/** What a beat of cine does to the state: images, slices, phases or turns, and whoever is linked follows. */
import { followPlanes } from "../layout/crosshair";
import { followScroll } from "../layout/link";
import { stackAt, withScene, type ViewerState } from "../state";
import type { Store } from "../store";
import { cineScene } from "./cine";

export class Playing {
  readonly #store: Store<ViewerState>;
  /** Steps that cine has turned each projection by. */
  readonly #turned = new Map<number, number>();

  constructor(store: Store<ViewerState>) {
    this.#store = store;
  }

  step(viewport: number, frame: (count: number) => number): void {
    this.#store.update((state) => {
      const stack = stackAt(state, viewport);
      const arrangement = stack && withScene(state.arrangement, viewport, (scene) => cineScene(scene, stack, frame, (now) => this.#turn(viewport, now)));
      if (!arrangement || arrangement === state.arrangement) return state;
      return { ...state, arrangement: followScroll(followPlanes(arrangement, state.stacks, viewport), state.stacks, viewport) };
    });
  }

  /** Steps of a turning picture since before. */
  #turn(viewport: number, now: number): number {
    const steps = now - (this.#turned.get(viewport) ?? 0);
    this.#turned.set(viewport, now);
    return steps;
  }
}
