/** The order of the list where there are no column heads to press. */
import { useLingui } from "@lingui/react/macro";
import { ActionIcon, Menu } from "@mantine/core";
import { ArrowUpDown, Check } from "lucide-react";
import type { StudySort } from "../lib/api";

export function SortMenu({ value, onChange }: { value: StudySort; onChange: (sort: StudySort) => void }) {
  const { t } = useLingui();
  const names: Record<StudySort, string> = {
    "-received": t`Received, newest first`,
    received: t`Received, oldest first`,
    "-study_date": t`Study date, newest first`,
    study_date: t`Study date, oldest first`,
    patient_name: t`Patient name`,
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" aria-label={t`Order`}>
          <ArrowUpDown size={18} strokeWidth={1.75} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.entries(names) as [StudySort, string][]).map(([sort, name]) => (
          <Menu.Item key={sort} onClick={() => onChange(sort)} rightSection={sort === value ? <Check size={16} /> : null}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
