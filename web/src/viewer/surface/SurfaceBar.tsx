/** The bar of a 3D picture: preset, side, eye, crop box, clipping plane, shading, curve. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Menu, Slider, Tooltip, UnstyledButton } from "@mantine/core";
import { Box as BoxIcon, ChevronDown, Clapperboard, Package as Box3d, Crop, ListX, PencilLine, RotateCcw, Scissors, Spline, SunDim, View } from "lucide-react";
import { useState, type ComponentType } from "react";
import { COMMANDS } from "../commands";
import { useViewer, useViewerState } from "../context";
import { activeCuts } from "../cuts/cuts";
import type { IconProps } from "../panels/icons";
import { activeModality, activeSurface, choosePreset, faceClip, lookFrom, moveClip, toggleClip, toggleCrop, togglePerspective, toggleShading } from "./actions";
import { PRESET_LABELS, isPreset, surfacePresets } from "./look";
import bar from "../panels/Toolbar.module.css";
import classes from "./SurfaceBar.module.css";
import { VIEW_LABELS, VIEW_ORDER, viewWords } from "./standard";

export function SurfaceBar() {
  const { t } = useLingui();
  const viewer = useViewer();
  const view = useViewerState(activeSurface);
  const panel = useViewerState((state) => state.panel);
  const tool = useViewerState((state) => state.tool);
  const cuts = useViewerState((state) => activeCuts(state)?.length ?? 0);
  if (!view) return null;
  return (
    <div className={classes["bar"]} role="toolbar" aria-label={t`3D`}>
      <PresetMenu />
      <ViewMenu />
      <Toggle icon={View} label={t`Perspective`} on={view.perspective_deg > 0} onClick={() => togglePerspective(viewer)} />
      <Toggle icon={SunDim} label={t`Shading`} on={view.shaded} onClick={() => toggleShading(viewer)} />
      <Toggle icon={Crop} label={t`Crop box`} on={view.crop_mm !== null} onClick={() => toggleCrop(viewer)} />
      <Toggle icon={Scissors} label={t`Clipping plane`} on={view.clip !== null} onClick={() => toggleClip(viewer)} />
      {view.clip ? <ClipDepth /> : null}
      <Toggle icon={PencilLine} label={t`Scalpel`} on={tool === "scalpel"} onClick={() => COMMANDS["tool.scalpel"](viewer)} />
      <Toggle icon={ListX} label={cuts > 0 ? t`Cuts (${cuts})` : t`Cuts`} on={panel === "cuts"} onClick={() => COMMANDS["panel.cuts"](viewer)} />
      <Toggle icon={Spline} label={t`Curve of opacity`} on={panel === "curve"} onClick={() => COMMANDS["panel.curve"](viewer)} />
      <Toggle spare icon={Box3d} label={t`Save surface…`} on={panel === "surface"} onClick={() => COMMANDS["panel.surface"](viewer)} />
      <Toggle spare icon={Clapperboard} label={t`Save movie…`} on={panel === "movie"} onClick={() => COMMANDS["panel.movie"](viewer)} />
      <Toggle spare icon={RotateCcw} label={t`Reset view`} onClick={() => COMMANDS["view.reset"](viewer)} />
    </div>
  );
}

interface ToggleProps {
  icon: ComponentType<IconProps>;
  label: string;
  on?: boolean;
  /** Found elsewhere too: left out where there is no room. */
  spare?: boolean;
  onClick: () => void;
}

function Toggle({ icon: Icon, label, on, spare = false, onClick }: ToggleProps) {
  return (
    <Tooltip label={label}>
      <UnstyledButton className={`${classes["button"] ?? ""} ${spare ? (classes["spare"] ?? "") : ""}`} aria-label={label} aria-pressed={on} onClick={onClick}>
        <Icon size={20} strokeWidth={1.75} />
        <span className={classes["name"]}>{label}</span>
      </UnstyledButton>
    </Tooltip>
  );
}

function PresetMenu() {
  const { t, i18n } = useLingui();
  const viewer = useViewer();
  const preset = useViewerState((state) => activeSurface(state)?.preset ?? "");
  const own = useViewerState((state) => (activeSurface(state)?.curve.length ?? 0) > 0);
  const modality = useViewerState(activeModality);
  const name = isPreset(preset) ? i18n._(PRESET_LABELS[preset]) : preset;
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <UnstyledButton className={classes["menu"] ?? ""} aria-label={t`3D preset: ${name}`}>
          <span className={classes["preset"]}>{own ? t`${name}, changed` : name}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {surfacePresets(modality).map((one, index) => (
          <Menu.CheckboxItem key={one} rightSection={<kbd className={bar["kbd"]}>{index + 1}</kbd>} checked={one === preset && !own} onChange={() => choosePreset(viewer, one)}>
            {i18n._(PRESET_LABELS[one])}
          </Menu.CheckboxItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ViewMenu() {
  const { t, i18n } = useLingui();
  const viewer = useViewer();
  const words = useViewerState((state) => {
    const view = activeSurface(state);
    return view ? viewWords(view) : "";
  });
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes["menu"] ?? ""} aria-label={t`Standard views: ${words}`}>
          <BoxIcon size={18} strokeWidth={1.75} aria-hidden="true" />
          <span className={classes["words"]}>{words}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {VIEW_ORDER.map((name) => (
          <Menu.Item key={name} rightSection={<span className="dp-muted">{name}</span>} onClick={() => lookFrom(name)(viewer)}>
            {i18n._(VIEW_LABELS[name])}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** How far the slider reaches to both sides of where the plane was, mm. */
const REACH_MM = 150;

/** A slider of ways: it springs back to the middle when it is let go. */
function ClipDepth() {
  const { t } = useLingui();
  const viewer = useViewer();
  const [at, setAt] = useState(0);
  return (
    <div className={classes["clip"]}>
      <Slider
        className={classes["depth"] ?? ""}
        size="sm"
        thumbLabel={t`Depth of the clipping plane`}
        label={(value) => t`${value} mm`}
        min={-REACH_MM}
        max={REACH_MM}
        value={at}
        onChange={(value) => {
          moveClip(viewer, value - at);
          setAt(value);
        }}
        onChangeEnd={() => {
          viewer.settled();
          setAt(0);
        }}
      />
      <Button variant="default" size="compact-sm" onClick={() => faceClip(viewer)}>
        <Trans>Across the view</Trans>
      </Button>
    </div>
  );
}
