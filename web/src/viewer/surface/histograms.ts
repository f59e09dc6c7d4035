/** How often each value occurs in the volumes that are looked at: asked for once each, when an editor wants it. */
import { api, type Histogram } from "../../lib/api";
import { Store } from "../store";

export class Histograms {
  readonly store = new Store<ReadonlyMap<string, Histogram>>(new Map());
  readonly #asked = new Set<string>();

  need(seriesUid: string): void {
    if (this.#asked.has(seriesUid)) return;
    this.#asked.add(seriesUid);
    void api
      .histogram(seriesUid)
      .then((found) => this.store.update((known) => new Map(known).set(seriesUid, found)))
      // The curve can be changed without it; the next one who wants it asks again.
      .catch(() => this.#asked.delete(seriesUid));
  }
}
