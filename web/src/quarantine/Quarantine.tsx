/** What could not be taken in, and why: to download or to delete. */
import { Trans, useLingui } from "@lingui/react/macro";
import { ActionIcon, Skeleton, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Download, ShieldCheck, Trash2 } from "lucide-react";
import { useState } from "react";
import { api, type QuarantineItem } from "../lib/api";
import { explain } from "../lib/explain";
import { formatBytes } from "../lib/format";
import { quarantineQuery } from "../lib/queries";
import { reasonIn } from "../lib/reasons";
import { Ago } from "../ui/Ago";
import { ErrorPanel } from "../ui/ErrorPanel";
import { StatePanel } from "../ui/StatePanel";
import { DeleteDialog } from "./DeleteDialog";
import classes from "./Quarantine.module.css";

export function Quarantine() {
  const { t } = useLingui();
  const { data, error, refetch } = useQuery(quarantineQuery);
  const [doomed, setDoomed] = useState<QuarantineItem | null>(null);
  if (error && !data) return <ErrorPanel {...explain(error)} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  if (data.length === 0) {
    return (
      <StatePanel icon={ShieldCheck} title={t`Nothing in quarantine`}>
        <Trans>Every file that was sent is in its study. What cannot be used would wait here, with the reason.</Trans>
      </StatePanel>
    );
  }
  return (
    <>
      <ul className={classes["list"]}>
        {data.map((item) => (
          <Item key={item.id} item={item} onDelete={() => setDoomed(item)} />
        ))}
      </ul>
      <DeleteDialog item={doomed} onClose={() => setDoomed(null)} />
    </>
  );
}

function Item({ item, onDelete }: { item: QuarantineItem; onDelete: () => void }) {
  const { t, i18n } = useLingui();
  return (
    <li className={classes["item"]}>
      <div className={classes["text"]}>
        <span className={classes["name"]}>{item.name || t`Unnamed file`}</span>
        <span className={classes["reason"]}>{reasonIn(i18n, item.reason_code, item.reason)}</span>
        <span className={classes["facts"]}>
          <span className="dp-mono">{item.reason_code}</span> · {formatBytes(item.bytes, i18n.locale)} · <Ago iso={item.received_at} />
        </span>
      </div>
      <Tooltip label={t`Download`}>
        <ActionIcon component="a" href={api.quarantineContent(item.id)} download={item.name} aria-label={t`Download ${item.name}`}>
          <Download size={18} strokeWidth={1.75} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t`Delete`}>
        <ActionIcon color="red" aria-label={t`Delete ${item.name}`} onClick={onDelete}>
          <Trash2 size={18} strokeWidth={1.75} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}

function Loading() {
  return (
    <div className={classes["list"]} aria-busy="true">
      {["a", "b", "c"].map((place) => (
        <Skeleton key={place} height={84} radius="lg" />
      ))}
    </div>
  );
}
