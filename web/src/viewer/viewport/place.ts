/** Where an image lies in its viewport: image pixels to screen pixels and back, exactly as the server draws it. */
import type { Stack } from "../../lib/api";
import type { StackView, Vec2 } from "../scene";
import { apply, chain, inverse, rotation, scaling, translation, type Affine } from "./affine";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The parts of a stack that give an image its size. */
export type Grid = Pick<Stack, "rows" | "columns" | "spacing_mm" | "aspect">;

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 64;

/** Width and height of one pixel in millimetres; without spacing in pixel widths. */
export function pixelSize(grid: Grid): Vec2 {
  if (grid.spacing_mm) return [grid.spacing_mm[1], grid.spacing_mm[0]];
  if (grid.aspect) return [1, grid.aspect[0] / grid.aspect[1]];
  return [1, 1];
}

/** True when a quarter turn swaps the image's width and height on the screen. */
function turned(degrees: number): boolean {
  const quarter = Math.round(degrees / 90) % 2;
  return quarter !== 0;
}

/** Screen pixels per millimetre at zoom 1: the whole image is visible. */
export function fitScale(grid: Grid, rotationDeg: number, size: Size): number {
  const [width, height] = pixelSize(grid);
  const across = grid.columns * width;
  const down = grid.rows * height;
  const [w, h] = turned(rotationDeg) ? [down, across] : [across, down];
  return Math.min(size.width / w, size.height / h);
}

/** Screen pixels per millimetre as shown. */
export function scaleOf(grid: Grid, view: StackView, size: Size): number {
  return fitScale(grid, view.rotation_deg, size) * view.zoom;
}

/** Rotation after flip, as one linear map of image millimetres to screen directions. */
export function turn(view: StackView): Affine {
  return chain(rotation(view.rotation_deg), scaling(view.flip_h ? -1 : 1, view.flip_v ? -1 : 1));
}

/** Image pixels (x right along a row, y down a column, 0 at the outer edge of the first pixel) to screen pixels. */
export function imageToScreen(grid: Grid, view: StackView, size: Size): Affine {
  const [width, height] = pixelSize(grid);
  const scale = scaleOf(grid, view, size);
  return chain(
    translation(size.width / 2, size.height / 2),
    scaling(scale, scale),
    turn(view),
    translation(view.pan_mm[0], view.pan_mm[1]),
    scaling(width, height),
    translation(-grid.columns / 2, -grid.rows / 2),
  );
}

/** The image pixel coordinates under a screen point. */
export function screenToImage(grid: Grid, view: StackView, size: Size, point: Vec2): Vec2 {
  return apply(inverse(imageToScreen(grid, view, size)), point);
}

/** A way on the screen as millimetres of the image plane. */
export function screenToPlane(grid: Grid, view: StackView, size: Size, [dx, dy]: Vec2): Vec2 {
  const scale = scaleOf(grid, view, size);
  return apply(inverse(turn(view)), [dx / scale, dy / scale]);
}

export function clampZoom(zoom: number): number {
  return Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom));
}
