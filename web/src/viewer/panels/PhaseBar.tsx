/** Times, echoes or b-values of the active reconstruction: a slider, and play. */
import { useLingui } from "@lingui/react/macro";
import { ActionIcon, Slider } from "@mantine/core";
import { Play } from "lucide-react";
import { COMMANDS } from "../commands";
import { useViewer, useViewerState } from "../context";
import { phaseLabel } from "../overlay/texts";
import { spatialOf } from "../scene";
import { activeScene, activeStack } from "../state";
import classes from "./CineBar.module.css";

export function PhaseBar() {
  const { t } = useLingui();
  const viewer = useViewer();
  const phases = useViewerState((state) => activeStack(state)?.volume?.phases ?? 1);
  const phase = useViewerState((state) => spatialOf(activeScene(state))?.phase ?? null);
  const label = useViewerState((state) => phaseLabel(activeStack(state), spatialOf(activeScene(state))?.phase ?? 0));
  const cine = useViewerState((state) => state.cine.get(state.arrangement.active) ?? null);
  // The cine bar takes its place while it is open.
  if (phases < 2 || phase === null || cine) return null;
  return (
    <div className={classes["bar"]} role="group" aria-label={t`Phases`}>
      <ActionIcon aria-label={t`Play the phases`} onClick={() => COMMANDS["cine.play"](viewer)}>
        <Play size={18} />
      </ActionIcon>
      <Slider
        className={classes["speed"] ?? ""}
        size="sm"
        label={null}
        thumbLabel={t`Phase`}
        min={0}
        max={phases - 1}
        value={phase}
        onChange={(value) => viewer.volumes.showPhase(viewer.state.arrangement.active, () => value)}
        onChangeEnd={() => viewer.settled()}
      />
      <span className={classes["fps"]}>
        {phase + 1} / {phases}
        {label === "" ? null : <b className={classes["phase"]}>{label}</b>}
      </span>
    </div>
  );
}
