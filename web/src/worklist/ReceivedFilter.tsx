/** Chooses since when studies were received: a quick pick that stays relative, or a day. */
import { useLingui } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { formatDate } from "../lib/format";
import { FilterButton } from "./FilterButton";
import { QUICK_DATES, type QuickDate, type SinceWish } from "./state";
import classes from "./Toolbar.module.css";

export function ReceivedFilter({ value, onChange }: { value: SinceWish | null; onChange: (value: SinceWish | null) => void }) {
  const { t, i18n } = useLingui();
  const quick: Record<QuickDate, string> = { today: t`Today`, yesterday: t`Since yesterday`, "7d": t`Last 7 days`, "30d": t`Last 30 days` };
  const picked = QUICK_DATES.find((pick) => pick === value);
  const day = picked ? null : value;
  const from = formatDate(day, i18n.locale);
  const chosen = picked ? quick[picked] : day ? t`since ${from}` : "";
  return (
    <FilterButton label={t`Received`} chosen={chosen} onClear={() => onChange(null)} width={200}>
      <div className={classes["since"]}>
        {QUICK_DATES.map((pick) => (
          <Button
            key={pick}
            variant={pick === picked ? "light" : "subtle"}
            color={pick === picked ? "blue" : "gray"}
            justify="flex-start"
            onClick={() => onChange(pick)}
          >
            {quick[pick]}
          </Button>
        ))}
        <SinceDay key={picked} day={day} onDay={onChange} />
      </div>
    </FilterButton>
  );
}

/** Typing rests this long before the list is asked: years begin as 0002. */
const REST_MS = 180;

/** A day while it is typed. */
function SinceDay({ day, onDay }: { day: string | null; onDay: (day: string | null) => void }) {
  const { t } = useLingui();
  const [draft, setDraft] = useState(day ?? "");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (
    <TextInput
      type="date"
      mt={4}
      label={t`Since the day`}
      value={draft}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setDraft(value);
        clearTimeout(timer.current);
        // Never in the field's own event: the router does not follow an address that changes there.
        if (value === "" || value >= "1900") timer.current = setTimeout(() => onDay(value || null), REST_MS);
      }}
    />
  );
}
