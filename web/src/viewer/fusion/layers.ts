/** Two layers as one state: what is changed in a fused picture is changed wherever the same series is shown. Pure. */
import type { Layer, Scene } from "../scene";

/** The layer that lies over the other; null for a single series. */
export function overlayOf(scene: Scene | null | undefined): Layer | null {
  return scene?.layers[1] ?? null;
}

export type LayerChange = Partial<Omit<Layer, "series_uid">>;

function changed(layer: Layer, change: LayerChange): Layer {
  const same = (Object.keys(change) as (keyof LayerChange)[]).every((key) => layer[key] === change[key]);
  return same ? layer : { ...layer, ...change };
}

function withLayers(scene: Scene, change: (layer: Layer, index: number) => Layer): Scene {
  const layers = scene.layers.map(change);
  return layers.every((layer, index) => layer === scene.layers[index]) ? scene : { ...scene, layers };
}

type Scenes = readonly (Scene | null)[];

/** The scenes with the overlay of one series changed wherever it lies over another: opacity, colours, threshold. */
export function withOverlay(scenes: Scenes, over: string, change: LayerChange): Scenes {
  return each(scenes, (scene) => withLayers(scene, (layer, index) => (index > 0 && layer.series_uid === over ? changed(layer, change) : layer)));
}

/** The scenes with one series' window changed wherever it is shown, alone or fused: all pictures of it stay comparable. */
export function withWindow(scenes: Scenes, seriesUid: string, window: Layer["window"]): Scenes {
  return each(scenes, (scene) => withLayers(scene, (layer) => (layer.series_uid === seriesUid ? changed(layer, { window }) : layer)));
}

function each(scenes: Scenes, change: (scene: Scene) => Scene): Scenes {
  const next = scenes.map((scene) => scene && change(scene));
  return next.every((scene, at) => scene === scenes[at]) ? scenes : next;
}

/** Whole percent, true at both ends: 0 is the lower series alone, 100 the upper one alone. */
export function opacityOf(percent: number): number {
  return Math.min(100, Math.max(0, Math.round(percent))) / 100;
}

/** Index of the first scene that fuses two series, the active one before all others; -1 for none. */
export function fusedAt(scenes: Scenes, active: number): number {
  return overlayOf(scenes[active]) ? active : scenes.findIndex((scene) => overlayOf(scene) !== null);
}
