/** The bar above the pictures: tools, windows, layout, view, export. Narrow windows keep the rest in the menu. */
import { useLingui } from "@lingui/react/macro";
import { Menu, Tooltip, UnstyledButton } from "@mantine/core";
import {
  ArrowLeft, Camera, ChevronDown, ChevronLeft, ChevronRight, CircleHelp, FileText, Film, FlipHorizontal2, FlipVertical2, Fullscreen, Hand, Link2, Maximize, Move,
  PanelLeft, PencilLine, Pipette, Redo2, RotateCcw, RotateCw, Rotate3d, Route, Tags, Type, Undo2, ZoomIn,
} from "lucide-react";
import type { ReactNode } from "react";
import { useViewer, useViewerState } from "../context";
import type { CommandId } from "../keys";
import { activeStack, type ToolName } from "../state";
import { CommandButton, type CommandButtonProps } from "./CommandButton";
import { CommandItem } from "./CommandItem";
import { CursorIcon, InvertIcon, LinesIcon, OneToOneIcon, StackIcon, WindowIcon } from "./icons";
import { LayoutPicker } from "./LayoutPicker";
import { SlabMenu } from "./SlabMenu";
import classes from "./Toolbar.module.css";
import { VolumeButtons } from "./VolumeMenu";
import { WindowMenu } from "./WindowMenu";

export const TOOL_ICONS: Readonly<Record<ToolName, CommandButtonProps["icon"]>> = {
  window: WindowIcon,
  scroll: StackIcon,
  zoom: ZoomIn,
  pan: Hand,
  cursor: CursorIcon,
  probe: Pipette,
  rotate: Rotate3d,
  shift: Move,
  scalpel: PencilLine,
  path: Route,
};
export const TOOL_ORDER: readonly ToolName[] = ["window", "scroll", "zoom", "pan", "cursor", "probe", "rotate"];

function Group({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes["group"]} role="group" aria-label={label}>
      {children}
    </div>
  );
}

export function Toolbar({ onLeave }: { onLeave: () => void }) {
  const { t } = useLingui();
  const rail = useViewerState((state) => state.rail);
  return (
    <div className={classes["bar"]} role="toolbar" aria-label={t`Viewer`}>
      <Group label={t`Study`}>
        <Tooltip label={t`Back to the list`}>
          <UnstyledButton className={classes["button"] ?? ""} aria-label={t`Back to the list`} onClick={onLeave}>
            <ArrowLeft size={20} strokeWidth={1.75} aria-hidden="true" />
          </UnstyledButton>
        </Tooltip>
        <CommandButton command="study.previous" icon={ChevronLeft} large />
        <CommandButton command="study.next" icon={ChevronRight} large />
        <CommandButton command="rail.toggle" icon={PanelLeft} on={rail} />
      </Group>
      <Tools />
      <Group label={t`Window`}>
        <WindowMenu />
        <CommandButton command="view.invert" icon={InvertIcon} medium />
      </Group>
      <Group label={t`View`}>
        <CommandButton command="view.rotate" icon={RotateCw} large />
        <CommandButton command="view.flipH" icon={FlipHorizontal2} large />
        <CommandButton command="view.flipV" icon={FlipVertical2} large />
        <CommandButton command="view.fit" icon={Maximize} large />
        <CommandButton command="view.oneToOne" icon={OneToOneIcon} large />
        <CommandButton command="view.reset" icon={RotateCcw} />
      </Group>
      <Group label={t`Layout`}>
        <LayoutPicker />
        <LinkMenu />
        <LinesButton />
        <CineButton />
      </Group>
      <Group label={t`Reconstructions`}>
        <VolumeButtons />
        <SlabMenu />
      </Group>
      <UndoButtons />
      <div className={classes["spacer"]} />
      <Group label={t`Export and help`}>
        <CommandButton command="overlay.cycle" icon={Type} large />
        <CaptureMenu />
        <PanelButtons />
        <CommandButton command="screen.full" icon={Fullscreen} large />
        <CommandButton command="help" icon={CircleHelp} />
      </Group>
    </div>
  );
}

function Tools() {
  const { t } = useLingui();
  const tool = useViewerState((state) => state.tool);
  return (
    <Group label={t`Tools`}>
      {TOOL_ORDER.map((name) => (
        <CommandButton key={name} command={`tool.${name}`} icon={TOOL_ICONS[name]} on={tool === name} wide={name === "rotate"} />
      ))}
    </Group>
  );
}

function LinesButton() {
  const on = useViewerState((state) => state.referenceLines);
  return <CommandButton command="lines.toggle" icon={LinesIcon} on={on} large />;
}

function CineButton() {
  const on = useViewerState((state) => state.cine.has(state.arrangement.active));
  const many = useViewerState((state) => (activeStack(state)?.frames.length ?? 0) > 1 || activeStack(state)?.volume !== null);
  return <CommandButton command="cine.open" icon={Film} on={on} disabled={!many} />;
}

function UndoButtons() {
  const { t } = useLingui();
  const { edits } = useViewer();
  const undo = useViewerState(() => edits.canUndo);
  const redo = useViewerState(() => edits.canRedo);
  return (
    <Group label={t`Steps`}>
      <CommandButton command="edit.undo" icon={Undo2} disabled={!undo} />
      <CommandButton command="edit.redo" icon={Redo2} disabled={!redo} wide />
    </Group>
  );
}

function PanelButtons() {
  const panel = useViewerState((state) => state.panel);
  const documents = useViewerState((state) => (state.study?.documents.length ?? 0) > 0);
  return (
    <>
      <CommandButton command="panel.tags" icon={Tags} on={panel === "tags"} />
      <CommandButton command="panel.documents" icon={FileText} on={panel === "documents"} disabled={!documents} />
    </>
  );
}

/** A toolbar button that opens a menu of commands. */
function CommandMenu({ label, icon, on, children }: { label: string; icon: ReactNode; on?: boolean; children: ReactNode }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Tooltip label={label}>
          <UnstyledButton className={classes["button"] ?? ""} aria-label={label} data-on={on || undefined}>
            {icon}
            <ChevronDown className={classes["chevron"] ?? ""} size={14} aria-hidden="true" />
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}

function LinkMenu() {
  const { t } = useLingui();
  const links = useViewerState((state) => state.arrangement.links);
  const rows: readonly [CommandId, boolean][] = [
    ["link.series", links.scroll !== null],
    ["link.window", links.window],
    ["link.zoom", links.zoom],
  ];
  return (
    <CommandMenu label={t`Link viewports`} icon={<Link2 size={20} strokeWidth={1.75} aria-hidden="true" />} on={rows.some(([, on]) => on)}>
      {rows.map(([command, on]) => (
        <CommandItem key={command} command={command} checked={on} keepOpen />
      ))}
    </CommandMenu>
  );
}

function CaptureMenu() {
  const { t } = useLingui();
  return (
    <CommandMenu label={t`Save or copy`} icon={<Camera size={20} strokeWidth={1.75} aria-hidden="true" />}>
      <CommandItem command="picture.save" />
      <CommandItem command="picture.copy" />
      <CommandItem command="panel.movie" />
      <CommandItem command="link.copy" />
    </CommandMenu>
  );
}
