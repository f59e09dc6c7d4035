/** One file of the quarantine: what it is, why it is here, what can be done with it. */
import { useLingui } from "@lingui/react/macro";
import { Download, Trash2 } from "lucide-react";
import { memo, useLayoutEffect, useRef } from "react";
import { api, type QuarantineItem } from "../lib/api";
import { formatAgo, formatBytes, formatMoment } from "../lib/format";
import { reasonIn } from "../lib/reasons";
import classes from "./Quarantine.module.css";

export interface ItemProps {
  item: QuarantineItem;
  index: number;
  /** Distance from the top of the list in CSS pixels. */
  top: number;
  chosen: boolean;
  active: boolean;
  /** Milliseconds since the epoch. */
  now: number;
  /** Measures what the row has become; returns what forgets it. */
  measure: (row: HTMLElement | null, id: string) => () => void;
  onToggle: (item: QuarantineItem) => void;
  onDelete: (item: QuarantineItem) => void;
}

/** The same for every row: React does not look into it again. */
const TAKE = <Download size={18} strokeWidth={1.75} />;
const AWAY = <Trash2 size={18} strokeWidth={1.75} />;

/** Plain elements only: rows come and go by the hundred a second while the list is flung, and each of the kit's costs a millisecond.
 * A row that went out of sight is written anew as another file's. */
export const Item = memo(function Item({ item, index, top, chosen, active, now, measure, onToggle, onDelete }: ItemProps) {
  const { t, i18n } = useLingui();
  const root = useRef<HTMLDivElement>(null);
  const shown = useRef(item.id);
  useLayoutEffect(() => {
    const row = root.current;
    // What had the focus was another file's: a key pressed now must not act on this one.
    if (shown.current !== item.id && row?.contains(document.activeElement)) row.closest<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
    shown.current = item.id;
    return measure(row, item.id);
  }, [item, index, measure]);
  const name = item.name || t`Unnamed file`;
  return (
    <div
      ref={root}
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
            <span className="dp-mono">{item.reason_code}</span> · {formatBytes(item.bytes, i18n.locale)} · 
            <time
              dateTime={item.received_at}
              className="dp-num"
              onPointerEnter={(event) => (event.currentTarget.title = formatMoment(item.received_at, i18n.locale))}
            >
              {formatAgo(item.received_at, now, i18n.locale)}
            </time>
          </span>
        </div>
        <div role="gridcell" className={classes["actions"]}>
          <a className={classes["action"]} tabIndex={-1} href={api.quarantineContent(item.id)} download={item.name} title={t`Download`} aria-label={t`Download ${name}`}>
            {TAKE}
          </a>
          <button type="button" className={classes["action"]} data-tone="bad" tabIndex={-1} title={t`Delete`} aria-label={t`Delete ${name}`} onClick={() => onDelete(item)}>
            {AWAY}
          </button>
        </div>
      </div>
    </div>
  );
});
