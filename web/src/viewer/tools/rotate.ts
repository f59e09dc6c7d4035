/** Turns the picture around the viewport's centre, following the pointer. */
import { rotateBy } from "../viewport/change";
import type { Tool } from "./tool";

export const rotateTool: Tool = {
  cursor: "var(--cursor-rotate)",
  turns: true,
  begin(stage, viewport, start) {
    const { width, height } = stage.sizeOf(viewport);
    const angle = ([x, y]: readonly [number, number]) => (Math.atan2(y - height / 2, x - width / 2) * 180) / Math.PI;
    let last = angle(start);
    return {
      move(at) {
        const now = angle(at);
        const by = now - last;
        last = now;
        stage.change(viewport, "other", (scene) => rotateBy(scene, by));
      },
    };
  },
};
