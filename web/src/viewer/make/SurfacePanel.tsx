/** A surface of the active 3D picture as a file for printers and 3D programs. */
import { Trans, useLingui } from "@lingui/react/macro";
import { NumberInput, SegmentedControl, Slider, Switch } from "@mantine/core";
import { useState } from "react";
import type { SurfaceOrder } from "../../lib/api";
import { useViewer, useViewerState } from "../context";
import type { SurfaceView } from "../scene";
import { activeScene, activeStack } from "../state";
import { activeSurface } from "../surface/actions";
import { seenCurve, type Spread } from "../surface/look";
import { useHistogram } from "../surface/useHistogram";
import { toWire } from "../viewport/spatial";
import { PanelHead } from "../panels/PanelHead";
import classes from "./Make.module.css";
import { Saving } from "./Saving";

const FORMATS: readonly SurfaceOrder["file_format"][] = ["stl", "obj", "glb"];
/** The opacity from which the curve shows something as a surface. */
const SEEN = 0.05;
const FIRST_KEEP_PERCENT = 50;

/** Where what is shown begins; null while the curve is not known. */
function firstThreshold(view: SurfaceView, spread: Spread | null): number | null {
  const point = seenCurve(view, spread)?.find(([, , , , opacity]) => opacity >= SEEN);
  return point ? Math.round(point[0] * 100) / 100 : null;
}

export function SurfacePanel({ onClose }: { onClose: () => void }) {
  const view = useViewerState(activeSurface);
  return (
    <div className={classes["root"]}>
      <PanelHead onClose={onClose}>
        <Trans>Surface as a file</Trans>
      </PanelHead>
      {view ? (
        <Form view={view} />
      ) : (
        <p className="dp-muted">
          <Trans>Choose a 3D picture to save its surface.</Trans>
        </p>
      )}
    </div>
  );
}

function Form({ view }: { view: SurfaceView }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const stack = useViewerState(activeStack);
  const spread = useHistogram(view.phase);
  const usual = firstThreshold(view, spread);
  const [typed, setTyped] = useState<number | null>(null);
  const [format, setFormat] = useState<SurfaceOrder["file_format"]>("stl");
  const [keep, setKeep] = useState(FIRST_KEEP_PERCENT);
  const [largest, setLargest] = useState(false);
  const threshold = typed ?? usual;
  const unit = stack?.unit ?? "";
  const save = () => {
    const scene = activeScene(viewer.state);
    const { width, height } = viewer.sizeOf(viewer.state.arrangement.active);
    if (!scene || threshold === null) return;
    void viewer.makings.surface({ scene: { ...toWire(scene, [width, height]) }, threshold, file_format: format, keep: keep / 100, largest });
  };
  return (
    <>
      <p className={classes["words"]}>
        <Trans>Everything denser than the threshold becomes one closed surface; cuts and the crop box hold. Coordinates are those of DICOM (LPS) in millimetres.</Trans>
      </p>
      <NumberInput hideControls
        size="sm"
        label={unit === "" ? t`Threshold` : t`Threshold (${unit})`}
        value={threshold ?? ""}
        onChange={(value) => setTyped(typeof value === "number" ? value : null)}
      />
      <SegmentedControl aria-label={t`File format`} value={format} onChange={(value) => setFormat(FORMATS.find((one) => one === value) ?? "stl")} data={FORMATS.map((value) => ({ value, label: value.toUpperCase() }))} />
      <div>
        <span className={classes["words"]}>
          <Trans>Triangles kept: {keep} %</Trans>
        </span>
        <Slider min={5} max={100} step={5} value={keep} onChange={setKeep} label={null} thumbLabel={t`Triangles kept in percent`} />
      </div>
      <Switch checked={largest} onChange={(event) => setLargest(event.currentTarget.checked)} label={t`Only the largest piece`} />
      <Saving possible={threshold !== null} onSave={save}>
        <Trans>Save surface</Trans>
      </Saving>
    </>
  );
}
