/** Filters by single fields: patient name, patient ID, accession number. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { FilterButton } from "./FilterButton";

export interface Fields {
  name: string;
  id: string;
  accession: string;
}

export function FieldFilter({ value, onChange }: { value: Fields; onChange: (value: Fields) => void }) {
  const { t } = useLingui();
  const chosen = [value.name, value.id, value.accession].filter(Boolean).join(", ");
  return (
    <FilterButton label={t`Fields`} chosen={chosen} onClear={() => onChange({ name: "", id: "", accession: "" })} width={280}>
      <FieldForm key={chosen} value={value} onChange={onChange} />
    </FilterButton>
  );
}

function FieldForm({ value, onChange }: { value: Fields; onChange: (value: Fields) => void }) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(value);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onChange(draft);
  };
  const field = (name: keyof Fields, label: string) => ({
    label,
    value: draft[name],
    autoComplete: "off",
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value: text } = event.currentTarget;
      setDraft((old) => ({ ...old, [name]: text }));
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput {...field("name", t`Patient name`)} />
        <TextInput {...field("id", t`Patient ID`)} />
        <TextInput {...field("accession", t`Accession number`)} />
        <Button type="submit">
          <Trans>Apply</Trans>
        </Button>
      </Stack>
    </form>
  );
}
