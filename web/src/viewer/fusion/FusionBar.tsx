/** The bar of a fused picture: how much of each series, in which colours, over which values. Always numbers, never only a slider. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Menu, Slider, Tooltip, UnstyledButton } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import type { Stack } from "../../lib/api";
import { NumberField, type NumberFieldProps } from "../../ui/NumberField";
import { AlignmentMenu } from "../align/AlignmentMenu";
import { useViewer, useViewerState } from "../context";
import type { Layer } from "../scene";
import { fusedOf, setColours, setOpacity, setRange, setThreshold, type Fused } from "./actions";
import { GALLERY, galleryEntry, gradient } from "./colours";
import classes from "./FusionBar.module.css";
import { isSuv, SUV_TOPS, type Range } from "./range";

/** What the bar shows, as one text: the state gives a new object each time. */
function useFused(): Fused | null {
  const viewer = useViewer();
  useViewerState((state) => {
    const fused = fusedOf(state);
    return fused && JSON.stringify([fused.over, fused.range, fused.under?.modality, fused.above?.unit]);
  });
  return fusedOf(viewer.state);
}

export function FusionBar() {
  const { t } = useLingui();
  const fused = useFused();
  if (!fused) return null;
  const { over, above, under, range } = fused;
  return (
    <div className={classes["bar"]} role="toolbar" aria-label={t`Fusion`}>
      <Opacity layer={over} under={under} above={above} />
      <ColourMenu layer={over} />
      {range ? <RangeFields range={range} unit={above?.unit ?? ""} /> : null}
      <Threshold layer={over} unit={above?.unit ?? ""} />
      <AlignmentMenu />
    </div>
  );
}

function Opacity({ layer, under, above }: { layer: Layer; under: Stack | null; above: Stack | null }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const percent = Math.round(layer.opacity * 100);
  return (
    <div className={classes["opacity"]}>
      <button type="button" className={classes["end"]} onClick={() => jump(viewer, 0)} title={t`Only the series below`}>
        {under?.modality ?? ""}
      </button>
      <Slider
        className={classes["slider"] ?? ""}
        size="sm"
        label={null}
        thumbLabel={t`Opacity of the upper series`}
        min={0}
        max={100}
        value={percent}
        onChange={(value) => setOpacity(viewer, value)}
        onChangeEnd={() => viewer.settled()}
      />
      <button type="button" className={classes["end"]} onClick={() => jump(viewer, 100)} title={t`Only the series above`}>
        {above?.modality ?? ""}
      </button>
      <output className={classes["percent"]} aria-label={t`Opacity`}>
        {percent} %
      </output>
    </div>
  );
}

function jump(viewer: ReturnType<typeof useViewer>, percent: number): void {
  setOpacity(viewer, percent);
  viewer.settled();
}

function ColourMenu({ layer }: { layer: Layer }) {
  const { t, i18n } = useLingui();
  const viewer = useViewer();
  const chosen = galleryEntry(layer);
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <Tooltip label={t`Colour map`}>
          <UnstyledButton className={classes["colours"] ?? ""} aria-label={t`Colour map: ${chosen ? i18n._(chosen.label) : layer.colour_map}`}>
            <span className={classes["swatch"]} style={{ backgroundImage: gradient(layer.colour_map, layer.invert) }} />
            <span className={classes["name"]}>{chosen ? i18n._(chosen.label) : layer.colour_map}</span>
            <ChevronDown size={14} aria-hidden="true" />
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {GALLERY.map((one) => (
          <Menu.Item
            key={`${one.colour_map}${String(one.invert)}`}
            data-on={one === chosen || undefined}
            leftSection={<span className={classes["swatch"]} style={{ backgroundImage: gradient(one.colour_map, one.invert) }} />}
            onClick={() => setColours(viewer, one)}
          >
            {i18n._(one.label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Value(props: Omit<NumberFieldProps, "className">) {
  return <NumberField {...props} className={classes["value"]} />;
}

function RangeFields({ range, unit }: { range: Range; unit: string }) {
  const { t } = useLingui();
  const viewer = useViewer();
  return (
    <div className={classes["fields"]} role="group" aria-label={t`Range of values`}>
      <span className={classes["unit"]}>{unit === "" ? t`Range` : unit}</span>
      <Value label={t`Lowest value`} value={range.low} onWrite={(low) => setRange(viewer, low ?? 0, range.high)} />
      <span aria-hidden="true">–</span>
      <Value label={t`Highest value`} value={range.high} onWrite={(high) => setRange(viewer, range.low, high ?? range.high)} />
      {isSuv(unit) ? <SuvMenu /> : null}
    </div>
  );
}

function SuvMenu() {
  const { t } = useLingui();
  const viewer = useViewer();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <UnstyledButton className={classes["more"] ?? ""} aria-label={t`SUV ranges`}>
          <ChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {SUV_TOPS.map((top) => (
          <Menu.Item key={top} onClick={() => setRange(viewer, 0, top)}>
            SUV 0–{top}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Threshold({ layer, unit }: { layer: Layer; unit: string }) {
  const { t } = useLingui();
  const viewer = useViewer();
  return (
    <div className={classes["fields"]}>
      <span className={classes["unit"]}>
        <Trans>From</Trans>
      </span>
      <Value
        label={unit === "" ? t`Threshold` : t`Threshold (${unit})`}
        value={layer.threshold}
        placeholder={t`all`}
        onWrite={(threshold) => setThreshold(viewer, threshold)}
      />
    </div>
  );
}
