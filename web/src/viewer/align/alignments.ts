/** Registration and shift by hand of the fused pictures on the screen. */
import { t } from "@lingui/core/macro";
import { api } from "../../lib/api";
import { whenMade } from "../asking";
import type { ViewerCore } from "../core";
import { fusedOf } from "../fusion/actions";
import { sentence } from "../reasons";
import type { Alignment } from "../scene";
import type { ViewerState } from "../state";
import { Store } from "../store";
import { oneSpace } from "../fusion/pairs";
import { middleOf } from "../viewport/spatial";
import { still } from "./alignment";
import { withAlignment } from "./arrange";

/** A registration under way. */
export interface Running {
  readonly under: string;
  readonly over: string;
  /** 0..1. */
  readonly share: number;
}

/** What a fused picture's series are to each other; null without one. */
export interface Relation {
  readonly under: string;
  readonly over: string;
  readonly alignment: Alignment | null;
  /** Their files say how they lie to each other. */
  readonly common: boolean;
}

export function relationOf(state: ViewerState): Relation | null {
  const fused = fusedOf(state);
  const under = fused?.scene.layers[0]?.series_uid;
  if (!fused || under === undefined) return null;
  const common = oneSpace(fused.under ?? undefined, fused.above ?? undefined);
  return { under, over: fused.over.series_uid, alignment: fused.over.alignment ?? null, common };
}

type Viewer = Pick<ViewerCore, "state" | "say" | "update" | "settled" | "store">;

export class Alignments {
  readonly running = new Store<Running | null>(null);
  readonly #viewer: Viewer;
  #closed = false;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  /** Ends with the viewer: whoever stops asking has cancelled. */
  close(): void {
    this.#closed = true;
    this.cancel();
  }

  cancel(): void {
    this.running.update(() => null);
  }

  /** Finds out how the upper series must lie over the lower one, and lays it there. */
  async register(): Promise<void> {
    const relation = relationOf(this.#viewer.state);
    if (!relation || this.running.value) return;
    const run = { under: relation.under, over: relation.over };
    this.running.update(() => ({ ...run, share: 0 }));
    try {
      const asked = async () => {
        const { share, alignment } = await api.register(run.over, run.under);
        return { share, made: alignment };
      };
      const found = await whenMade(asked, () => this.#still(run), (share) => this.running.update((value) => value && { ...value, share }));
      if (found) this.#found(run.under, run.over, found);
    } catch (error) {
      this.cancel();
      if (!this.#closed) this.#viewer.say(sentence(error));
    }
  }

  /** True until somebody cancelled, or began another registration. */
  #still({ under, over }: Pick<Running, "under" | "over">): boolean {
    const now = this.running.value;
    return !this.#closed && now?.under === under && now.over === over;
  }

  #found(under: string, over: string, found: Omit<Alignment, "onto">): void {
    this.cancel();
    this.put(under, over, { ...found, onto: under });
    this.#viewer.settled();
    this.#viewer.say(t`The series are registered. Check the result by eye before you rely on it.`);
  }

  /** Begins a shift by hand: the tool that drags the upper series. */
  byHand(): void {
    const { state } = this.#viewer;
    const relation = relationOf(state);
    if (!relation) return;
    if (!relation.alignment) {
      const fresh = this.fresh(relation);
      if (!fresh) return;
      this.put(relation.under, relation.over, fresh);
      this.#viewer.settled();
    }
    this.#viewer.store.update((now) => ({ ...now, tool: "shift" }));
  }

  /** The upper series as its files say where both have one space; else unmoved in numbers. */
  reset(): void {
    const relation = relationOf(this.#viewer.state);
    if (!relation) return;
    this.put(relation.under, relation.over, relation.common ? null : this.fresh(relation));
    this.#viewer.settled();
  }

  /** An alignment of zeros, turning around the middle of the upper series; null while that is not known. */
  fresh({ under, over }: Pick<Relation, "under" | "over">): Alignment | null {
    const volume = this.#viewer.state.stacks.get(over)?.volume;
    return volume ? still(middleOf(volume), under) : null;
  }

  /** Part of a drag, or of one step that `settled` ends. */
  put(under: string, over: string, alignment: Alignment | null): void {
    this.#viewer.update((state) => {
      const arrangement = withAlignment(state.arrangement, under, over, alignment);
      return arrangement === state.arrangement ? state : { ...state, arrangement };
    });
  }

  /** Changes the alignment in use, or begins one. */
  change(change: (alignment: Alignment) => Alignment): void {
    const relation = relationOf(this.#viewer.state);
    const alignment = relation && (relation.alignment ?? this.fresh(relation));
    if (relation && alignment) this.put(relation.under, relation.over, change(alignment));
  }
}
