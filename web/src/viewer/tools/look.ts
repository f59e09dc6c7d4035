/** The look of a 3D picture by dragging: sideways moves its curve, up makes everything denser. */
import type { Tool } from "./tool";
import { volumeKey } from "../surface/histograms";
import { curveOf, dragged, isShared, withSurface } from "../surface/look";

export const lookTool: Tool = {
  cursor: "var(--cursor-window)",
  begin(stage, viewport, [x0, y0]) {
    const scene = stage.state.arrangement.scenes[viewport];
    const view = scene?.view.kind === "surface" ? scene.view : null;
    const uid = scene?.layers[0]?.series_uid ?? "";
    const spread = stage.histograms.store.value.get(volumeKey(uid, view?.phase ?? 0)) ?? null;
    // Presets without units of their own can be dragged as soon as the volume's values are known.
    if (view && isShared(view.preset)) stage.histograms.need(uid, view.phase);
    const curve = view && curveOf(view, spread);
    return {
      move([x, y]) {
        if (view && curve) stage.change(viewport, "other", (one) => withSurface(one, dragged(view, curve, [x - x0, y - y0], spread)));
      },
    };
  },
};
