/** Pictures received, kept encoded: scrolling back and cine loops need no line. Least recently used go first. */
import type { Shot } from "../picture";
import type { PixelSize } from "../protocol";
import { frameOf, type Layer, type Scene } from "../scene";

/** 3D knows no window: the curve of the preset says what is seen. Only what lies over the body has one. */
function inSurface(layer: Layer, index: number): Layer {
  return index === 0 ? { ...layer, window: null, invert: false } : layer;
}

/** Everything that decides a picture save the frame: pictures of one look differ by frame only. */
export function lookOf(scene: Scene, px: PixelSize): string {
  const view = scene.view.kind === "stack" ? { ...scene.view, frame: -1 } : scene.view;
  return JSON.stringify([scene.view.kind === "surface" ? scene.layers.map(inSurface) : scene.layers, view, px]);
}

export class PictureCache {
  readonly #shots = new Map<string, Shot>();
  readonly #looks = new Map<string, Set<number>>();
  readonly #budgetBytes: number;
  #bytes = 0;

  constructor(budgetBytes: number) {
    this.#budgetBytes = budgetBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The best picture known of this scene at this size; null if there is none. */
  find(scene: Scene, px: PixelSize): Shot | null {
    const key = `${lookOf(scene, px)}#${frameOf(scene)}`;
    const shot = this.#shots.get(key);
    if (!shot) return null;
    this.#shots.delete(key);
    this.#shots.set(key, shot);
    return shot;
  }

  /** Keeps a picture unless a better one of the same scene is there. */
  keep(shot: Shot): void {
    const look = lookOf(shot.scene, shot.px);
    const frame = frameOf(shot.scene);
    const key = `${look}#${frame}`;
    const old = this.#shots.get(key);
    if (old && old.level < shot.level) return;
    if (old) this.#bytes -= old.bytes.length;
    this.#shots.delete(key);
    this.#shots.set(key, shot);
    this.#bytes += shot.bytes.length;
    const frames = this.#looks.get(look) ?? new Set();
    this.#looks.set(look, frames.add(frame));
    while (this.#bytes > this.#budgetBytes) this.#dropOldest();
  }

  clear(): void {
    this.#shots.clear();
    this.#looks.clear();
    this.#bytes = 0;
  }

  /** The frames of a look that are here. */
  frames(look: string): ReadonlySet<number> {
    return this.#looks.get(look) ?? new Set();
  }

  /** Drops all pictures of a series: its images are counted otherwise now. */
  forget(seriesUid: string): void {
    for (const [key, shot] of this.#shots) {
      if (shot.scene.layers.some((layer) => layer.series_uid === seriesUid)) this.#drop(key, shot);
    }
  }

  #dropOldest(): void {
    const [oldest] = this.#shots;
    if (oldest) this.#drop(...oldest);
  }

  #drop(key: string, shot: Shot): void {
    this.#shots.delete(key);
    this.#bytes -= shot.bytes.length;
    const look = lookOf(shot.scene, shot.px);
    const frames = this.#looks.get(look);
    frames?.delete(frameOf(shot.scene));
    if (frames?.size === 0) this.#looks.delete(look);
  }
}
