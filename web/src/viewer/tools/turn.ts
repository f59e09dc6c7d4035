/** Turns the body before the eye, in projections and 3D; a click goes to what it meets. */
import type { Vec2 } from "../scene";
import { spatialOf, withSpatial } from "../scene";
import { orbit } from "../surface/camera";
import type { Tool } from "./tool";

const CLICK_WITHIN_PX = 4;

export const turnTool: Tool = {
  cursor: "grab",
  byKeys: "waits",
  begin(stage, viewport, start) {
    let last = start;
    let turning = false;
    return {
      move(at: Vec2) {
        turning ||= Math.hypot(at[0] - start[0], at[1] - start[1]) > CLICK_WITHIN_PX;
        if (!turning) return;
        const from = last;
        last = at;
        stage.change(viewport, "other", (scene, _stack, size) => {
          const view = spatialOf(scene);
          return view ? withSpatial(scene, orbit(view, size, start, from, at)) : scene;
        });
      },
      end() {
        if (!turning) stage.pick(viewport, start);
      },
    };
  },
};
