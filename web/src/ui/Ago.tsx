/** A moment as people say it, exact in the tooltip. */
import { useLingui } from "@lingui/react/macro";
import { Tooltip } from "@mantine/core";
import { formatAgo, formatMoment } from "../lib/format";
import { useMinute } from "./useMinute";

export function Ago({ iso }: { iso: string }) {
  const { i18n } = useLingui();
  const now = useMinute();
  return (
    <Tooltip label={formatMoment(iso, i18n.locale)}>
      <time dateTime={iso} className="dp-num">
        {formatAgo(iso, now, i18n.locale)}
      </time>
    </Tooltip>
  );
}
