/** How often each value occurs in the volumes that are looked at: asked for once each, when an editor wants it. */
import { api, type Histogram } from "../../lib/api";
import { ApiError } from "../../lib/http";
import { PREPARING } from "../session";
import { Store } from "../store";

/** The server waits itself before it says that it prepares. */
const AGAIN_MS = 500;

export const volumeKey = (seriesUid: string, phase: number): string => `${seriesUid} ${phase}`;

export class Histograms {
  readonly #asked = new Set<string>();
  /** By `volumeKey`. */
  readonly store = new Store<ReadonlyMap<string, Histogram>>(new Map());

  need(seriesUid: string, phase: number): void {
    const key = volumeKey(seriesUid, phase);
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    void api
      .histogram(seriesUid, phase)
      .then((found) => this.store.update((known) => new Map(known).set(key, found)))
      // The curve can be changed without it; the next one who wants it asks again.
      .catch((error: unknown) => {
        this.#asked.delete(key);
        if (error instanceof ApiError && error.code === PREPARING) window.setTimeout(() => this.need(seriesUid, phase), AGAIN_MS);
      });
  }
}
