/** A range of days, picked in a calendar; loaded on demand with its styles and its words. */
import "@mantine/dates/styles.css";
import "dayjs/locale/de";
import { useLingui } from "@lingui/react/macro";
import { DatePicker } from "@mantine/dates";
import { useState } from "react";

export interface CalendarProps {
  /** Days as `YYYY-MM-DD`. */
  from: string | null;
  to: string | null;
  onChange: (from: string | null, to: string | null) => void;
}

export function Calendar({ from, to, onChange }: CalendarProps) {
  const { i18n, t } = useLingui();
  const [range, setRange] = useState<[string | null, string | null]>([from, to]);
  return (
    <DatePicker
      type="range"
      size="sm"
      hideOutsideDates
      ariaLabels={{ previousMonth: t`Previous month`, nextMonth: t`Next month` }}
      locale={i18n.locale}
      allowSingleDateInRange
      value={range}
      {...(from ?? to ? { defaultDate: from ?? to ?? "" } : {})}
      onChange={(next) => {
        setRange(next);
        // The first click begins a range; the list follows when it is whole.
        if (next[0] && next[1]) onChange(next[0], next[1]);
      }}
    />
  );
}
