/** A moment as people say it; the exact one when the pointer rests on it. */
import { useLingui } from "@lingui/react/macro";
import { formatAgo, formatMoment } from "../lib/format";
import { useMinute } from "./useMinute";

/** Uses the browser's own tooltip: lists hold hundreds of these, and the kit's costs a millisecond each. */
export function Ago({ iso }: { iso: string }) {
  const { i18n } = useLingui();
  const now = useMinute();
  return (
    <time dateTime={iso} className="dp-num" title={formatMoment(iso, i18n.locale)}>
      {formatAgo(iso, now, i18n.locale)}
    </time>
  );
}
