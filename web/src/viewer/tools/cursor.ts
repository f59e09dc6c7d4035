/** The 3D cursor: the point under the pointer is shown, and scrolled to, in every viewport of the same patient space. */
import { pickCursor } from "../layout/cursor";
import { stackAt } from "../state";
import { screenToImage } from "../viewport/place";
import type { Vec2 } from "../scene";
import type { Stage, Tool } from "./tool";

function pick(stage: Stage, viewport: number, at: Vec2): void {
  const stack = stackAt(stage.state, viewport);
  const view = stage.state.arrangement.scenes[viewport]?.view;
  if (!stack || view?.kind !== "stack") return;
  const image = screenToImage(stack, view, stage.sizeOf(viewport), at);
  stage.update((state) => pickCursor(state, viewport, image));
}

export const cursorTool: Tool = {
  cursor: "crosshair",
  begin(stage, viewport, start) {
    pick(stage, viewport, start);
    return { move: (at) => pick(stage, viewport, at) };
  },
};
