/** What is cut out of the active 3D picture or projection: drawn outlines, table, bones; each can be taken back alone. */
import { t } from "@lingui/core/macro";
import type { ViewerCore } from "../core";
import { MAX_CUTS } from "../link/layers";
import { spatialOf, type Cut, type Outline, type Removal, type Scene, type Vec2 } from "../scene";
import { activeScene, activeStack, type ViewerState } from "../state";
import { Store } from "../store";
import { outlineOf, oval, STARTING_OVAL, type Oval } from "./outline";

/** A line drawn on a viewport that waits for what it is to take out, CSS pixels. */
export interface Drawn {
  readonly viewport: number;
  readonly points: readonly Vec2[];
}

const NONE: readonly Cut[] = [];

/** The cuts of the active picture; null where nothing can be cut. */
export function activeCuts(state: ViewerState): readonly Cut[] | null {
  const scene = activeScene(state);
  const view = spatialOf(scene);
  return scene && view && view.kind !== "plane" ? (scene.layers[0]?.cuts ?? NONE) : null;
}

/** Table and bones are found by CT numbers. */
export function canFind(state: ViewerState): boolean {
  return activeStack(state)?.modality === "CT";
}

function withCuts(scene: Scene, change: (cuts: readonly Cut[]) => readonly Cut[]): Scene {
  return { ...scene, layers: scene.layers.map((layer) => ({ ...layer, cuts: change(layer.cuts ?? NONE) })) };
}

type Viewer = Pick<ViewerCore, "state" | "change" | "settled" | "say" | "store" | "sizeOf" | "schedule">;

export class Cuts {
  readonly drawn = new Store<Drawn | null>(null);
  readonly #viewer: Viewer;
  #oval: Oval = STARTING_OVAL;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  /** An outline without a pointer: an oval in the middle of the active picture, moved or made larger (`grow`) afterwards. */
  byKeys(way: Vec2 = [0, 0], grow = false): void {
    const { arrangement } = this.#viewer.state;
    const old = this.drawn.value ? this.#oval : STARTING_OVAL;
    this.#oval = grow ? oval(old.at, [old.radii[0] + way[0], old.radii[1] - way[1]]) : oval([old.at[0] + way[0], old.at[1] + way[1]], old.radii);
    this.draw(arrangement.active, this.#oval.points(this.#viewer.sizeOf(arrangement.active)));
  }

  draw(viewport: number, points: readonly Vec2[] | null): void {
    if (points === null && this.drawn.value === null) return;
    this.drawn.update(() => points && { viewport, points });
    this.#viewer.schedule();
  }

  /** Cuts along the outline that was drawn. Every layer of the picture is cut in its own places. */
  cut(remove: Outline["remove"]): boolean {
    const drawn = this.drawn.value;
    if (!drawn) return false;
    const viewer = this.#viewer;
    const full = (activeCuts(viewer.state)?.length ?? 0) >= MAX_CUTS;
    this.draw(drawn.viewport, null);
    if (full) viewer.say(t`A picture may have ${MAX_CUTS} cuts. Remove one of them first.`);
    else this.#along(drawn, remove);
    return true;
  }

  #along({ viewport, points }: Drawn, remove: Outline["remove"]): void {
    const viewer = this.#viewer;
    viewer.change(viewport, "other", (scene, _stack, size) => {
      const view = spatialOf(scene);
      if (!view || view.kind === "plane") return scene;
      const layers = scene.layers.map((layer) => {
        const outline = outlineOf(view, size, points, remove, layer.alignment);
        return outline ? { ...layer, cuts: [...(layer.cuts ?? NONE), outline] } : layer;
      });
      return { ...scene, layers };
    });
    viewer.settled();
  }

  toggle(kind: Removal["kind"]): void {
    const there = activeCuts(this.#viewer.state)?.some((cut) => cut.kind === kind);
    this.#change((cuts) => (there ? cuts.filter((cut) => cut.kind !== kind) : [...cuts, { kind }]));
  }

  remove(at: number): void {
    this.#change((cuts) => cuts.filter((_, index) => index !== at));
  }

  clear(): void {
    this.#change(() => NONE);
  }

  #change(change: (cuts: readonly Cut[]) => readonly Cut[]): void {
    const viewer = this.#viewer;
    viewer.change(viewer.state.arrangement.active, "other", (scene) => withCuts(scene, change));
    viewer.settled();
  }
}
