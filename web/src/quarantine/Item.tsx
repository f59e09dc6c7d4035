/** One file of the quarantine: what it is, why it is here, what can be done with it. */
import { useLingui } from "@lingui/react/macro";
import { Download, Trash2 } from "lucide-react";
import { memo, type Ref } from "react";
import { api, type QuarantineItem } from "../lib/api";
import { formatBytes } from "../lib/format";
import { reasonIn } from "../lib/reasons";
import { Ago } from "../ui/Ago";
import classes from "./Quarantine.module.css";

export interface ItemProps {
  item: QuarantineItem;
  index: number;
  /** Distance from the top of the list in CSS pixels. */
  top: number;
  chosen: boolean;
  active: boolean;
  measure: Ref<HTMLDivElement>;
  onToggle: (item: QuarantineItem) => void;
  onDelete: (item: QuarantineItem) => void;
}

/** Plain elements only: rows come and go by the hundred a second while the list is flung, and each of the kit's costs a millisecond. */
export const Item = memo(function Item({ item, index, top, chosen, active, measure, onToggle, onDelete }: ItemProps) {
  const { t, i18n } = useLingui();
  const name = item.name || t`Unnamed file`;
  return (
    <div
      ref={measure}
      id={`file-${item.id}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={chosen}
      data-index={index}
      data-active={active || undefined}
      className={classes["place"]}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div className={classes["item"]}>
        <div role="gridcell">
          <input type="checkbox" className={classes["tick"]} tabIndex={-1} checked={chosen} onChange={() => onToggle(item)} aria-label={t`Choose ${name}`} />
        </div>
        <div role="gridcell" className={classes["text"]}>
          <span className={classes["name"]}>{name}</span>
          <span className={classes["reason"]}>{reasonIn(i18n, item.reason_code, item.reason)}</span>
          <span className={classes["facts"]}>
            <span className="dp-mono">{item.reason_code}</span> · {formatBytes(item.bytes, i18n.locale)} · <Ago iso={item.received_at} />
          </span>
        </div>
        <div role="gridcell" className={classes["actions"]}>
          <a className={classes["action"]} tabIndex={-1} href={api.quarantineContent(item.id)} download={item.name} title={t`Download`} aria-label={t`Download ${name}`}>
            <Download size={18} strokeWidth={1.75} />
          </a>
          <button type="button" className={classes["action"]} data-tone="bad" tabIndex={-1} title={t`Delete`} aria-label={t`Delete ${name}`} onClick={() => onDelete(item)}>
            <Trash2 size={18} strokeWidth={1.75} />
          </button>
        </div>
      </div>
    </div>
  );
});
