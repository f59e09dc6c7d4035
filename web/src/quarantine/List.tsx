/** The files as a grid of virtual rows: one focus stop; arrows move, Space chooses, Delete asks. */
import { useLingui } from "@lingui/react/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from "react";
import type { QuarantineItem } from "../lib/api";
import { useMinute } from "../ui/useMinute";
import { isShortcut } from "../lib/modifiers";
import { isChosen, sizeOf, withItems, type Choice } from "./choice";
import { fileAt, wanting, type End, type Ends } from "./ends";
import { Item } from "./Item";
import classes from "./Quarantine.module.css";

export interface ListProps {
  ends: Ends;
  choice: Choice;
  onChoice: (choice: Choice) => void;
  onDelete: (choice: Choice) => void;
  /** Rows near those that are looked at are missing. */
  onWant: (end: End) => void;
}

/** A row with a reason of one line; longer ones are measured. */
const ROW_PX = 92;
const PAGE_ROWS = 8;

export function List({ ends, choice, onChoice, onDelete, onWant }: ListProps) {
  const { t } = useLingui();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const { count } = ends;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    getItemKey: (row) => fileAt(ends, row)?.id ?? row,
    estimateSize: () => ROW_PX,
    overscan: 8,
    useFlushSync: false,
  });
  const rows = virtual.getVirtualItems();
  const now = useMinute();
  const [places, setPlaces] = useState(rows.length);
  if (rows.length > places) setPlaces(rows.length);
  const wanted = wanting(ends, rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0);
  useEffect(() => {
    // With every page anew: the reader may be near the next hole already.
    if (wanted && ends) onWant(wanted);
  }, [wanted, ends, onWant]);

  const measure = useCallback(
    (row: HTMLElement | null, id: string) => {
      virtual.measureElement(row);
      // The element is another file's next: it must not be let go of as this one's.
      return () => void virtual.elementsCache.delete(id);
    },
    [virtual],
  );

  const latest = useRef({ choice, onChoice, onDelete });
  useEffect(() => {
    latest.current = { choice, onChoice, onDelete };
  });
  const toggle = useCallback((item: QuarantineItem) => {
    const now = latest.current;
    now.onChoice(withItems(now.choice, [item], !isChosen(now.choice, item)));
  }, []);
  const remove = useCallback((item: QuarantineItem) => latest.current.onDelete({ ids: new Set([item.id]) }), []);

  const at = Math.min(active, count - 1);
  const item = fileAt(ends, at);
  const move = (to: number) => {
    const next = Math.min(Math.max(to, 0), count - 1);
    setActive(next);
    virtual.scrollToIndex(next, { align: "auto" });
  };
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || isShortcut(event)) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS, Home: -count, End: count }[event.key];
    if (step !== undefined) move(at + step);
    else if (event.key === " " && item) toggle(item);
    else if (event.key === "Delete" && item) onDelete(sizeOf(choice, count) > 0 ? choice : { ids: new Set([item.id]) });
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
      aria-rowcount={count}
      aria-activedescendant={item ? `file-${item.id}` : undefined}
      onKeyDown={press}
    >
      <div role="rowgroup" className={classes["rows"]} style={{ height: virtual.getTotalSize() }}>
        {rows.map((row) => {
          const each = fileAt(ends, row.index);
          return each ? (
            <Item
              key={row.index % places}
              item={each}
              index={row.index}
              top={row.start}
              chosen={isChosen(choice, each)}
              active={row.index === at}
              now={now}
              measure={measure}
              onToggle={toggle}
              onDelete={remove}
            />
          ) : (
            <div key={`missing-${row.index}`} role="row" aria-hidden="true" className={classes["place"]} style={{ transform: `translateY(${row.start}px)` }}>
              <div className={classes["missing"]} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
