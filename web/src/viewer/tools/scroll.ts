/** Scrolls through the stack by dragging down and up; a full drag over the viewport runs through a short stack. */
import { scrolledTo, showFrame } from "../viewport/change";
import { placesIn } from "../growth";
import { stackAt } from "../state";
import type { Tool } from "./tool";

const MIN_STEP_PX = 3;
const MAX_STEP_PX = 24;

export const scrollTool: Tool = {
  cursor: "ns-resize",
  begin(stage, viewport, [, y0]) {
    const scene = stage.state.arrangement.scenes[viewport];
    const stack = stackAt(stage.state, viewport);
    let start = scene && stack ? scrolledTo(scene, stack) : null;
    let counted = stack;
    return {
      move([, y]) {
        stage.change(viewport, "scroll", (scene, stack, size) => {
          if (!start || !counted) return scene;
          // The series may have grown under the hand.
          if (counted.content !== stack.content) start = { count: stack.frames.length, frame: placesIn(counted, stack)(start.frame) };
          counted = stack;
          const step = Math.min(MAX_STEP_PX, Math.max(MIN_STEP_PX, (size.height * 0.8) / start.count));
          return showFrame(scene, stack, start.frame + Math.trunc((y - y0) / step));
        });
      },
    };
  },
};
