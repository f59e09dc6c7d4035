/** A movie of the active picture: turned, scrolled, through its phases or images. */
import { Trans, useLingui } from "@lingui/react/macro";
import { NumberInput, SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useViewer, useViewerState } from "../context";
import { activeScene, activeStack, type ViewerState } from "../state";
import { toWire } from "../viewport/spatial";
import { PanelHead } from "../panels/PanelHead";
import { drawnTexts, movieTexts } from "./above";
import classes from "./Make.module.css";
import { HEIGHTS, MOST_PICTURES, sizeFor, waysOf, type Motion, type Way } from "./motion";
import { Saving } from "./Saving";

type Words = "none" | "study" | "patient";
const FIRST_FPS = 15;
const MOST_FPS = 60;

function ways(state: ViewerState): readonly Way[] {
  const [scene, stack] = [activeScene(state), activeStack(state)];
  return scene && stack ? waysOf(scene, stack) : [];
}

export function MoviePanel({ onClose }: { onClose: () => void }) {
  const viewer = useViewer();
  useViewerState((state) => JSON.stringify(ways(state)));
  const possible = ways(viewer.state);
  return (
    <div className={classes["root"]}>
      <PanelHead onClose={onClose}>
        <Trans>Movie</Trans>
      </PanelHead>
      {possible.length > 0 ? (
        <Form key={possible.map(({ motion }) => motion).join("/")} possible={possible} />
      ) : (
        <p className="dp-muted">
          <Trans>This picture does not move: choose a 3D picture, a plane or a series of images.</Trans>
        </p>
      )}
    </div>
  );
}

function useMotionName(): (motion: Motion) => string {
  const { t } = useLingui();
  return (motion) => ({ turn: t`Full turn`, scroll: t`Through the body`, phases: t`Phases`, images: t`All images` })[motion];
}

function Form({ possible }: { possible: readonly Way[] }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const nameOf = useMotionName();
  const [motion, setMotion] = useState(possible[0]?.motion ?? "turn");
  const way = possible.find((one) => one.motion === motion) ?? possible[0];
  const [count, setCount] = useState<number | null>(null);
  const [fps, setFps] = useState(FIRST_FPS);
  const [height, setHeight] = useState<number>(512);
  const [words, setWords] = useState<Words>("none");
  if (!way) return null;
  const pictures = Math.max(2, Math.min(MOST_PICTURES, count ?? way.count));
  const seconds = Math.round((pictures / fps) * 10) / 10;
  const save = () => {
    const { active } = viewer.state.arrangement;
    const scene = activeScene(viewer.state);
    if (!scene) return;
    const size = viewer.sizeOf(active);
    const px = sizeFor(size, height);
    const above = words === "none" ? "" : drawnTexts(movieTexts(viewer.state, active, size, words === "patient"), px);
    void viewer.makings.movie({ scene: { ...toWire(scene, px) }, size_px: [...px], motion: way.motion, first: way.first, last: way.last, count: pictures, fps, above });
  };
  return (
    <>
      {possible.length > 1 ? (
        <SegmentedControl aria-label={t`Motion`} value={way.motion} onChange={(value) => setMotion(possible.find((one) => one.motion === value)?.motion ?? way.motion)} data={possible.map((one) => ({ value: one.motion, label: nameOf(one.motion) }))} />
      ) : (
        <p className={classes["words"]}>{nameOf(way.motion)}</p>
      )}
      <div className={classes["row"]}>
        <NumberInput hideControls w={120} size="sm" label={t`Pictures`} min={2} max={MOST_PICTURES} value={pictures} onChange={(value) => setCount(typeof value === "number" ? value : null)} />
        <NumberInput hideControls w={120} size="sm" label={t`Pictures a second`} min={1} max={MOST_FPS} value={fps} onChange={(value) => setFps(typeof value === "number" ? Math.max(1, value) : FIRST_FPS)} />
        <span className={classes["words"]}>
          <Trans>{seconds} s</Trans>
        </span>
      </div>
      <SegmentedControl aria-label={t`Height in pixels`} value={String(height)} onChange={(value) => setHeight(Number(value))} data={HEIGHTS.map((value) => ({ value: String(value), label: `${value} px` }))} />
      <SegmentedControl
        aria-label={t`Text on the pictures`}
        value={words}
        onChange={(value) => setWords(value as Words)}
        data={[
          { value: "none", label: t`No text` },
          { value: "study", label: t`Examination` },
          { value: "patient", label: t`Patient too` },
        ]}
      />
      {words === "patient" ? (
        <p className={classes["words"]}>
          <Trans>Whoever has this file can read the patient's name.</Trans>
        </p>
      ) : null}
      <Saving possible onSave={save}>
        <Trans>Save movie (MP4)</Trans>
      </Saving>
    </>
  );
}
