/** Fetches what the viewport's pictures are of: the study, and each series as a stack, once. */
import { t } from "@lingui/core/macro";
import { api } from "../lib/api";
import { ApiError } from "../lib/http";
import { stackApi } from "../lib/stack";
import type { Store } from "./store";
import type { ViewerState } from "./state";

/** What went wrong, as a sentence for the reader. */
export function sentence(error: unknown): string {
  return error instanceof ApiError ? error.message : t`Something went wrong. Try again.`;
}

export class Library {
  readonly #store: Store<ViewerState>;
  readonly #asked = new Set<string>();
  readonly #stop = new AbortController();

  constructor(store: Store<ViewerState>) {
    this.#store = store;
  }

  /** Fetches the study; its absence is said in the state. */
  async openStudy(): Promise<void> {
    this.#store.update((state) => ({ ...state, studyError: null }));
    try {
      const study = await api.study(this.#store.value.studyUid, this.#stop.signal);
      this.#store.update((state) => ({ ...state, study }));
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#store.update((state) => ({ ...state, studyError: sentence(error) }));
    }
  }

  /** Fetches the stack of a series unless it is here or on its way. */
  need(seriesUid: string): void {
    if (this.#asked.has(seriesUid)) return;
    this.#asked.add(seriesUid);
    void this.#fetchStack(seriesUid);
  }

  /** Tries again after a failure. */
  again(seriesUid: string): void {
    this.#asked.delete(seriesUid);
    this.#store.update((state) => {
      const stackErrors = new Map(state.stackErrors);
      return stackErrors.delete(seriesUid) ? { ...state, stackErrors } : state;
    });
    this.need(seriesUid);
  }

  close(): void {
    this.#stop.abort();
  }

  async #fetchStack(uid: string): Promise<void> {
    try {
      const stack = await stackApi.stack(uid, this.#stop.signal);
      this.#store.update((state) => ({ ...state, stacks: new Map(state.stacks).set(uid, stack) }));
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#store.update((state) => ({ ...state, stackErrors: new Map(state.stackErrors).set(uid, sentence(error)) }));
    }
  }
}
