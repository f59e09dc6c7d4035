/** Scrolls through the stack by dragging down and up; a full drag over the viewport runs through a short stack. */
import { showFrame } from "../viewport/change";
import type { Tool } from "./tool";

const MIN_STEP_PX = 3;
const MAX_STEP_PX = 24;

export const scrollTool: Tool = {
  cursor: "ns-resize",
  begin(stage, viewport, [, y0]) {
    const view = stage.state.arrangement.scenes[viewport]?.view;
    const start = view?.kind === "stack" ? view.frame : 0;
    return {
      move([, y]) {
        stage.change(viewport, "scroll", (scene, stack, size) => {
          const step = Math.min(MAX_STEP_PX, Math.max(MIN_STEP_PX, (size.height * 0.8) / stack.frames.length));
          return showFrame(scene, stack, start + Math.trunc((y - y0) / step));
        });
      },
    };
  },
};
