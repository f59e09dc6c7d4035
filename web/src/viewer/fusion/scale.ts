/** The colour scale of a scene's overlay, as texts. Pure. */
import type { Stack } from "../../lib/api";
import { formatValue } from "../overlay/texts";
import type { Scene } from "../scene";
import { overlayOf } from "./layers";
import type { Scale } from "./legend";
import { rangeOf } from "./range";
import { layerWindow } from "./windows";

/** Null for scenes without an overlay, and where its window is not known. */
export function scaleOfOverlay(scene: Scene | null, stacks: ReadonlyMap<string, Stack>): Scale | null {
  const over = overlayOf(scene);
  const stack = over ? (stacks.get(over.series_uid) ?? null) : null;
  const window = over && layerWindow(over, stack);
  if (!over || !window) return null;
  const { low, high } = rangeOf(window);
  return { colour_map: over.colour_map, invert: over.invert, low: formatValue(low), high: formatValue(high), unit: stack?.unit ?? "" };
}

/** "PT 50 %  SUVbw 0–10": how a fused picture is mixed. Empty for a single series. */
export function overlayWords(scene: Scene | null, stacks: ReadonlyMap<string, Stack>): string {
  const over = overlayOf(scene);
  const scale = scaleOfOverlay(scene, stacks);
  const stack = over && stacks.get(over.series_uid);
  if (!over || !stack) return "";
  const from = over.threshold === null ? "" : ` ≥ ${formatValue(over.threshold)}`;
  const values = scale ? `  ${scale.unit} ${scale.low}–${scale.high}${from}`.trimEnd() : "";
  return `${stack.modality} ${Math.round(over.opacity * 100)} %${values}`;
}
