/** Going through the layouts of a study by key. */
import { t } from "@lingui/core/macro";
import type { ViewerCore } from "./core";
import { setGrid } from "./layout/grid";
import { nextStage } from "./layout/stages";
import { layoutOf } from "./layout/layouts";
import { i18n } from "@lingui/core";
import { spatialOf } from "./scene";
import { activeScene } from "./state";

/** Shows the layout after (1) or before (-1) this one, and says which it is. */
export async function showStage(viewer: ViewerCore, step: 1 | -1): Promise<void> {
  const found = nextStage(viewer.state, step);
  if (!found) return viewer.say(step > 0 ? t`This is the last layout of the study.` : t`This is the first layout of the study.`);
  const { stage, number, count } = found;
  if (typeof stage === "string") {
    await viewer.volumes.open(stage);
    const label = layoutOf(stage)?.label;
    if (viewer.state.arrangement.layout === stage && label) viewer.say(t`Layout ${number} of ${count}: ${i18n._(label)}`);
    return;
  }
  const [rows, columns] = stage;
  // From reconstructions the way back leads over the stack: grids are of stacks.
  if (spatialOf(activeScene(viewer.state))) await viewer.volumes.open("stack");
  viewer.arrange((arrangement) => setGrid(arrangement, rows, columns, viewer.state.study?.series ?? []));
  viewer.say(t`Layout ${number} of ${count}: ${rows} × ${columns}`);
}
