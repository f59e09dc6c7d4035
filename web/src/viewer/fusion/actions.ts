/** What the fusion bar does to the viewer. Every change reaches all pictures of the same series. */
import { t } from "@lingui/core/macro";
import type { Stack } from "../../lib/api";
import { layerWindow } from "./windows";
import type { ViewerCore } from "../core";
import type { Layer, Scene } from "../scene";
import type { ViewerState } from "../state";
import type { Colours } from "./colours";
import { fusedAt, opacityOf, overlayOf, withOverlay, withWindow, type LayerChange } from "./layers";
import { exactWindow, rangeOf, readRange, type Range } from "./range";

const HALF_PERCENT = 50;

/** The fused picture that the bar speaks of, and both stacks where they are known. */
export interface Fused {
  readonly scene: Scene;
  readonly over: Layer;
  readonly range: Range | null;
  readonly under: Stack | null;
  readonly above: Stack | null;
}

export function fusedOf(state: ViewerState): Fused | null {
  const { scenes, active } = state.arrangement;
  const scene = scenes[fusedAt(scenes, active)];
  const over = overlayOf(scene);
  if (!scene || !over) return null;
  const above = state.stacks.get(over.series_uid) ?? null;
  const window = layerWindow(over, above);
  const under = state.stacks.get(scene.layers[0]?.series_uid ?? "") ?? null;
  return { scene, over, range: window ? rangeOf(window) : null, under, above };
}

function edit(viewer: ViewerCore, change: (scenes: readonly (Scene | null)[], over: Layer) => readonly (Scene | null)[]): void {
  viewer.update((state) => {
    const fused = fusedOf(state);
    if (!fused) return state;
    const scenes = change(state.arrangement.scenes, fused.over);
    return scenes === state.arrangement.scenes ? state : { ...state, arrangement: { ...state.arrangement, scenes } };
  });
}

function changeOverlay(viewer: ViewerCore, change: LayerChange): void {
  edit(viewer, (scenes, over) => withOverlay(scenes, over.series_uid, change));
}

/** Part of a drag; `viewer.settled` ends it. */
export function setOpacity(viewer: ViewerCore, percent: number): void {
  changeOverlay(viewer, { opacity: opacityOf(percent) });
}

export const stepOpacity = (percent: number) => (viewer: ViewerCore): void => {
  const fused = fusedOf(viewer.state);
  if (!fused) return viewer.say(t`There is no fused picture on the screen.`);
  setOpacity(viewer, fused.over.opacity * 100 + percent);
  viewer.settled();
};

/** The upper series off, and on again at half: to compare with one key. */
export function flipOverlay(viewer: ViewerCore): void {
  const fused = fusedOf(viewer.state);
  if (!fused) return viewer.say(t`There is no fused picture on the screen.`);
  setOpacity(viewer, fused.over.opacity > 0 ? 0 : HALF_PERCENT);
  viewer.settled();
}

export function setColours(viewer: ViewerCore, { colour_map, invert }: Colours): void {
  changeOverlay(viewer, { colour_map, invert });
  viewer.settled();
}

/** The range of the overlay's series, wherever it is shown. What is no range changes nothing and is said. */
export function setRange(viewer: ViewerCore, low: number, high: number): void {
  const range = readRange(low, high);
  if (!range) return viewer.say(t`The upper end of a range lies above its lower end.`);
  edit(viewer, (scenes, over) => withWindow(scenes, over.series_uid, exactWindow(range)));
  viewer.settled();
}

/** Values below are not laid over; null lays over everything. */
export function setThreshold(viewer: ViewerCore, threshold: number | null): void {
  changeOverlay(viewer, { threshold });
  viewer.settled();
}
