/** Window/level by dragging: right widens, down darkens (or brightens: the reader's choice); the step grows with the width. */
import { setWindow, windowOf } from "../viewport/change";
import type { Tool } from "./tool";

/** A drag over this many CSS pixels changes the width by the factor e, and the level by one width. */
const PIXELS_PER_E = 250;

export const windowTool: Tool = {
  cursor: "var(--cursor-window)",
  begin(stage, viewport, [x0, y0]) {
    const scene = stage.state.arrangement.scenes[viewport];
    const stack = stage.state.stacks.get(scene?.layers[0]?.series_uid ?? "");
    const start = scene && stack ? windowOf(scene, stack) : null;
    return {
      move([x, y]) {
        if (!start) return;
        const width = start.width * Math.exp((x - x0) / PIXELS_PER_E);
        const level = ((y - y0) / PIXELS_PER_E) * start.width * (stage.downDarkens ? 1 : -1);
        stage.change(viewport, "window", (one) => setWindow(one, { ...start, ...tidy(start.center + level, width) }));
      },
    };
  },
};

/** Whole numbers where the window spans many of them; three significant steps otherwise (SUV). */
export function tidy(center: number, width: number): { center: number; width: number } {
  const step = width >= 20 ? 1 : 10 ** (Math.floor(Math.log10(Math.max(width, 1e-9))) - 2);
  const round = (value: number) => Number((Math.round(value / step) * step).toPrecision(12));
  return { center: round(center), width: Math.max(step, round(width)) };
}
