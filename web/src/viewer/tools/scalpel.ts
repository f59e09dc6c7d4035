/** Draws an outline on a 3D picture or projection by mouse or finger; what it cuts is chosen when it is closed. */
import { spatialOf, type Vec2 } from "../scene";
import type { Tool } from "./tool";

/** Points nearer than this to the last one are the same place, CSS pixels. */
const STEP_PX = 3;
const LEAST_POINTS = 4;

export const scalpelTool: Tool = {
  cursor: "crosshair",
  byKeys: "waits",
  begin(stage, viewport, start) {
    const kind = spatialOf(stage.state.arrangement.scenes[viewport])?.kind;
    const points: Vec2[] = [start];
    stage.cuts.draw(viewport, null);
    return {
      move(at) {
        const last = points.at(-1) ?? start;
        if (kind === undefined || kind === "plane" || Math.hypot(at[0] - last[0], at[1] - last[1]) < STEP_PX) return;
        points.push(at);
        stage.cuts.draw(viewport, [...points]);
      },
      end() {
        if (points.length < LEAST_POINTS) stage.cuts.draw(viewport, null);
      },
    };
  },
};
