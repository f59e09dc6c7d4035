/** Rows of the volume menu that take the table or the bones out of what the active reconstruction shows. */
import { useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { useViewer, useViewerState } from "../context";
import { spatialOf, withLayer, type Removal } from "../scene";
import { activeScene, activeStack, type ViewerState } from "../state";

/** The kinds that are cut now, as one word that compares; "" where nothing can be cut. */
function shown(state: ViewerState): string {
  const scene = activeScene(state);
  const view = spatialOf(scene);
  if (!scene || !view || view.kind === "plane" || activeStack(state)?.modality !== "CT") return "";
  return ["cuts", ...(scene.layers[0]?.cuts ?? []).map((cut) => cut.kind)].join(" ");
}

export function CutItems() {
  const { t } = useLingui();
  const viewer = useViewer();
  const [possible, ...kinds] = useViewerState(shown).split(" ");
  if (possible === "") return null;
  const toggle = (kind: Removal["kind"]) => {
    const left = kinds.filter((one) => one !== kind) as Removal["kind"][];
    const cuts = (left.length === kinds.length ? [...kinds, kind] : left) as Removal["kind"][];
    viewer.change(viewer.state.arrangement.active, "other", (scene) => withLayer(scene, { cuts: cuts.map((one) => ({ kind: one })) }));
    viewer.settled();
  };
  return (
    <>
      <Menu.Divider />
      <Menu.CheckboxItem checked={kinds.includes("table")} onChange={() => toggle("table")}>
        {t`Remove the table`}
      </Menu.CheckboxItem>
      <Menu.CheckboxItem checked={kinds.includes("bone")} onChange={() => toggle("bone")}>
        {t`Remove the bones`}
      </Menu.CheckboxItem>
    </>
  );
}
