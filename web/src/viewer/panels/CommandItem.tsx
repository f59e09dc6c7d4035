/** A menu row of one command: name, keys, and a tick where it switches something. */
import { useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { COMMANDS } from "../commands";
import { useViewer } from "../context";
import { isApple, keyLabel } from "../keyLabel";
import type { CommandId } from "../keys";
import { binding } from "../profile";
import classes from "./Toolbar.module.css";

export function CommandItem({ command, checked, keepOpen = false }: { command: CommandId; checked?: boolean; keepOpen?: boolean }) {
  const { i18n } = useLingui();
  const viewer = useViewer();
  const row = binding(command);
  const key = row?.keys[0];
  const shown = {
    rightSection: key === undefined ? null : <kbd className={classes["kbd"]}>{keyLabel(key, isApple())}</kbd>,
    closeMenuOnClick: !keepOpen,
  };
  const name = row ? i18n._(row.label) : command;
  const run = () => COMMANDS[command](viewer);
  if (checked === undefined) {
    return (
      <Menu.Item {...shown} onClick={run}>
        {name}
      </Menu.Item>
    );
  }
  return (
    <Menu.CheckboxItem {...shown} checked={checked} onChange={run}>
      {name}
    </Menu.CheckboxItem>
  );
}
