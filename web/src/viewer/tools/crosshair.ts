/** The crosshair's lines under the pointer, whatever the tool: drag a line or the middle, turn at the ends, thicken at the handles. */
import { changePlanes, moveCursor, tidySlab, turnPlanes } from "../layout/crosshair";
import { cursorAt, pickCursor } from "../layout/cursor";
import { crossings, slabHandles, THIN_HANDLE_PX, turnHandles, type Crossing } from "../overlay/crossing";
import { planeView, type Role, type Vec2 } from "../scene";
import { scaleOfSpatial } from "../viewport/spatial";
import { combine } from "../viewport/vectors";
import type { Drag, Pressed, Stage } from "./tool";

const REACH_PX = 5;
const HANDLE_REACH_PX = 9;
const FINGER_REACH_PX = 18;
const MIDDLE_PX = 10;

/** What of the crosshair lies under a point. */
export type Grip =
  | { readonly kind: "middle" }
  | { readonly kind: "line" | "turn" | "slab"; readonly line: Crossing };

const near = (a: Vec2, b: Vec2, reach: number) => Math.hypot(a[0] - b[0], a[1] - b[1]) <= reach;

/** Distance of a point from the crosshair across and along a line, px. */
function from(line: Crossing, [x, y]: Vec2): { readonly across: number; readonly along: number } {
  const [dx, dy] = [x - line.at[0], y - line.at[1]];
  return { across: dx * line.across[0] + dy * line.across[1], along: dx * line.along[0] + dy * line.along[1] };
}

/** What of the lines lies under a point; the small parts first. Pure. */
export function gripAt(lines: readonly Crossing[], at: Vec2, touch: boolean): Grip | null {
  const [first] = lines;
  if (!first) return null;
  const handle = touch ? FINGER_REACH_PX : HANDLE_REACH_PX;
  const turned = lines.find((line) => turnHandles(line).some((each) => near(each, at, handle)));
  if (turned) return { kind: "turn", line: turned };
  const slab = lines.find((line) => slabHandles(line).some((each) => near(each, at, handle)));
  if (slab) return { kind: "slab", line: slab };
  if (near(first.at, at, touch ? FINGER_REACH_PX : MIDDLE_PX)) return { kind: "middle" };
  const reach = touch ? FINGER_REACH_PX / 2 : REACH_PX;
  const dragged = lines.find((line) => Math.abs(from(line, at).across) <= reach);
  return dragged ? { kind: "line", line: dragged } : null;
}

function grip(stage: Stage, viewport: number, at: Vec2, touch: boolean): Grip | null {
  return stage.state.crosshair ? gripAt(crossings(stage.state, viewport, stage.sizeOf(viewport)), at, touch) : null;
}

/** The name of what lies under a point, for the pointer's shape. */
export function gripName(stage: Stage, viewport: number, at: Vec2 | null): string {
  return (at && grip(stage, viewport, at, false)?.kind) ?? "";
}

/** The drag of what lies under a point; null where nothing of the crosshair does. */
export function grab(stage: Stage, viewport: number, at: Vec2, how: Pressed): Drag | null {
  const held = grip(stage, viewport, at, how.touch);
  if (!held) return null;
  if (held.kind === "turn") return turning(stage, viewport, at, held.line, how.shift ? held.line.role : null);
  if (held.kind === "slab") return thickening(stage, held.line);
  if (held.kind === "line") return sliding(stage, viewport, at, held.line);
  return { move: (to) => stage.update((state) => pickCursor(state, viewport, stage.sizeOf(viewport), to)) };
}

/** The line goes with the pointer, the other one stays. */
function sliding(stage: Stage, viewport: number, start: Vec2, line: Crossing): Drag {
  const { cursor } = stage.state.arrangement;
  const view = planeView(stage.state.arrangement.scenes[viewport]);
  return {
    move([x, y]) {
      if (!cursor || !view) return;
      const away = (x - start[0]) * line.across[0] + (y - start[1]) * line.across[1];
      const mm = away / scaleOfSpatial(view, stage.sizeOf(viewport));
      const point = combine(cursor.point_mm, view.right, line.across[0] * mm, view.down, line.across[1] * mm);
      stage.update((state) => {
        const to = cursorAt(state, viewport, point);
        return to ? { ...state, arrangement: moveCursor(state.arrangement, state.stacks, to, viewport) } : state;
      });
    },
  };
}

/** Both lines turn, so that the planes stay at right angles; with Shift only the one that is held. */
function turning(stage: Stage, viewport: number, start: Vec2, { at }: Crossing, only: Role | null): Drag {
  const angleOf = ([x, y]: Vec2) => Math.atan2(y - at[1], x - at[0]);
  let last = angleOf(start);
  return {
    move(to) {
      const now = angleOf(to);
      const by = now - last;
      last = now;
      stage.update((state) => {
        const arrangement = turnPlanes(state.arrangement, state.stacks, viewport, by, only);
        return arrangement === state.arrangement ? state : { ...state, arrangement };
      });
    },
  };
}

function thickening(stage: Stage, line: Crossing): Drag {
  // The handles of a thin plane stand off its line: that much is no thickness.
  const offset = Math.max(0, THIN_HANDLE_PX - line.half);
  return {
    move(to) {
      const pixels = Math.max(0, Math.abs(from(line, to).across) - offset);
      stage.update((state) => {
        const { cursor } = state.arrangement;
        if (!cursor) return state;
        const slab_mm = tidySlab((2 * pixels) / line.perMm);
        return { ...state, arrangement: changePlanes(state.arrangement, state.stacks, cursor.space, line.role, { slab_mm }) };
      });
    },
  };
}
