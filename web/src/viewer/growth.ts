/** Series that grow while they are open (the scanner still sends): their stacks are fetched again, every viewport keeps its picture. */
import type { Stack, Study } from "../lib/api";
import type { Ask } from "./asker";
import type { Library } from "./library";
import { firstPicture, phaseOf } from "./phases";
import { mainSeries, spatialOf, withSpatial, type Scene } from "./scene";
import { withScenes, type Arrangement, type Links, type ViewerState } from "./state";
import type { Store } from "./store";
import type { PictureCache } from "./viewport/cache";

/** The least time between two looks: a sending scanner rings once a file. */
const PAUSE_MS = 1000;

/** Where the frames of a stack are in a later one, by object and frame; those that are gone stay as near as they can. Pure. */
export function placesIn(old: Stack, fresh: Stack): (frame: number) => number {
  const places = new Map(fresh.frames.map(({ sop_uid, frame }, index) => [`${sop_uid}/${frame}`, index]));
  return (frame) => {
    const was = old.frames[frame];
    const now = was && places.get(`${was.sop_uid}/${was.frame}`);
    return now ?? Math.max(0, Math.min(frame, fresh.frames.length - 1));
  };
}

/** A reconstruction at the phase that it showed, where the stack that grew has such a phase; `before`: the stack as it last was a volume. */
function rephased(scene: Scene, before: Stack, fresh: Stack): Scene {
  const view = spatialOf(scene);
  const first = view && firstPicture(before, view.phase);
  const phase = view && first !== null ? phaseOf(fresh, placesIn(before, fresh)(first)) : null;
  return phase === null ? { ...scene } : withSpatial(scene, { phase });
}

/**
 * Arrangements in which what each viewport shows, and what links began at, is counted anew in a stack that grew. The same for the same.
 * `volume`: the stack as it last was a volume; while a phase arrives it is none.
 */
export function recounted(old: Stack, fresh: Stack, volume: Stack = old): (arrangement: Arrangement) => Arrangement {
  const uid = fresh.series_uid;
  const place = placesIn(old, fresh);
  const known = new Map<Arrangement, Arrangement>();
  return (before) => {
    const same = known.get(before);
    if (same) return same;
    // A new object even where the number stays: it is wished for again, as pictures under way may be of the old count.
    const after = withScenes(before, (scene) => {
      if (!scene.layers.some((layer) => layer.series_uid === uid)) return scene;
      const { view } = scene;
      if (view.kind === "stack") return mainSeries(scene) === uid ? { ...scene, view: { ...view, frame: place(view.frame) } } : { ...scene };
      return rephased(scene, volume, fresh);
    });
    const bases: Links["scroll"] = before.links.scroll?.map((frame, viewport) => (mainSeries(after.scenes[viewport]) === uid ? place(frame) : frame)) ?? null;
    const made = { ...after, links: { ...after.links, scroll: bases } };
    known.set(before, made);
    return made;
  };
}

/** Series of which there is more than before. */
export function growing(before: Study | null, now: Study | null): readonly string[] {
  const counts = new Map(before?.series.map((one) => [one.series_uid, `${one.instance_count}/${one.frame_count}`]));
  return (now?.series ?? []).filter((one) => counts.has(one.series_uid) && counts.get(one.series_uid) !== `${one.instance_count}/${one.frame_count}`).map((one) => one.series_uid);
}

interface Grows {
  readonly edits: { readonly recount: (change: (arrangement: Arrangement) => Arrangement) => void };
  readonly store: Store<ViewerState>;
  readonly library: Library;
  readonly cache: PictureCache;
  readonly seenStore: Store<ReadonlyMap<string, ReadonlySet<number>>>;
}

export class Growth {
  readonly #viewer: Grows;
  readonly #since = new Map<string, number>();
  /** Series as they last were volumes. */
  readonly #volumes = new Map<string, Stack>();
  #looking = false;
  #again = false;
  #closed = false;

  constructor(viewer: Grows) {
    this.#viewer = viewer;
  }

  close(): void {
    this.#closed = true;
  }

  /** Something of the study may have changed: one look at a time, and one more for all that was heard meanwhile. */
  async heard(): Promise<void> {
    this.#again = true;
    if (this.#looking) return;
    this.#looking = true;
    while (this.#again && !this.#closed) {
      this.#again = false;
      // oxlint-disable-next-line no-await-in-loop -- one after another is what it is for
      await this.#look();
      // oxlint-disable-next-line no-await-in-loop -- the same
      await new Promise((done) => window.setTimeout(done, PAUSE_MS));
    }
    this.#looking = false;
  }

  /** A picture that was asked for when a series of it had another count of images. */
  outdated({ scene, changedAt }: Pick<Ask, "scene" | "changedAt">): boolean {
    return scene.layers.some((layer) => changedAt < (this.#since.get(layer.series_uid) ?? 0));
  }

  async #look(): Promise<void> {
    const { store, library } = this.#viewer;
    const before = store.value.study;
    await library.openStudy(true);
    await Promise.all(growing(before, store.value.study).map((uid) => this.#fetch(uid)));
  }

  async #fetch(uid: string): Promise<void> {
    const { store, library } = this.#viewer;
    if (store.value.stackErrors.has(uid)) return library.again(uid);
    if (!store.value.stacks.has(uid)) return;
    const fresh = await library.fresh(uid);
    if (!fresh || this.#closed) return;
    library.know(fresh);
    this.take(fresh);
  }

  /** A series as it is now, whoever learnt it first: this look, or a picture that was of more than the viewer knew. */
  take(fresh: Stack): void {
    const { store, cache, seenStore, edits } = this.#viewer;
    const uid = fresh.series_uid;
    const old = store.value.stacks.get(uid);
    if (!old || fresh.content === old.content) return store.update((state) => ({ ...state, stacks: new Map(state.stacks).set(uid, fresh) }));
    this.#since.set(uid, performance.now());
    cache.forget(uid);
    const place = placesIn(old, fresh);
    seenStore.update((seen) => new Map(seen).set(uid, new Set([...(seen.get(uid) ?? [])].map(place))));
    if (old.volume) this.#volumes.set(uid, old);
    const recount = recounted(old, fresh, this.#volumes.get(uid));
    edits.recount(recount);
    store.update((state) => ({ ...state, stacks: new Map(state.stacks).set(uid, fresh), arrangement: recount(state.arrangement) }));
  }
}
