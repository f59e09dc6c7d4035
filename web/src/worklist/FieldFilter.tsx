/** Filters by single fields: patient name and ID, accession number, institution, referring physician. */
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Stack, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { FilterButton } from "./FilterButton";

export interface Fields {
  name: string;
  id: string;
  accession: string;
  institution: string;
  referring: string;
}

/** The fields alone: a form keeps no copy of the other filters. */
export function fieldsOf({ name, id, accession, institution, referring }: Fields): Fields {
  return { name, id, accession, institution, referring };
}

const NONE: Fields = { name: "", id: "", accession: "", institution: "", referring: "" };

export function FieldFilter({ value, onChange }: { value: Fields; onChange: (value: Fields) => void }) {
  const { t } = useLingui();
  const chosen = [value.name, value.id, value.accession, value.institution, value.referring].filter(Boolean).join(", ");
  return (
    <FilterButton label={t`Fields`} chosen={chosen} onClear={() => onChange(NONE)} width={280}>
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
        <TextInput {...field("institution", t`Institution`)} />
        <TextInput {...field("referring", t`Referring physician`)} />
        <Button type="submit">
          <Trans>Apply</Trans>
        </Button>
      </Stack>
    </form>
  );
}
