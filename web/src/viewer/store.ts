/** One immutable value with listeners; React reads it through useSyncExternalStore, the viewports directly. */

export type Listener = () => void;

export class Store<T> {
  #value: T;
  readonly #listeners = new Set<Listener>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Replaces the value by a function of it; listeners hear of it only if it is another one. */
  readonly update = (change: (value: T) => T): void => {
    const next = change(this.#value);
    if (next === this.#value) return;
    this.#value = next;
    for (const listener of this.#listeners) listener();
  };

  /** Returns the way to stop listening. */
  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}
