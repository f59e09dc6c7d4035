/** Presets and measured windows, applied to the active viewport and those linked to it. */
import { t } from "@lingui/core/macro";
import { api, type Stack } from "../lib/api";
import { sentence } from "./reasons";
import { presetsFor, windowOfRange, type Preset, type Wanted } from "./presets";
import { frameOf, spatialOf, voiFunction, withLayer, type Scene, type Window } from "./scene";
import { activeStack } from "./state";
import { setWindow } from "./viewport/change";
import { nearestFrame } from "./viewport/plane";
import type { ViewerCore } from "./core";

/** LINEAR counts whole values (PS3.3 C.11.2.1.2.1); small ranges such as SUV need the exact function. */
function functionFor(stack: Stack, width: number): Window["function"] {
  return stack.modality === "PT" || width < 20 ? "LINEAR_EXACT" : "LINEAR";
}

export async function applyPreset(viewer: ViewerCore, preset: Preset): Promise<void> {
  await applyWanted(viewer, preset.wanted);
}

/** The preset on a digit key, if the active stack has one there. */
export function presetOfKey(viewer: ViewerCore, key: string): Preset | null {
  const stack = activeStack(viewer.state);
  return (stack && presetsFor(stack).find((preset) => preset.key === key)) ?? null;
}

async function applyWanted(viewer: ViewerCore, wanted: Wanted): Promise<void> {
  if (wanted.kind === "measured") return await applyMeasured(viewer, wanted.range);
  viewer.changeActive("window", (scene, stack) => {
    if (wanted.kind === "fixed") {
      const { center, width } = wanted;
      const shown = setWindow(scene, { center, width, function: functionFor(stack, width) });
      return wanted.invert === undefined ? shown : withLayer(shown, { invert: wanted.invert });
    }
    const named = stack.windows[wanted.index];
    // The first window is what the file itself asks for, frame by frame: leave the choice to it.
    if (wanted.index === 0 || !named) return setWindow(scene, null);
    return setWindow(scene, { center: named.center, width: named.width, function: voiFunction(stack.voi_function) });
  });
}

/** The stored frame a window is measured in: the one shown, or the one nearest to what a reconstruction shows. */
function measuredFrame(scene: Scene, stack: Stack): number {
  const view = spatialOf(scene);
  return view ? (nearestFrame(stack, view.centre_mm)?.frame ?? Math.floor(stack.frames.length / 2)) : frameOf(scene);
}

async function applyMeasured(viewer: ViewerCore, kind: "percentile" | "full"): Promise<void> {
  const stack = activeStack(viewer.state);
  const picture = viewer.activePicture;
  if (!stack || !picture) return;
  try {
    const range = await api.range(stack.series_uid, measuredFrame(picture.scene, stack));
    const [low, high] = kind === "full" ? [range.minimum, range.maximum] : [range.p1, range.p99];
    // The reader may have gone on to another series while the server measured.
    if (activeStack(viewer.state)?.series_uid !== stack.series_uid) return;
    viewer.changeActive("window", (scene) => setWindow(scene, windowOfRange(low, high, "LINEAR_EXACT")));
  } catch (error) {
    viewer.say(t`The range of this image could not be measured. ${sentence(error)}`);
  }
}

/** Numeric entry: window width and level in the stack's unit. */
export function enterWindow(viewer: ViewerCore, center: number, width: number): void {
  viewer.changeActive("window", (scene, stack) => setWindow(scene, { center, width, function: functionFor(stack, width) }));
}
