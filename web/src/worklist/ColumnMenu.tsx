/** Chooses the columns of the work list. */
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Button, Checkbox, Popover, Stack } from "@mantine/core";
import { Columns3 } from "lucide-react";
import { useState } from "react";
import { COLUMNS } from "./columns";
import { NO_CHOICE, type ColumnChoice } from "./fit";

export function ColumnMenu({ choice, onChoice }: { choice: ColumnChoice; onChoice: (choice: ColumnChoice) => void }) {
  const { t, i18n } = useLingui();
  const [opened, setOpened] = useState(false);
  return (
    <Popover position="bottom-end" trapFocus width={240} opened={opened} onChange={setOpened}>
      <Popover.Target>
        {/* The kit's tooltip between the two would keep from the button that it opens something. */}
        <ActionIcon aria-label={t`Columns`} title={t`Columns`} variant="default" onClick={() => setOpened(!opened)}>
          <Columns3 size={18} strokeWidth={1.75} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Columns`}>
        <Stack gap={10}>
          {COLUMNS.map((column) => (
            <Checkbox
              key={column.id}
              size="xs"
              label={i18n._(column.label)}
              disabled={column.id === "patient"}
              checked={choice.shown[column.id] !== false}
              onChange={(event) => onChoice({ ...choice, shown: { ...choice.shown, [column.id]: event.currentTarget.checked } })}
            />
          ))}
          <Button variant="subtle" size="compact-sm" disabled={choice === NO_CHOICE} onClick={() => onChoice(NO_CHOICE)}>
            <Trans>As many as fit</Trans>
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
