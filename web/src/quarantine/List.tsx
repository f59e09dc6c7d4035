/** The files as a grid of virtual rows: one focus stop; arrows move, Space chooses, Delete asks. */
import { useLingui } from "@lingui/react/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { QuarantineItem } from "../lib/api";
import { isChosen, sizeOf, withItems, type Choice } from "./choice";
import { Item } from "./Item";
import classes from "./Quarantine.module.css";

export interface ListProps {
  items: QuarantineItem[];
  choice: Choice;
  onChoice: (choice: Choice) => void;
  onDelete: (choice: Choice) => void;
  more: boolean;
  onEnd: () => void;
}

/** A row with a reason of one line; longer ones are measured. */
const ROW_PX = 92;
/** The next page is asked for this many rows before the end. */
const AHEAD = 80;
const PAGE_ROWS = 8;

export function List({ items, choice, onChoice, onDelete, more, onEnd }: ListProps) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => items[index]?.id ?? index,
    estimateSize: () => ROW_PX,
    overscan: 8,
    useFlushSync: false,
  });
  const rows = virtual.getVirtualItems();
  const nearEnd = more && (rows.at(-1)?.index ?? 0) > items.length - AHEAD;
  const { length } = items;
  useEffect(() => {
    if (nearEnd && length >= 0) onEnd();
  }, [nearEnd, length, onEnd]);

  const latest = useRef({ items, choice, onChoice, onDelete });
  useEffect(() => {
    latest.current = { items, choice, onChoice, onDelete };
  });
  const toggle = useCallback((item: QuarantineItem) => {
    const now = latest.current;
    now.onChoice(withItems(now.choice, [item], !isChosen(now.choice, item), now.items));
  }, []);
  const remove = useCallback((item: QuarantineItem) => latest.current.onDelete({ ids: new Set([item.id]) }), []);

  const at = Math.min(active, length - 1);
  const item = items[at];
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), length - 1);
    setActive(next);
    virtual.scrollToIndex(next, { align: "auto" });
  };
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS, Home: -length, End: length }[event.key];
    if (step !== undefined) move(at + step);
    else if (event.key === " " && item) toggle(item);
    else if (event.key === "Delete" && item) onDelete(sizeOf(choice, length) > 0 ? choice : { ids: new Set([item.id]) });
    else return;
    event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
    <div
      ref={scroller}
      className={classes["list"]}
      role="grid"
      tabIndex={0}
      aria-label={t`Files in quarantine`}
      aria-multiselectable
      aria-rowcount={more ? -1 : length}
      aria-activedescendant={item ? `file-${item.id}` : undefined}
      onKeyDown={press}
    >
      <div role="rowgroup" className={classes["rows"]} style={{ height: virtual.getTotalSize() }}>
        {rows.map((row) => {
          const each = items[row.index];
          return each ? (
            <Item
              key={each.id}
              item={each}
              index={row.index}
              top={row.start}
              chosen={isChosen(choice, each)}
              active={row.index === at}
              measure={virtual.measureElement}
              onToggle={toggle}
              onDelete={remove}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}
