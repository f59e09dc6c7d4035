/** The menu at the pointer (or long press): tools first, then everything else the viewport can do. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState, type ReactNode } from "react";
import { useStore, useViewer, useViewerState } from "../context";
import type { CommandId } from "../keys";
import { Calibration } from "./Calibration";
import { CommandItem } from "./CommandItem";
import { CarriedItems, PresentationItems, useHasPresentations } from "./Presentations";
import classes from "./ContextMenu.module.css";
import { TOOL_ORDER } from "./Toolbar";
import { LAYOUT_COMMANDS } from "./VolumeMenu";
import { PresetItems } from "./WindowMenu";

const VIEW: readonly CommandId[] = [
  "view.fit", "view.oneToOne", "view.trueSize", "view.rotate", "view.rotateBack", "view.flipH", "view.flipV", "view.invert", "view.reset",
];
const VOLUME: readonly CommandId[] = [
  ...LAYOUT_COMMANDS, "slab.thicker", "slab.thinner", "slab.mode", "cursor.centre", "tool.path",
];
const EXPORT: readonly CommandId[] = ["picture.save", "picture.copy", "panel.movie", "panel.surface", "link.copy"];
const STUDIES: readonly CommandId[] = ["study.previous", "study.next"];
const MORE: readonly CommandId[] = ["edit.undo", "edit.redo", "overlay.cycle", "screen.full", "panel.tags", "panel.documents", "help"];

export function ContextMenu() {
  const { t } = useLingui();
  const viewer = useViewer();
  const place = useStore(viewer.menuStore);
  const [measuring, setMeasuring] = useState(false);
  const hasPresentations = useHasPresentations();
  // Where there is no room beside the menu or below it, it is one list to scroll.
  const phone = useMediaQuery(`(max-width: 47.99em), (max-height: ${hasPresentations ? 49.9 : 47.9}em)`, false, { getInitialValueInEffect: false });
  const close = () => {
    viewer.menuStore.update(() => null);
    if (place) viewer.area.viewports[place.viewport]?.root.focus({ preventScroll: true });
  };
  return (
    <>
      <Menu key={place ? `${place.x}/${place.y}` : ""} opened={place !== null} onChange={(open) => !open && close()} position="bottom-start" width={336} offset={0} middlewares={{ flip: true, shift: { padding: 8, crossAxis: true } }}>
        <Menu.Target>
          <div aria-hidden="true" style={{ position: "fixed", left: place?.x ?? 0, top: place?.y ?? 0, width: 0, height: 0 }} />
        </Menu.Target>
        <Menu.Dropdown aria-label={t`Viewport menu`} className={phone ? (classes["flat"] ?? "") : ""}>
          <Tools />
          <Menu.Divider />
          <CommandItem command="cursor.pick" />
          <Sub flat={phone} label={t`Window`}>
            <PresetItems />
            <Menu.Divider />
            <LevelDirection />
          </Sub>
          <Sub flat={phone} label={t`View`}>
            {VIEW.map((command) => (
              <CommandItem key={command} command={command} />
            ))}
            <CarriedItems />
            <Menu.Item onClick={() => setMeasuring(true)}>
              <Trans>Measure this screen…</Trans>
            </Menu.Item>
          </Sub>
          {hasPresentations ? (
            <Sub flat={phone} label={t`Presentation states`}>
              <PresentationItems />
            </Sub>
          ) : null}
          <Sub flat={phone} label={t`Viewports`}>
            <Linking />
          </Sub>
          <Sub flat={phone} label={t`Save or copy`}>
            {EXPORT.map((command) => (
              <CommandItem key={command} command={command} />
            ))}
          </Sub>
          <Sub flat={phone} label={t`Reconstructions`}>
            {VOLUME.map((command) => (
              <CommandItem key={command} command={command} />
            ))}
          </Sub>
          <CommandItem command="cine.play" />
          <Menu.Divider />
          {STUDIES.map((command) => (
            <CommandItem key={command} command={command} />
          ))}
          <Menu.Divider />
          {MORE.map((command) => (
            <CommandItem key={command} command={command} />
          ))}
        </Menu.Dropdown>
      </Menu>
      <Calibration opened={measuring} onClose={() => setMeasuring(false)} />
    </>
  );
}

/** A submenu; on phones, where there is no room beside the menu, a section of it. */
function Sub({ label, flat, children }: { label: string; flat: boolean; children: ReactNode }) {
  if (flat) {
    return (
      <>
        <Menu.Label>{label}</Menu.Label>
        {children}
        <Menu.Divider />
      </>
    );
  }
  return (
    <Menu.Sub>
      <Menu.Sub.Target>
        <Menu.Sub.Item>{label}</Menu.Sub.Item>
      </Menu.Sub.Target>
      <Menu.Sub.Dropdown>{children}</Menu.Sub.Dropdown>
    </Menu.Sub>
  );
}

function Tools() {
  const tool = useViewerState((state) => state.tool);
  return TOOL_ORDER.map((name) => <CommandItem key={name} command={`tool.${name}`} checked={tool === name} />);
}

function Linking() {
  const links = useViewerState((state) => state.arrangement.links);
  const lines = useViewerState((state) => state.referenceLines);
  const maximised = useViewerState((state) => state.arrangement.maximised);
  return (
    <>
      <CommandItem command="screen.maximise" checked={maximised} />
      <CommandItem command="link.series" checked={links.scroll !== null} />
      <CommandItem command="link.window" checked={links.window} />
      <CommandItem command="link.zoom" checked={links.zoom} />
      <CommandItem command="lines.toggle" checked={lines} />
      <CommandItem command="cursor.clear" />
      <CommandItem command="stage.previous" keepOpen />
      <CommandItem command="stage.next" keepOpen />
    </>
  );
}

/** Which way the level goes is a matter of school: the reader chooses. */
function LevelDirection() {
  const viewer = useViewer();
  const [darkens, setDarkens] = useState(viewer.downDarkens);
  const choose = (value: boolean) => {
    viewer.prefer({ downDarkens: value });
    setDarkens(value);
  };
  return (
    <Menu.Item closeMenuOnClick={false} onClick={() => choose(!darkens)}>
      {darkens ? <Trans>Dragging down darkens</Trans> : <Trans>Dragging down brightens</Trans>}
    </Menu.Item>
  );
}
