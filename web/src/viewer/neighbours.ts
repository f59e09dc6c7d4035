/** The studies before and after this one in the reader's list: a key away, and the next one fetched while the line is idle. */
import { t } from "@lingui/core/macro";
import { api, type Stack, type Study } from "../lib/api";
import type { Ask } from "./asker";
import type { ViewerCore } from "./core";
import { hang } from "./layout/hang";
import type { Shot } from "./picture";
import { mainSeries } from "./scene";

/** The stream's viewport number for the next study: none on the screen has it. */
const NEXT_VIEWPORT = 254;
/** The reader's own study comes first: this long nothing of it may be under way. */
const IDLE_MS = 900;
const GOOD_FOR_MS = 10 * 60_000;

/** Neighbours in the list; null where there is none, or none is known. */
export interface Neighbours {
  readonly previous: string | null;
  readonly next: string | null;
  readonly open: (studyUid: string) => void;
}

/** A study fetched before it is opened. */
export interface Prepared {
  readonly study: Study;
  readonly stacks: readonly Stack[];
  readonly shots: readonly Shot[];
  readonly at: number;
}

/** Handed from one viewer to the next one in the same page; taken once, and only for its study. */
let handed: Prepared | null = null;

/** Gives a new viewer what is prepared of its study. */
export function takePrepared(studyUid: string, { library, cache }: Pick<ViewerCore, "library" | "cache">): void {
  const found = handed;
  handed = null;
  if (!found || found.study.study_uid !== studyUid || performance.now() - found.at > GOOD_FOR_MS) return;
  library.begin(found);
  for (const shot of found.shots) cache.keep(shot);
}

export class StudyNeighbours {
  readonly #viewer: ViewerCore;
  readonly #stop = new AbortController();
  #neighbours: Neighbours | null = null;
  #prepared: Prepared | null = null;
  #asked: string | null = null;
  #timer: number | null = null;

  constructor(viewer: ViewerCore) {
    this.#viewer = viewer;
  }

  set(neighbours: Neighbours): void {
    this.#neighbours = neighbours;
    this.consider();
  }

  has(step: 1 | -1): boolean {
    return this.#of(step) !== null;
  }

  /** Opens the next (1) or previous (-1) study, or says that there is none. */
  go(step: 1 | -1): void {
    const uid = this.#of(step);
    if (uid === null || !this.#neighbours) return this.#viewer.say(step > 0 ? t`There is no study after this one in the list.` : t`There is no study before this one in the list.`);
    handed = this.#prepared?.study.study_uid === uid ? this.#prepared : null;
    this.#neighbours.open(uid);
  }

  /** Looks whether the next study can be fetched now; called whenever the viewer may have become idle. */
  consider(): void {
    if (this.#timer !== null || this.#asked === this.#of(1)) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = null;
      const next = this.#of(1);
      const { session, activeSettled } = this.#viewer;
      if (next === null || this.#asked === next || document.hidden) return;
      if (!session.idle || !activeSettled) return this.consider();
      this.#asked = next;
      void this.#prepare(next);
    }, IDLE_MS);
  }

  /** A picture of the next study came: it is kept, not shown. */
  owns(ask: Ask, shot: Shot): boolean {
    if (ask.viewport !== NEXT_VIEWPORT) return false;
    this.#viewer.session.forget(NEXT_VIEWPORT);
    if (this.#prepared) this.#prepared = { ...this.#prepared, shots: [shot] };
    return true;
  }

  close(): void {
    this.#stop.abort();
    if (this.#timer !== null) window.clearTimeout(this.#timer);
  }

  #of(step: 1 | -1): string | null {
    return (step > 0 ? this.#neighbours?.next : this.#neighbours?.previous) ?? null;
  }

  async #prepare(uid: string): Promise<void> {
    try {
      const study = await api.study(uid, this.#stop.signal);
      const [scene] = hang(study.series).scenes;
      const series = mainSeries(scene);
      if (!scene || series === null) return;
      const stack = await api.stack(series, this.#stop.signal);
      this.#viewer.library.know(stack);
      this.#prepared = { study, stacks: stack.windows.length > 0 ? [stack] : [], shots: [], at: performance.now() };
      const px = this.#viewer.area.viewports[0]?.shot?.px;
      if (!px) return;
      // A draft, never more: it makes the server open the series, and is what the reader sees first.
      this.#viewer.session.want(NEXT_VIEWPORT, scene, px, true, null);
      this.#viewer.session.pump();
      // The study's other series: the server reads a frame of each, so that they too open warm.
      await api.warm(uid);
    } catch {
      // Then the study is opened like any other.
      return;
    }
  }
}
