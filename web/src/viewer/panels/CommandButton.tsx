/** A toolbar button of one command: icon, name and keys come from the table. */
import { useLingui } from "@lingui/react/macro";
import { Tooltip, UnstyledButton } from "@mantine/core";
import type { ComponentType } from "react";
import { COMMANDS } from "../commands";
import { useViewer } from "../context";
import { ariaKeys, isApple, keyLabel } from "../keyLabel";
import type { CommandId } from "../keys";
import { binding } from "../profile";
import type { IconProps } from "./icons";
import classes from "./Toolbar.module.css";

export interface CommandButtonProps {
  command: CommandId;
  icon: ComponentType<IconProps>;
  /** For buttons that switch something: whether it is on. */
  on?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Hidden in narrow windows, where the menu still has it. */
  wide?: boolean | undefined;
  /** Hidden in narrower ones. */
  large?: boolean | undefined;
  /** Hidden in still narrower ones. */
  medium?: boolean | undefined;
}

export function CommandButton({ command, icon: Icon, on, disabled = false, wide = false, large = false, medium = false }: CommandButtonProps) {
  const { i18n } = useLingui();
  const viewer = useViewer();
  const row = binding(command);
  const name = row ? i18n._(row.label) : command;
  const key = row?.keys[0];
  return (
    <Tooltip label={key === undefined ? name : <KeyedName name={name} chord={key} />}>
      <UnstyledButton
        className={classes["button"] ?? ""}
        aria-label={name}
        aria-pressed={on}
        aria-keyshortcuts={ariaKeys(row?.keys ?? [])}
        data-wide={wide || undefined}
        data-large={large || undefined}
        data-medium={medium || undefined}
        disabled={disabled}
        onClick={() => COMMANDS[command](viewer)}
      >
        <Icon size={20} strokeWidth={1.75} />
      </UnstyledButton>
    </Tooltip>
  );
}

export function KeyedName({ name, chord }: { name: string; chord: string }) {
  return (
    <span className={classes["keyed"]}>
      {name}
      <kbd>{keyLabel(chord, isApple())}</kbd>
    </span>
  );
}
