/** Phases by the pictures they begin with: one more that arrives gives other numbers to those after it. Pure. */
import type { Stack } from "../lib/api";
import { spatialOf, type Scene } from "./scene";

/** The series whose phases a reconstruction goes through: all that have several, else the first. */
export function phasedStacks(scene: Scene, stacks: ReadonlyMap<string, Stack>): readonly Stack[] {
  if (!spatialOf(scene)) return [];
  const shown = scene.layers.flatMap((layer) => stacks.get(layer.series_uid) ?? []).filter((stack) => stack.volume);
  const several = shown.filter((stack) => (stack.volume?.phases ?? 1) > 1);
  return several.length > 0 ? several : shown.slice(0, 1);
}

/** What a series shows at a phase of the scene: one that has fewer stays at its last. */
export const phaseIn = (stack: Stack, phase: number): number => Math.min(phase, (stack.volume?.phases ?? 1) - 1);

/** The number of the picture that a phase begins with; null for a phase that is not there. */
export function firstPicture(stack: Stack, phase: number): number | null {
  return stack.volume?.starts[phase] ?? null;
}

/** The phase that a picture belongs to; null where there are none, and for localizers. */
export function phaseOf(stack: Stack, frame: number): number | null {
  const found = stack.volume?.starts.findLastIndex((start) => start <= frame) ?? -1;
  return found === -1 ? null : found;
}
