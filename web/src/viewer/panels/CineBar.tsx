/** Cine of the active viewport: play, speed, loop or sweep. */
import { useLingui } from "@lingui/react/macro";
import { ActionIcon, SegmentedControl, Slider, Tooltip } from "@mantine/core";
import { Pause, Play, X } from "lucide-react";
import { COMMANDS } from "../commands";
import { useViewer, useViewerState } from "../context";
import { frameOf } from "../scene";
import { activeScene, type Cine } from "../state";
import { MIN_FPS } from "../tools/cine";
import classes from "./CineBar.module.css";

const SLIDER_FPS = 60;

export function CineBar() {
  const { t } = useLingui();
  const viewer = useViewer();
  const cine = useViewerState((state) => state.cine.get(state.arrangement.active) ?? null);
  if (!cine) return null;
  const change = (part: Partial<Cine>) => {
    const next = { ...cine, ...part };
    const { active } = viewer.state.arrangement;
    const scene = activeScene(viewer.state);
    viewer.cine.set(active, next, scene ? frameOf(scene) : 0);
    viewer.store.update((state) => ({ ...state, cine: new Map(state.cine).set(active, next) }));
  };
  const fps = Math.round(cine.fps * 10) / 10;
  return (
    <div className={classes["bar"]} role="group" aria-label={t`Cine`}>
      <Tooltip label={cine.playing ? t`Stop (Space)` : t`Play (Space)`}>
        <ActionIcon aria-label={cine.playing ? t`Stop` : t`Play`} onClick={() => COMMANDS["cine.play"](viewer)}>
          {cine.playing ? <Pause size={18} /> : <Play size={18} />}
        </ActionIcon>
      </Tooltip>
      <Slider className={classes["speed"] ?? ""} size="sm" label={null} thumbLabel={t`Images a second`} min={MIN_FPS} max={SLIDER_FPS} value={cine.fps} onChange={(value) => change({ fps: value })} />
      <span className={classes["fps"]}>{t`${fps} fps`}</span>
      <SegmentedControl
        size="xs"
        aria-label={t`Direction`}
        value={cine.mode}
        onChange={(mode) => change({ mode: mode === "sweep" ? "sweep" : "loop" })}
        data={[
          { value: "loop", label: t`Loop` },
          { value: "sweep", label: t`Sweep` },
        ]}
      />
      <ActionIcon aria-label={t`Close cine`} onClick={() => viewer.stopCine(viewer.state.arrangement.active)}>
        <X size={18} />
      </ActionIcon>
    </div>
  );
}
