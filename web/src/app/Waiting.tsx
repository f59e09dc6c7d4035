/** How many files wait in quarantine, as a badge. */
import { useLingui } from "@lingui/react/macro";
import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../lib/format";
import { quarantineCountQuery } from "../lib/queries";

/** A badge over an icon has room for so much. */
const MOST_OVER_ICON = 99;

export function Waiting({ className, overIcon }: { className: string | undefined; overIcon: boolean }) {
  const { i18n } = useLingui();
  const waiting = useQuery(quarantineCountQuery).data ?? 0;
  if (waiting === 0) return null;
  return (
    <Badge size="sm" variant="light" color="yellow" className={className ?? ""}>
      {overIcon && waiting > MOST_OVER_ICON ? `${MOST_OVER_ICON}+` : formatCount(waiting, i18n.locale)}
    </Badge>
  );
}
