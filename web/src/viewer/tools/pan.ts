/** Moves the picture with the pointer. */
import { panBy } from "../viewport/change";
import type { Tool } from "./tool";

export const panTool: Tool = {
  cursor: "grab",
  begin(stage, viewport, start) {
    let last = start;
    return {
      move(at) {
        const [dx, dy] = [at[0] - last[0], at[1] - last[1]];
        last = at;
        stage.change(viewport, "place", (scene, stack, size) => panBy(scene, stack, size, [dx, dy]));
      },
    };
  },
};
