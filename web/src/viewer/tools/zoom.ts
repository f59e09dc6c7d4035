/** Zooms by dragging up and down; the point where the drag began stays where it is. */
import { zoomBy } from "../viewport/change";
import type { Tool } from "./tool";

const PIXELS_PER_E = 180;

export const zoomTool: Tool = {
  cursor: "var(--cursor-zoom)",
  begin(stage, viewport, start) {
    let last = start[1];
    return {
      move([, y]) {
        const factor = Math.exp((last - y) / PIXELS_PER_E);
        last = y;
        stage.change(viewport, "place", (scene, stack, size) => zoomBy(scene, stack, size, factor, start));
      },
    };
  },
};
