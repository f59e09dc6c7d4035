/** Reconstructions of the active series: MPR and 3D by one click, all others in the menu beside them. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Menu, Tooltip, UnstyledButton } from "@mantine/core";
import { Box, ChevronDown } from "lucide-react";
import { COMMANDS } from "../commands";
import { useViewer, useViewerState } from "../context";
import { LAYOUTS } from "../layout/layouts";
import type { CommandId } from "../keys";
import { binding } from "../profile";
import { said } from "../said";
import { activeStack } from "../state";
import { KeyedName } from "./CommandButton";
import { CommandItem } from "./CommandItem";
import { CutItems } from "./CutItems";
import classes from "./Toolbar.module.css";

/** One command a layout, in the order of the list. */
export const LAYOUT_COMMANDS: readonly CommandId[] = LAYOUTS.map(({ id }) => `layout.${id}` as const);
/** Those with a button of their own. */
const DIRECT: readonly CommandId[] = ["layout.mpr", "layout.surface", "layout.fusion"];

export function VolumeButtons() {
  const { t } = useLingui();
  const layout = useViewerState((state) => state.arrangement.layout);
  const reason = useViewerState((state) => {
    const none = activeStack(state)?.no_volume;
    return none ? said(none) : "";
  });
  return (
    <>
      {DIRECT.map((command) => (
        <LayoutButton key={command} command={command} on={command === `layout.${layout ?? ""}`} reason={reason} />
      ))}
      <Menu position="bottom-start" width={264}>
        <Menu.Target>
          <Tooltip label={t`Reconstructions`}>
            <UnstyledButton className={classes["button"] ?? ""} aria-label={t`Reconstructions`}>
              <Box size={20} strokeWidth={1.75} aria-hidden="true" />
              <ChevronDown className={classes["chevron"] ?? ""} size={14} aria-hidden="true" />
            </UnstyledButton>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {reason === "" ? null : (
            <Menu.Label>
              <Trans>This series: {reason}</Trans>
            </Menu.Label>
          )}
          {LAYOUT_COMMANDS.map((command) => (
            <CommandItem key={command} command={command} checked={command === `layout.${layout ?? ""}`} />
          ))}
          <CommandItem command="tool.path" />
          <CutItems />
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function LayoutButton({ command, on, reason }: { command: CommandId; on: boolean; reason: string }) {
  const { i18n } = useLingui();
  const viewer = useViewer();
  const row = binding(command);
  const name = row ? i18n._(row.label) : command;
  const [key] = row?.keys ?? [];
  return (
    <Tooltip label={reason === "" ? key === undefined ? name : <KeyedName name={name} chord={key} /> : reason} multiline maw={320}>
      <UnstyledButton className={classes["button"] ?? ""} aria-label={name} aria-pressed={on} data-dim={reason !== "" || undefined} data-medium={command === "layout.surface" || undefined} onClick={() => COMMANDS[command](viewer)}>
        {name}
      </UnstyledButton>
    </Tooltip>
  );
}
