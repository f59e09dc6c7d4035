/** The presentation states of the active series, to choose one; and what the picture carries by itself: overlays, shutter. */
import { useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { useViewer, useViewerState } from "../context";
import { NOMINAL_PIXELS_PER_MM } from "../preferences";
import { present } from "../presentation";
import { mainSeries } from "../scene";
import { activeScene, type ViewerState } from "../state";
import { reset } from "../viewport/change";
import { invertedAtStart } from "../layout/grid";
import { CommandItem } from "./CommandItem";

function offered(state: ViewerState) {
  const uid = mainSeries(activeScene(state));
  return uid === null ? undefined : state.presentations.get(uid);
}

export function useHasPresentations(): boolean {
  return (useViewerState(offered)?.length ?? 0) > 0;
}

export function PresentationItems() {
  const { t } = useLingui();
  const viewer = useViewer();
  const states = useViewerState(offered) ?? [];
  const chosen = useViewerState((state) => activeScene(state)?.layers[0]?.presentation ?? "");
  const perMm = viewer.preferences.pixelsPerMm ?? NOMINAL_PIXELS_PER_MM;
  return (
    <>
      <Menu.CheckboxItem
        checked={chosen === ""}
        closeMenuOnClick
        onChange={() => viewer.changeActive("other", (scene, stack) => reset(scene, stack, invertedAtStart(stack.modality)))}
      >
        {t`As the images say`}
      </Menu.CheckboxItem>
      {states.map((state) => (
        <Menu.CheckboxItem
          key={state.sop_uid}
          checked={chosen === state.sop_uid}
          closeMenuOnClick
          onChange={() => viewer.changeActive("other", (scene, stack, size) => present(scene, stack, size, state, perMm, devicePixelRatio))}
        >
          {[state.label, state.description, state.creator].filter(Boolean).join(" · ") || t`Presentation state`}
        </Menu.CheckboxItem>
      ))}
    </>
  );
}

/** Overlay planes and shutter of the images: shown unless the reader wants to see what is under them. */
export function CarriedItems() {
  const overlays = useViewerState((state) => activeScene(state)?.layers[0]?.overlays ?? true);
  const shutter = useViewerState((state) => activeScene(state)?.layers[0]?.shutter ?? true);
  return (
    <>
      <CommandItem command="overlays.toggle" checked={overlays} />
      <CommandItem command="shutter.toggle" checked={shutter} />
    </>
  );
}
