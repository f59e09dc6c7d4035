/** Fetches what the viewport's pictures are of: the study, and each series as a stack, once. */
import { api, type Stack, type Study, type Video } from "../lib/api";
import { windowOfRange } from "./presets";
import { sentence } from "./reasons";
import type { Store } from "./store";
import type { Scene } from "./scene";
import type { ViewerState } from "./state";

export class Library {
  readonly #store: Store<ViewerState>;
  readonly #took: (stack: Stack) => void;
  readonly #asked = new Set<string>();
  readonly #fetching = new Map<string, Promise<void>>();
  /** What names the pixels of each series that was described here. */
  readonly #contents = new Map<string, string>();
  readonly #stop = new AbortController();

  /** `took` puts a described series into the state; one that was there before may have grown since. */
  constructor(store: Store<ViewerState>, took: (stack: Stack) => void) {
    this.#store = store;
    this.#took = took;
  }

  /** Begins with what was fetched before the study was opened; `openStudy` looks for what changed since. */
  begin({ study, stacks }: { readonly study: Study; readonly stacks: readonly Stack[] }): void {
    this.#store.update((state) => ({ ...state, study }));
    for (const stack of stacks) {
      this.#asked.add(stack.series_uid);
      this.know(stack);
      this.#store.update((state) => ({ ...state, stacks: new Map(state.stacks).set(stack.series_uid, stack) }));
      void this.#fetchPresentations(stack.series_uid);
    }
  }

  /** Fetches the study; its absence is said in the state, unless it is there already and only looked at again (`quiet`). */
  async openStudy(quiet = false): Promise<void> {
    if (!quiet) this.#store.update((state) => ({ ...state, studyError: null }));
    try {
      const study = await api.study(this.#store.value.studyUid, this.#stop.signal);
      this.#store.update((state) => ({ ...state, study }));
    } catch (error) {
      if (!this.#stop.signal.aborted && !(quiet && this.#store.value.study)) this.#store.update((state) => ({ ...state, studyError: sentence(error) }));
    }
  }

  /** Fetches the stack of a series unless it is here or on its way. */
  need(seriesUid: string): void {
    if (this.#asked.has(seriesUid)) return;
    this.#asked.add(seriesUid);
    this.#fetching.set(seriesUid, this.#fetchStack(seriesUid).finally(() => this.#fetching.delete(seriesUid)));
  }

  /** The stack of a series, fetched if need be; null where it cannot be fetched: the state then says why. */
  async stack(seriesUid: string): Promise<Stack | null> {
    if (this.#store.value.stackErrors.has(seriesUid)) this.again(seriesUid);
    this.need(seriesUid);
    await this.#fetching.get(seriesUid);
    return this.#store.value.stacks.get(seriesUid) ?? null;
  }

  /** A series was described, whether or not it is of this study. */
  know({ series_uid, content }: Pick<Stack, "series_uid" | "content">): void {
    this.#contents.set(series_uid, content);
  }

  /** Whether a picture's marks are those of its scene's series. Where not, the series may have grown: it is described anew. */
  async drewAll({ layers }: Scene, marks: readonly string[]): Promise<boolean> {
    for (const { series_uid: uid } of layers) if (!this.#contents.has(uid)) await this.stack(uid);
    const foreign = layers.filter(({ series_uid: uid }, at) => marks[at] === undefined || !this.#contents.get(uid)?.startsWith(marks[at]));
    for (const { series_uid: uid } of foreign) if (!this.#fetching.has(uid)) this.again(uid);
    return foreign.length === 0;
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

  /** The videos of a series without pictures; none where it holds none, or they cannot be had. */
  async videos(seriesUid: string): Promise<readonly Video[]> {
    const known = this.#store.value.videos.get(seriesUid);
    if (known) return known;
    try {
      const { videos } = await api.videos(seriesUid, this.#stop.signal);
      if (videos.length > 0) {
        this.#asked.add(seriesUid);
        this.#store.update((state) => ({ ...state, videos: new Map(state.videos).set(seriesUid, videos) }));
      }
      return videos;
    } catch {
      return [];
    }
  }

  /** The stack of a series as it is now; null where it cannot be had. */
  async fresh(seriesUid: string): Promise<Stack | null> {
    try {
      return await this.#withWindow(await api.stack(seriesUid, this.#stop.signal));
    } catch {
      return null;
    }
  }

  close(): void {
    this.#stop.abort();
  }

  async #fetchStack(uid: string): Promise<void> {
    try {
      const stack = await this.#withWindow(await api.stack(uid, this.#stop.signal));
      this.know(stack);
      this.#took(stack);
      void this.#fetchPresentations(uid);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      const series = this.#store.value.study?.series.find((one) => one.series_uid === uid);
      if (series?.viewable === false && (await this.videos(uid)).length > 0) return;
      this.#store.update((state) => ({ ...state, stackErrors: new Map(state.stackErrors).set(uid, sentence(error)) }));
    }
  }

  /** Presentation states, where the study has any; without them the pictures are shown as they are. */
  async #fetchPresentations(uid: string): Promise<void> {
    if (!this.#store.value.study?.series.some(({ modality }) => modality === "PR")) return;
    try {
      const { presentations } = await api.presentations(uid, this.#stop.signal);
      this.#store.update((state) => ({ ...state, presentations: new Map(state.presentations).set(uid, presentations) }));
    } catch {
      return;
    }
  }

  /** A grey stack whose file names no window gets the measured one: dragging needs numbers to begin with. */
  async #withWindow(stack: Stack): Promise<Stack> {
    if (stack.windows.length > 0 || !stack.photometric.startsWith("MONOCHROME")) return stack;
    try {
      const { p1, p99 } = await api.range(stack.series_uid, Math.floor(stack.frames.length / 2), this.#stop.signal);
      const { center, width } = windowOfRange(p1, p99, "LINEAR_EXACT");
      return { ...stack, voi_function: "LINEAR_EXACT", windows: [{ name: "", center, width }] };
    } catch {
      // The pictures are there all the same; only window/level by dragging is not.
      return stack;
    }
  }
}
