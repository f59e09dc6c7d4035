/** Every change of the arrangement: linked viewports follow, and a gesture becomes one step of undo. */
import { History } from "./history";
import { followPlanes } from "./layout/crosshair";
import { followScroll, followWindow, followZoom } from "./layout/link";
import { stackAt, withScene, type Arrangement, type ViewerState } from "./state";
import type { Store } from "./store";
import type { Change, Topic } from "./tools/tool";
import { followPath } from "./path/curved";
import type { Size } from "./viewport/place";

const WHEEL_STEP_ENDS_MS = 500;

export class Edits {
  readonly #store: Store<ViewerState>;
  readonly #sizeOf: (viewport: number) => Size;
  readonly #history = new History<Arrangement>();
  #settleTimer: number | null = null;

  constructor(store: Store<ViewerState>, sizeOf: (viewport: number) => Size) {
    this.#store = store;
    this.#sizeOf = sizeOf;
  }

  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  close(): void {
    this.#stopWaiting();
  }

  /** Changes the state as part of the gesture under way; `settled` ends it. */
  readonly update = (change: (state: ViewerState) => ViewerState): void => {
    this.#history.begin(this.#store.value.arrangement);
    this.#store.update(change);
  };

  /** Changes the arrangement as one step. */
  readonly arrange = (change: (arrangement: Arrangement) => Arrangement): void => {
    this.update((state) => {
      const arrangement = change(state.arrangement);
      return arrangement === state.arrangement ? state : { ...state, arrangement };
    });
    this.settled();
  };

  /** Changes one viewport; those linked to it follow. */
  readonly change = (viewport: number, topic: Topic, change: Change): void => {
    const size = this.#sizeOf(viewport);
    this.update((state) => {
      const stack = stackAt(state, viewport);
      if (!stack) return state;
      const arrangement = withScene(state.arrangement, viewport, (scene) => change(scene, stack, size));
      if (arrangement === state.arrangement) return state;
      return { ...state, arrangement: follow(arrangement, state.stacks, viewport, topic, size) };
    });
  };

  /** Changes the active viewport as one step. */
  readonly changeActive = (topic: Topic, change: Change): void => {
    this.change(this.#store.value.arrangement.active, topic, change);
    this.settled();
  };

  /** The step under way ends here, also one that was only waiting for a pause. */
  readonly settled = (): void => {
    this.#stopWaiting();
    // Buttons for undo and redo read whether there is a step: a new state tells them.
    if (this.#history.end(this.#store.value.arrangement)) this.#store.update((state) => ({ ...state }));
  };

  /** The wheel has no end of its own: a pause ends the step. */
  readonly settledSoon = (): void => {
    this.#stopWaiting();
    this.#settleTimer = window.setTimeout(this.settled, WHEEL_STEP_ENDS_MS);
  };

  /** A gesture that changes step by step starts or ends. */
  readonly gesture = (on: boolean): void => {
    if (on) this.#history.begin(this.#store.value.arrangement);
    else this.settled();
  };

  /** Steps back and forth are counted anew; `change` must make the same of the same arrangement, or a step that was none becomes one. */
  readonly recount = (change: (arrangement: Arrangement) => Arrangement): void => this.#history.map(change);

  readonly undo = (): void => {
    this.settled();
    const back = this.#history.undo(this.#store.value.arrangement);
    if (back) this.#store.update((state) => ({ ...state, arrangement: back }));
  };

  readonly redo = (): void => {
    this.settled();
    const forth = this.#history.redo(this.#store.value.arrangement);
    if (forth) this.#store.update((state) => ({ ...state, arrangement: forth }));
  };

  #stopWaiting(): void {
    if (this.#settleTimer !== null) window.clearTimeout(this.#settleTimer);
    this.#settleTimer = null;
  }
}

function follow(arrangement: Arrangement, stacks: ViewerState["stacks"], viewport: number, topic: Topic, size: Size): Arrangement {
  if (topic === "window") return followWindow(arrangement, stacks, viewport);
  const near = followPath(followPlanes(arrangement, stacks, viewport));
  if (topic === "scroll") return followScroll(near, stacks, viewport);
  return topic === "place" ? followZoom(near, stacks, viewport, size) : near;
}
