/** Thickness and mode of the active plane, or the mode of the projection: always in sight, numbers to type. */
import { useLingui } from "@lingui/react/macro";
import { NumberInput, Popover, SegmentedControl, Slider, Switch, Tooltip, UnstyledButton } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { useViewer, useViewerState } from "../context";
import { MOST_SLAB_MM } from "../layout/crosshair";
import { formatValue, modeName } from "../overlay/texts";
import { spatialOf, type SlabMode } from "../scene";
import { activeScene, type ViewerState } from "../state";
import bar from "./Toolbar.module.css";
import classes from "./SlabMenu.module.css";

const MODES: readonly SlabMode[] = ["mip", "minip", "avg"];

function shown(state: ViewerState): string {
  const view = spatialOf(activeScene(state));
  if (view && "slab_mm" in view) return `${view.slab_mm} ${view.slab_mode} ${view.kind === "plane" ? view.interpolation : "-"}`;
  return view?.kind === "projection" ? `- ${view.mode}` : "";
}

export function SlabMenu() {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const [thickness, mode, interpolation] = useViewerState(shown).split(" ");
  if (thickness === undefined || mode === undefined) return null;
  const name = modeName(mode as SlabMode);
  const mm = Number(thickness);
  const words = thickness === "-" ? name : mm > 0 ? `${name} ${formatValue(mm)} mm` : t`Slab off`;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Tooltip label={t`Slab thickness and mode`} disabled={open}>
          <UnstyledButton className={`${bar["button"] ?? ""} ${classes["target"] ?? ""}`} aria-label={t`Slab: ${words}`} data-on={mm > 0 || undefined} onClick={() => setOpen(!open)}>
            {words}
            <ChevronDown className={bar["chevron"] ?? ""} size={14} aria-hidden="true" />
          </UnstyledButton>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t`Slab thickness and mode`}>
        <SlabForm mm={thickness === "-" ? null : mm} mode={mode as SlabMode} cubic={interpolation === "-" ? null : interpolation === "cubic"} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Mode, and the thickness of a plane or path in millimetres; null for projections, which have none. `cubic`: null where there is no choice. */
export function SlabForm({ mm, mode, cubic }: { mm: number | null; mode: SlabMode; cubic: boolean | null }) {
  const { t } = useLingui();
  const { volumes } = useViewer();
  const choose = (wanted: string) => {
    const found = MODES.find((each) => each === wanted);
    if (found) volumes.setMode(() => found);
  };
  return (
    <div className={classes["form"]}>
      <SegmentedControl size="xs" aria-label={t`Mode`} value={mode} onChange={choose} data={MODES.map((value) => ({ value, label: modeName(value) }))} />
      {mm === null ? null : (
        <div className={classes["row"]}>
          <Slider
            className={classes["slider"] ?? ""}
            label={null}
            thumbLabel={t`Thickness`}
            min={0}
            max={MOST_SLAB_MM}
            step={0.5}
            value={mm}
            onChange={(slab_mm) => volumes.slab({ slab_mm })}
          />
          <NumberInput
            size="xs"
            w={96}
            aria-label={t`Thickness in millimetres`}
            suffix=" mm"
            min={0}
            max={MOST_SLAB_MM}
            step={0.5}
            decimalScale={1}
            value={mm}
            onChange={(value) => typeof value === "number" && volumes.slab({ slab_mm: value })}
          />
        </div>
      )}
      {mm === null || cubic === null ? null : (
        <Switch
          size="xs"
          label={t`Smooth (cubic) when at rest`}
          checked={cubic}
          onChange={(event) => volumes.slab({ interpolation: event.currentTarget.checked ? "cubic" : "linear" })}
        />
      )}
    </div>
  );
}
