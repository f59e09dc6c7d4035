/** Phases by the pictures they begin with: one more that arrives gives other numbers to those after it. Pure. */
import type { Stack } from "../lib/api";
import { spatialOf, withSpatial, withStackView, type Scene } from "./scene";

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

/** The phase that a reader of a series is in: of the reconstruction, or of the image of the stack. */
export function phaseShown(stack: Stack, scene: Scene | null): number {
  return spatialOf(scene)?.phase ?? (scene?.view.kind === "stack" ? phaseOf(stack, scene.view.frame) : null) ?? 0;
}

/** The same place in another phase: of a reconstruction, or of a stack. */
export function inPhase(scene: Scene | null, stack: Stack, phase: number): Scene | null {
  if (scene?.view.kind !== "stack") return scene && withSpatial(scene, { phase });
  const { frame } = scene.view;
  const [from, to] = [firstPicture(stack, phaseOf(stack, frame) ?? 0), firstPicture(stack, phase)];
  return from === null || to === null ? scene : withStackView(scene, { frame: Math.min(frame - from + to, stack.frames.length - 1) });
}
