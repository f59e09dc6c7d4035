/** Chooses modalities: the common ones at hand, the others below. */
import { useLingui } from "@lingui/react/macro";
import { MODALITIES } from "../ui/Modality";
import { FilterButton } from "./FilterButton";
import classes from "./Toolbar.module.css";

const COMMON = ["CT", "MR", "US", "CR", "DX", "MG", "PT", "NM", "XA", "RF"];
const ALL = [...COMMON, ...Object.keys(MODALITIES).filter((code) => !COMMON.includes(code))];

export function ModalityFilter({ value, onChange }: { value: string[]; onChange: (value: string[]) => void }) {
  const { t, i18n } = useLingui();
  const codes = [...ALL, ...value.filter((code) => !ALL.includes(code))];
  return (
    <FilterButton label={t`Modality`} chosen={value.join(", ")} onClear={() => onChange([])} width={332}>
      <div className={classes["chips"]} role="group" aria-label={t`Modality`}>
        {codes.map((code) => {
          const name = MODALITIES[code];
          const on = value.includes(code);
          return (
            <button
              key={code}
              type="button"
              className={classes["chip"]}
              aria-pressed={on}
              title={name ? i18n._(name) : code}
              onClick={() => onChange(on ? value.filter((each) => each !== code) : [...value, code])}
            >
              {code}
            </button>
          );
        })}
      </div>
    </FilterButton>
  );
}
