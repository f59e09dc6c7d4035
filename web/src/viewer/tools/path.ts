/** Points of a path: a click sets the next one, a press on one drags it. */
import type { Tool } from "./tool";

const CLICK_WITHIN_PX = 6;

export const pathTool: Tool = {
  cursor: "crosshair",
  byKeys: "waits",
  begin(stage, viewport, start) {
    const held = stage.paths.pointAt(viewport, start);
    let moved = false;
    return {
      move(at) {
        moved ||= Math.hypot(at[0] - start[0], at[1] - start[1]) > CLICK_WITHIN_PX;
        if (moved && held !== null) stage.paths.move(held, viewport, at);
      },
      end() {
        if (!moved && held === null) stage.paths.add(viewport, start);
      },
    };
  },
};
