/** Window presets of the active series, their keys, and numeric entry. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Menu, NumberInput, Tooltip, UnstyledButton } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useState, type FormEvent } from "react";
import { useViewer, useViewerState } from "../context";
import { presetsFor, type Preset } from "../presets";
import { activeScene, activeStack } from "../state";
import { windowOf } from "../viewport/change";
import { applyPreset, enterWindow } from "../windowing";
import bar from "./Toolbar.module.css";
import classes from "./WindowMenu.module.css";

export function WindowMenu() {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const stack = useViewerState(activeStack);
  return (
    <Menu opened={open} onChange={setOpen} position="bottom-start" width={264} disabled={!stack}>
      <Menu.Target>
        <Tooltip label={t`Window presets`} disabled={open}>
          <UnstyledButton className={bar["button"] ?? ""} aria-label={t`W/L: window presets`} disabled={!stack}>
            W/L
            <ChevronDown className={bar["chevron"] ?? ""} size={14} aria-hidden="true" />
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <PresetItems />
        <Menu.Divider />
        <NumericWindow key={String(open)} onDone={() => setOpen(false)} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** "400 / 40" beside a preset's name; empty for those that the file or the picture decides. */
function numbers({ wanted }: Preset): string {
  return wanted.kind === "fixed" ? `${wanted.width} / ${wanted.center}` : "";
}

export function PresetItems() {
  const { i18n } = useLingui();
  const viewer = useViewer();
  const stack = useViewerState(activeStack);
  if (!stack) return null;
  return presetsFor(stack).map((preset) => (
    <Menu.Item
      key={preset.id}
      onClick={() => void applyPreset(viewer, preset)}
      rightSection={
        <span className={classes["right"]}>
          <span className="dp-num">{numbers(preset)}</span>
          {preset.key === null ? <span className={classes["nokey"]} /> : <kbd className={bar["kbd"]}>{preset.key}</kbd>}
        </span>
      }
    >
      {typeof preset.name === "string" ? preset.name : i18n._(preset.name)}
    </Menu.Item>
  ));
}

/** Width and level in numbers, in the unit of the series. */
export function NumericWindow({ onDone }: { onDone: () => void }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const [start] = useState(() => {
    const [scene, stack] = [activeScene(viewer.state), activeStack(viewer.state)];
    return scene && stack ? windowOf(scene, stack) : null;
  });
  const [width, setWidth] = useState<string | number>(start?.width ?? "");
  const [level, setLevel] = useState<string | number>(start?.center ?? "");
  const unit = useViewerState((state) => activeStack(state)?.unit ?? "");
  const valid = typeof width === "number" && width > 0 && typeof level === "number";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!valid) return;
    enterWindow(viewer, level, width);
    onDone();
  };
  return (
    <form className={classes["form"]} onSubmit={submit} noValidate>
      <NumberInput label={unit === "" ? t`Width` : t`Width (${unit})`} size="xs" hideControls value={width} onChange={setWidth} min={0} />
      <NumberInput label={t`Level`} size="xs" hideControls value={level} onChange={setLevel} />
      <Button type="submit" size="xs" disabled={!valid}>
        <Trans>Set</Trans>
      </Button>
    </form>
  );
}
