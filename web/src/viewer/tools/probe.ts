/** Reads the value under the pointer: the server answers, so that it is the stored one and not a grey level. */
import type { Tool } from "./tool";

export const probeTool: Tool = {
  cursor: "crosshair",
  byKeys: "follows",
  begin(stage, viewport, start) {
    stage.probe(viewport, start);
    return { move: (at) => stage.probe(viewport, at) };
  },
  hover(stage, viewport, at) {
    stage.probe(viewport, at);
  },
};
