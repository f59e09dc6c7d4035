/** Chooses modalities: the common ones at hand, the others below. */
import { useLingui } from "@lingui/react/macro";
import { Chip } from "@mantine/core";
import { MODALITIES } from "../ui/Modality";
import { FilterButton } from "./FilterButton";
import classes from "./Toolbar.module.css";

const COMMON = ["CT", "MR", "US", "CR", "DX", "MG", "PT", "NM", "XA", "RF"];
const ALL = [...COMMON, ...Object.keys(MODALITIES).filter((code) => !COMMON.includes(code))];

export function ModalityFilter({ value, onChange }: { value: string[]; onChange: (value: string[]) => void }) {
  const { t, i18n } = useLingui();
  const codes = [...ALL, ...value.filter((code) => !ALL.includes(code))];
  return (
    <FilterButton label={t`Modality`} chosen={value.join(", ")} onClear={() => onChange([])} width={304}>
      <Chip.Group multiple value={value} onChange={onChange}>
        <div className={classes["chips"]}>
          {codes.map((code) => {
            const name = MODALITIES[code];
            return (
              <Chip key={code} value={code} size="xs" radius="sm" variant="light" wrapperProps={{ title: name ? i18n._(name) : code }}>
                {code}
              </Chip>
            );
          })}
        </div>
      </Chip.Group>
    </FilterButton>
  );
}
