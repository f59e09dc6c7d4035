/** Lines and points of other viewports, in screen pixels of this one. Pure. */
import type { Stack } from "../../lib/api";
import { inSpace } from "../layout/crosshair";
import { presentationMarks, stateOf } from "../presentation";
import { spatialOf, type StackView, type Vec2, type Vec3 } from "../scene";
import { cameraOf, seenAt } from "../surface/camera";
import { stackAt, visible, type ViewerState } from "../state";
import { apply } from "../viewport/affine";
import { imageToScreen, type Size } from "../viewport/place";
import { crossLine, distance, patientToImage, planeOf, sameSpace } from "../viewport/plane";
import { crossingMarks, crossings } from "./crossing";
import type { Mark } from "./overlay";

/** A cursor farther from the plane than this is not shown: it would point at other tissue. */
const CURSOR_WITHIN_MM = 6;

function stackView(state: ViewerState, viewport: number): StackView | null {
  const view = state.arrangement.scenes[viewport]?.view;
  return view?.kind === "stack" ? view : null;
}

function line(from: Vec2, to: Vec2, label: string): Mark {
  return { d: `M${from.join(" ")}L${to.join(" ")}`, look: "dv-line", label: { text: label, at: to } };
}

/** A cross with a free middle, so that it never hides what it marks. */
function crossed([x, y]: Vec2): Mark {
  const [near, far] = [5, 22];
  const arms = `M${x - far} ${y}h${far - near}M${x + near} ${y}h${far - near}M${x} ${y - far}v${far - near}M${x} ${y + near}v${far - near}`;
  return { d: arms, look: "dv-cross" };
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
  return line(apply(map, ends[0]), apply(map, ends[1]), String(cutView.frame + 1));
}

function cursorMark(stack: Stack, view: StackView, size: Size, point: Vec3): Mark | null {
  const plane = planeOf(stack, view.frame);
  if (!plane || Math.abs(distance(plane, point)) > Math.max(CURSOR_WITHIN_MM, stack.thickness_mm ?? 0)) return null;
  return crossed(apply(imageToScreen(stack, view, size), patientToImage(stack, plane, point)));
}

/** The marks of one viewport. */
export function marksOf(state: ViewerState, viewport: number, size: Size): readonly Mark[] {
  const stack = stackAt(state, viewport);
  const scene = state.arrangement.scenes[viewport];
  const { cursor } = state.arrangement;
  if (!stack || !scene) return [];
  const point = cursor && inSpace(state.stacks, scene, cursor.space) ? cursor.point_mm : null;
  const spatial = spatialOf(scene);
  if (spatial) {
    if (!point || !state.crosshair) return [];
    const lines = crossings(state, viewport, size);
    if (lines.length > 0) return crossingMarks(lines);
    const at = seenAt(cameraOf(spatial, size), size, point);
    return at ? [crossed(at)] : [];
  }
  const view = stackView(state, viewport);
  if (!view) return [];
  const reference = state.referenceLines ? activeLine(state, viewport, stack, view, size) : null;
  const drawn = presentationMarks(stateOf(scene, state.presentations.get(stack.series_uid)), stack, view, size);
  return [...drawn, reference, point ? cursorMark(stack, view, size, point) : null].filter((mark) => mark !== null);
}
