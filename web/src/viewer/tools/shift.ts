/** Drags the upper series of a fused plane over the lower one; with Shift, turns it around its middle. */
import { moved, shifted, turnedMore } from "../align/alignment";
import { planeView, type Vec2 } from "../scene";
import { normalOf, patientToScreen, scaleOfSpatial } from "../viewport/spatial";
import { combine } from "../viewport/vectors";
import type { Drag, Tool } from "./tool";

const NOTHING: Drag = { move() {} };

function shifting(start: Vec2, step: (by: Vec2) => void): Drag {
  let last = start;
  return {
    move(at) {
      step([at[0] - last[0], at[1] - last[1]]);
      last = at;
    },
  };
}

export const shiftTool: Tool = {
  cursor: "move",
  begin(stage, viewport, start, how) {
    const scene = stage.state.arrangement.scenes[viewport];
    const view = planeView(scene);
    const over = scene?.layers[1];
    if (!view || !over) return NOTHING;
    const size = stage.sizeOf(viewport);
    if (how?.shift === true && over.alignment) {
      const { alignment } = over;
      const middle = patientToScreen(view, size, moved(alignment.centre_mm, alignment));
      const angle = ([x, y]: Vec2) => Math.atan2(y - middle[1], x - middle[0]);
      let total = 0;
      let last = angle(start);
      return {
        move(at) {
          const now = angle(at);
          total += Math.atan2(Math.sin(now - last), Math.cos(now - last));
          last = now;
          stage.alignments.change(() => turnedMore(alignment, normalOf(view), total));
        },
      };
    }
    const scale = scaleOfSpatial(view, size);
    return shifting(start, ([x, y]) => stage.alignments.change((now) => shifted(now, combine([0, 0, 0], view.right, x / scale, view.down, y / scale))));
  },
};
