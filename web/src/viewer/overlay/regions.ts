/** Parts of a picture with scales of their own (ultrasound in several depths): what a length there is, and where it is none. Pure. */
import type { Stack } from "../../lib/api";
import type { Scene, Vec2 } from "../scene";
import { frameOf } from "../scene";
import { screenToImage, type Size } from "../viewport/place";
import { scaleOfScene } from "../viewport/sheet";
import { ruler, type Ruler } from "./ruler";

/** Millimetres between rows and between columns. */
export type Spacing = readonly [number, number];

type Part = NonNullable<NonNullable<Stack["geometries"]>[number]["regions"]>[number];

function partAt(stack: Stack, frame: number, [x, y]: Vec2): Part | null {
  const parts = stack.geometries?.[stack.frames[frame]?.geometry ?? 0]?.regions ?? [];
  const [column, row] = [Math.floor(x), Math.floor(y)];
  return parts.find(([left, upper, right, lower]) => left <= column && column <= right && upper <= row && row <= lower) ?? null;
}

/** The scale that holds from `a` to `b` (image pixels): null outside of all parts, and where the two lie in different ones. */
export function spacingBetween(stack: Stack, frame: number, a: Vec2, b: Vec2): Spacing | null {
  if (stack.spacing_mm) return stack.spacing_mm;
  const part = partAt(stack, frame, a);
  return part && part === partAt(stack, frame, b) ? [part[4], part[5]] : null;
}

/** The scale in the middle of the screen. */
export function spacingInSight(scene: Scene, stack: Stack, size: Size): Spacing | null {
  if (scene.view.kind !== "stack") return null;
  const middle = screenToImage(stack, scene.view, size, [size.width / 2, size.height / 2]);
  return spacingBetween(stack, frameOf(scene), middle, middle);
}

/** The ruler of the picture, else of the part in the middle of the screen as far as the ruler stays inside it. */
export function rulerInSight(scene: Scene, stack: Stack, size: Size): Ruler | null {
  const { view } = scene;
  const whole = ruler(stack, scaleOfScene(scene, stack, size), size.height);
  if (whole || view.kind !== "stack") return whole;
  const spacing_mm = spacingInSight(scene, stack, size);
  if (!spacing_mm) return null;
  // Without a spacing of the whole picture its scale is in pixels: down a column, or along a row of a picture that lies on its side.
  const along = Math.round(view.rotation_deg / 90) % 2 === 0 ? spacing_mm[0] : spacing_mm[1];
  const found = ruler({ spacing_mm: [...spacing_mm], spacing_kind: "region" }, scaleOfScene(scene, stack, size) / along, size.height);
  const [from, to] = [-1, 1].map((end) => screenToImage(stack, view, size, [size.width / 2, size.height / 2 + (end * (found?.pixels ?? 0)) / 2])) as [Vec2, Vec2];
  return found && spacingBetween(stack, frameOf(scene), from, to) ? found : null;
}
