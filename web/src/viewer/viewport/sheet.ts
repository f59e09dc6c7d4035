/** What is written around a picture, for stacks and volumes alike: letters at the edges, scale, how an old picture moves. Pure. */
import type { Stack } from "../../lib/api";
import { sheetAxes } from "../path/curved";
import { mainSeries, spatialOf, type Scene } from "../scene";
import { compose, inverse, type Affine } from "./affine";
import { edgeLetters, letters, type Edges } from "./letters";
import { ofFrame } from "./ofFrame";
import { imageToScreen, scaleOf, type Size } from "./place";
import { carried, normalOf, SAME_PLANE_COS, scaleOfSpatial } from "./spatial";
import { dot, scaled } from "./vectors";

/** The orientation letters at the four edges. */
export function edgesOf(scene: Scene, stack: Stack): Edges {
  const { view } = scene;
  if (view.kind === "stack") return edgeLetters(stack, view);
  const { right, down } = view.kind === "curved" ? sheetAxes(view) : view;
  return { right: letters(right), left: letters(scaled(right, -1)), bottom: letters(down), top: letters(scaled(down, -1)) };
}

/** CSS pixels a millimetre. */
export function scaleOfScene(scene: Scene, stack: Stack, size: Size): number {
  const { view } = scene;
  return view.kind === "stack" ? scaleOf(stack, view, size) : scaleOfSpatial(view, size);
}

/** Whether two scenes show different things: a picture of the one says nothing about the other, not even for the moment until that comes. */
export function unlike(was: Scene, now: Scene): boolean {
  return mainSeries(was) !== mainSeries(now) || was.view.kind !== now.view.kind || was.role !== now.role;
}

/**
 * Whose letters a picture has: of the scene that it was made of, until the picture of another direction is there; on a lost line that takes long.
 * What the page itself turns or moves at once is the scene's own.
 */
export function lettered(now: Scene, drawn: Scene | undefined): Scene {
  const [from, to] = [spatialOf(drawn ?? null), spatialOf(now)];
  return drawn && from && to && dot(normalOf(from), normalOf(to)) < SAME_PLANE_COS ? drawn : now;
}

/** How the picture of one scene has to be moved to be seen as another; null where moving does not help. */
export function movedTo(was: Scene, wasSize: Size, now: Scene, size: Size, stack: Stack): Affine | null {
  const [from, to] = [spatialOf(was), spatialOf(now)];
  if (from && to) return carried(from, wasSize, to, size);
  if (was.view.kind !== "stack" || now.view.kind !== "stack") return null;
  const [before, after] = [ofFrame(stack, was.view.frame), ofFrame(stack, now.view.frame)];
  return compose(imageToScreen(after, now.view, size), inverse(imageToScreen(before, was.view, wasSize)));
}
