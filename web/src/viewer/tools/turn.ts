/** Turns the body before the eye, in projections and 3D; a click goes to what it meets. */
import type { Vec2 } from "../scene";
import { turnBy } from "../viewport/change";
import type { Tool } from "./tool";

/** A drag over the viewport's smaller side turns the body once half round. */
const DEGREES_A_SIDE = 180;
const CLICK_WITHIN_PX = 4;

export const turnTool: Tool = {
  cursor: "grab",
  begin(stage, viewport, start) {
    let last = start;
    let turning = false;
    const { width, height } = stage.sizeOf(viewport);
    const degrees = DEGREES_A_SIDE / Math.max(1, Math.min(width, height));
    return {
      move(at: Vec2) {
        turning ||= Math.hypot(at[0] - start[0], at[1] - start[1]) > CLICK_WITHIN_PX;
        if (!turning) return;
        const [dx, dy] = [at[0] - last[0], at[1] - last[1]];
        last = at;
        stage.change(viewport, "other", (scene) => turnBy(scene, dx * degrees, dy * degrees));
      },
      end() {
        if (!turning) stage.pick(viewport, start);
      },
    };
  },
};
