/** The 3D cursor: the point under the pointer is shown, and scrolled to, in every viewport of the same patient space. */
import { pickCursor } from "../layout/cursor";
import type { Vec2 } from "../scene";
import type { Stage, Tool } from "./tool";

function pick(stage: Stage, viewport: number, at: Vec2): void {
  stage.update((state) => pickCursor(state, viewport, stage.sizeOf(viewport), at));
}

export const cursorTool: Tool = {
  cursor: "crosshair",
  byKeys: "follows",
  begin(stage, viewport, start) {
    pick(stage, viewport, start);
    return { move: (at) => pick(stage, viewport, at) };
  },
};
