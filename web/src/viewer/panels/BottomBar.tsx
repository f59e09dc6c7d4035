/** Phones: the few things a thumb needs; everything else is in the menu. */
import { useLingui } from "@lingui/react/macro";
import { Drawer, Menu } from "@mantine/core";
import { Ellipsis, Images, Undo2 } from "lucide-react";
import { useState, type ComponentProps, type ReactNode } from "react";
import { COMMANDS } from "../commands";
import { useViewer, useViewerState } from "../context";
import classes from "./BottomBar.module.css";
import { CommandItem } from "./CommandItem";
import { GridIcon, WindowIcon } from "./icons";
import { LayoutPopover } from "./LayoutPicker";
import { Rail } from "./Rail";
import { TOOL_ICONS, TOOL_ORDER } from "./Toolbar";
import { PresetItems } from "./WindowMenu";

export function BottomBar() {
  const { t } = useLingui();
  const viewer = useViewer();
  const [series, setSeries] = useState(false);
  const canUndo = useViewerState(() => viewer.edits.canUndo);
  const more = () => {
    viewer.menu(viewer.state.arrangement.active, window.innerWidth - 256, 48);
  };
  return (
    <div className={classes["bar"]} role="toolbar" aria-label={t`Viewer`}>
      <Item label={t`Series`} icon={<Images size={22} strokeWidth={1.75} aria-hidden="true" />} onClick={() => setSeries(true)} />
      <ToolItem />
      <Menu position="top" width={264}>
        <Menu.Target>
          <Item label={t`Window`} icon={<WindowIcon size={22} />} />
        </Menu.Target>
        <Menu.Dropdown mah="60dvh" style={{ overflowY: "auto" }}>
          <PresetItems />
        </Menu.Dropdown>
      </Menu>
      <LayoutItem />
      <Item label={t`Undo`} disabled={!canUndo} icon={<Undo2 size={22} strokeWidth={1.75} aria-hidden="true" />} onClick={() => COMMANDS["edit.undo"](viewer)} />
      <Item label={t`More`} icon={<Ellipsis size={22} strokeWidth={1.75} aria-hidden="true" />} onClick={more} />
      <Drawer lockScroll={false} opened={series} onClose={() => setSeries(false)} position="bottom" size="60%" title={t`Series`} closeButtonProps={{ "aria-label": t`Close` }}>
        <Rail onChosen={() => setSeries(false)} />
      </Drawer>
    </div>
  );
}

interface ItemProps extends Omit<ComponentProps<"button">, "children"> {
  label: string;
  icon: ReactNode;
}

/** Menu targets hand their own properties down: they are passed on. */
function Item({ label, icon, className, ...rest }: ItemProps) {
  return (
    <button type="button" {...rest} className={`${classes["item"]} ${className ?? ""}`}>
      {icon}
      <span>{label}</span>
    </button>
  );
}

function ToolItem() {
  const { t } = useLingui();
  const tool = useViewerState((state) => state.tool);
  const Icon = TOOL_ICONS[tool];
  return (
    <Menu position="top" width={220}>
      <Menu.Target>
        <Item label={t`Tool`} icon={<Icon size={22} strokeWidth={1.75} />} />
      </Menu.Target>
      <Menu.Dropdown>
        {TOOL_ORDER.map((name) => (
          <CommandItem key={name} command={`tool.${name}`} checked={tool === name} />
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function LayoutItem() {
  const { t } = useLingui();
  return (
    <LayoutPopover position="top">
      {({ rows, columns, toggle }) => <Item label={t`Layout`} icon={<GridIcon size={22} rows={rows} columns={columns} />} onClick={toggle} />}
    </LayoutPopover>
  );
}
