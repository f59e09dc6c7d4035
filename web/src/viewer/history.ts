/** Undo and redo over immutable values; one gesture is one step however many changes it made. */

const DEPTH = 100;

export class History<T> {
  #past: T[] = [];
  #future: T[] = [];
  #base: T | null = null;

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** A gesture starts: the value now is where undo will come back to. */
  begin(value: T): void {
    this.#base ??= value;
  }

  /** The gesture ended; it is a step only if it changed something. Returns true if it is. */
  end(value: T): boolean {
    const base = this.#base;
    this.#base = null;
    if (base === null || base === value) return false;
    this.#past = [...this.#past.slice(1 - DEPTH), base];
    this.#future = [];
    return true;
  }

  /** Every kept value becomes what `change` makes of it: what they are counted in has changed. */
  map(change: (value: T) => T): void {
    this.#past = this.#past.map(change);
    this.#future = this.#future.map(change);
    if (this.#base !== null) this.#base = change(this.#base);
  }

  /** The value one step back; null if there is none. */
  undo(value: T): T | null {
    const back = this.#past.pop();
    if (back === undefined) return null;
    this.#future.push(value);
    return back;
  }

  /** The value one step forward again; null if there is none. */
  redo(value: T): T | null {
    const forth = this.#future.pop();
    if (forth === undefined) return null;
    this.#past.push(value);
    return forth;
  }
}
