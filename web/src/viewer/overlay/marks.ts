/** Lines and points of other viewports, in screen pixels of this one. Pure. */
import type { Stack } from "../../lib/api";
import type { StackView, Vec3 } from "../scene";
import { stackAt, visible, type ViewerState } from "../state";
import { apply } from "../viewport/affine";
import { imageToScreen, type Size } from "../viewport/place";
import { crossLine, distance, patientToImage, planeOf, sameSpace } from "../viewport/plane";
import type { Mark } from "./overlay";

/** A cursor farther from the plane than this is not shown: it would point at other tissue. */
const CURSOR_WITHIN_MM = 6;

function stackView(state: ViewerState, viewport: number): StackView | null {
  const view = state.arrangement.scenes[viewport]?.view;
  return view?.kind === "stack" ? view : null;
}

/** Where the active viewport's plane cuts this one. */
function activeLine(state: ViewerState, viewport: number, stack: Stack, view: StackView, size: Size): Mark | null {
  const { active } = state.arrangement;
  const [cut, cutView] = [stackAt(state, active), stackView(state, active)];
  if (active === viewport || !cut || !cutView || !sameSpace(stack, cut) || !visible(state.arrangement).includes(viewport)) return null;
  const [plane, cutPlane] = [planeOf(stack, view.frame), planeOf(cut, cutView.frame)];
  const ends = plane && cutPlane ? crossLine(stack, plane, cut, cutPlane) : null;
  if (!ends) return null;
  const map = imageToScreen(stack, view, size);
  return { kind: "line", from: apply(map, ends[0]), to: apply(map, ends[1]), label: String(cutView.frame + 1) };
}

function cursorMark(stack: Stack, view: StackView, size: Size, point: Vec3): Mark | null {
  const plane = planeOf(stack, view.frame);
  if (!plane || Math.abs(distance(plane, point)) > Math.max(CURSOR_WITHIN_MM, stack.thickness_mm ?? 0)) return null;
  const at = apply(imageToScreen(stack, view, size), patientToImage(stack, plane, point));
  return { kind: "cross", from: at, to: at };
}

/** The marks of one viewport. */
export function marksOf(state: ViewerState, viewport: number, size: Size): readonly Mark[] {
  const [stack, view] = [stackAt(state, viewport), stackView(state, viewport)];
  if (!stack || !view) return [];
  const line = state.referenceLines ? activeLine(state, viewport, stack, view, size) : null;
  const { cursor } = state;
  const point = cursor && cursor.frameOfReference === stack.frame_of_reference ? cursorMark(stack, view, size, cursor.point_mm) : null;
  return [line, point].filter((mark) => mark !== null);
}
