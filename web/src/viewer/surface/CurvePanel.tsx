/** The panel of the transfer curve: what of the volume is seen, how dense, in which colour. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useViewer, useViewerState } from "../context";
import { activeStack } from "../state";
import { ArrowKeys } from "../panels/ArrowKeys";
import { PanelHead } from "../panels/PanelHead";
import { activeSurface, choosePreset, nudgeCurve, setCurve } from "./actions";
import { CurveEditor } from "./CurveEditor";
import classes from "./CurvePanel.module.css";
import { domainOf, isPreset, isShared, PRESET_LABELS, seenCurve, surfacePresets } from "./look";
import { useHistogram } from "./useHistogram";

/** An arrow key is a drag of so many pixels. */
const KEY_PX = 12;

export function CurvePanel({ onClose }: { onClose: () => void }) {
  const view = useViewerState(activeSurface);
  return (
    <div className={classes["root"]}>
      <PanelHead onClose={onClose}>
        <Trans>Curve of opacity</Trans>
      </PanelHead>
      {view ? (
        <Curve />
      ) : (
        <p className="dp-muted">
          <Trans>Choose a 3D picture to change what is seen of it.</Trans>
        </p>
      )}
    </div>
  );
}

function Curve() {
  const { t, i18n } = useLingui();
  const viewer = useViewer();
  const view = useViewerState(activeSurface);
  const stack = useViewerState(activeStack);
  const histogram = useHistogram(view?.phase ?? 0);
  if (!view || !stack) return null;
  const curve = seenCurve(view, histogram);
  const presets = surfacePresets(stack.modality);
  return (
    <>
      <div className={classes["presets"]}>
        {presets.map((one) => (
          <Button
            key={one}
            size="compact-sm"
            variant={one === view.preset && view.curve.length === 0 ? "filled" : "default"}
            aria-pressed={one === view.preset && view.curve.length === 0}
            onClick={() => choosePreset(viewer, one)}
          >
            {i18n._(PRESET_LABELS[one])}
          </Button>
        ))}
      </div>
      {curve ? (
        <CurveEditor
          curve={curve}
          domain={domainOf(curve, isShared(view.preset) ? histogram : null)}
          histogram={histogram}
          unit={stack.unit}
          onChange={(next) => setCurve(viewer, next)}
          onDone={viewer.settled}
        />
      ) : (
        <p className="dp-muted">
          <Trans>The values of this series are being counted…</Trans>
        </p>
      )}
      <Button size="xs" variant="default" disabled={!isPreset(view.preset) || (view.curve.length === 0 && view.shift === 0)} onClick={() => isPreset(view.preset) && choosePreset(viewer, view.preset)}>
        <Trans>Back to the preset</Trans>
      </Button>
      <ArrowKeys
        label={t`Shift and density`}
        hint={t`Left and right move the curve, up and down make everything denser or thinner.`}
        onArrow={([x, y]) => {
          nudgeCurve(viewer, histogram, [x * KEY_PX, y * KEY_PX]);
        }}
      />
      <p className={classes["hint"]}>
        <Trans>Shift and drag in the picture: sideways moves the curve, up makes everything denser.</Trans>
      </p>
    </>
  );
}
