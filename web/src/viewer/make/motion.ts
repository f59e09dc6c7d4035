/** How a picture can move in a movie. Pure. */
import type { Stack } from "../../lib/api";
import { spatialOf, type Scene } from "../scene";
import type { Size } from "../viewport/place";
import { centreAt, depthOf } from "../viewport/depth";
import { normalOf } from "../viewport/spatial";
import { dot, minus } from "../viewport/vectors";

export type Motion = "turn" | "scroll" | "phases" | "images";

export interface Way {
  readonly motion: Motion;
  readonly first: number;
  readonly last: number;
  /** Pictures that show each place once. */
  readonly count: number;
}

export const MOST_PICTURES = 600;
export const HEIGHTS = [360, 512, 720, 1080] as const;
const MOST_PX = 1920;
const LEAST_PX = 64;
const TURN_PICTURES = 90;

function within(count: number): number {
  return Math.max(2, Math.min(MOST_PICTURES, count));
}

/** The motions that a picture can make, the usual one first. */
export function waysOf(scene: Scene, stack: Stack): readonly Way[] {
  const ways: Way[] = [];
  const { view } = scene;
  const count = stack.frames.length;
  if (view.kind === "stack" && count > 1) ways.push({ motion: "images", first: 0, last: count - 1, count: within(count) });
  if (view.kind === "projection" || view.kind === "surface") ways.push({ motion: "turn", first: 0, last: 360, count: TURN_PICTURES });
  if (view.kind === "plane" && stack.volume) {
    const depth = depthOf(stack.volume, view);
    const [low, high] = [centreAt(stack.volume, view, 0), centreAt(stack.volume, view, depth.count - 1)];
    const at = (point: typeof low) => dot(minus(point, view.centre_mm), normalOf(view));
    ways.push({ motion: "scroll", first: at(low), last: at(high), count: within(depth.count) });
  }
  const phases = stack.volume?.phases ?? 1;
  if (spatialOf(scene) && phases > 1) ways.unshift({ motion: "phases", first: 0, last: phases - 1, count: within(phases) });
  return ways;
}

/** Width and height of a movie that shows what a viewport shows: even, and within what can be made. */
export function sizeFor(size: Size, height: number): readonly [number, number] {
  const scale = Math.min(height / size.height, MOST_PX / size.width, MOST_PX / size.height);
  const even = (side: number) => Math.max(LEAST_PX, Math.round((side * scale) / 2) * 2);
  return [even(size.width), even(size.height)];
}
