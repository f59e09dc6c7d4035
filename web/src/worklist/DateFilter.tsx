/** Chooses the study date: a quick pick that stays relative, or days of a calendar. */
import { useLingui } from "@lingui/react/macro";
import { Button, Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import { formatDate } from "../lib/format";
import { FilterButton } from "./FilterButton";
import { QUICK_DATES, type DateWish, type QuickDate } from "./state";
import classes from "./Toolbar.module.css";

/** The calendar is heavy and rarely needed: it comes when the filter is opened. */
const Calendar = lazy(async () => ({ default: (await import("./Calendar")).Calendar }));

export function DateFilter({ value, onChange }: { value: DateWish | null; onChange: (value: DateWish | null) => void }) {
  const { t, i18n } = useLingui();
  const quick: Record<QuickDate, string> = { today: t`Today`, yesterday: t`Yesterday`, "7d": t`Last 7 days`, "30d": t`Last 30 days` };
  const chosen = describe(value);
  function describe(wish: DateWish | null): string {
    if (!wish) return "";
    if ("quick" in wish) return quick[wish.quick];
    const [from, to] = [formatDate(wish.from, i18n.locale), formatDate(wish.to, i18n.locale)];
    if (from === to) return from;
    if (!to) return t`since ${from}`;
    return from ? `${from} – ${to}` : t`until ${to}`;
  }
  const range = value && !("quick" in value) ? value : { from: null, to: null };
  return (
    <FilterButton label={t`Study date`} chosen={chosen} onClear={() => onChange(null)}>
      <div className={classes["dates"]}>
        <div className={classes["quick"]}>
          {QUICK_DATES.map((pick) => (
            <Button
              key={pick}
              variant={value && "quick" in value && value.quick === pick ? "light" : "subtle"}
              color={value && "quick" in value && value.quick === pick ? "blue" : "gray"}
              justify="flex-start"
              onClick={() => onChange({ quick: pick })}
            >
              {quick[pick]}
            </Button>
          ))}
        </div>
        <Suspense fallback={<Skeleton width={252} height={252} />}>
          <Calendar from={range.from} to={range.to} onChange={(from, to) => onChange(from || to ? { from, to } : null)} />
        </Suspense>
      </div>
    </FilterButton>
  );
}
