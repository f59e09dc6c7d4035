/** The work list as a grid: sticky head, virtual rows, one focus stop, the reader's keys. */
import { useLingui } from "@lingui/react/macro";
import { useElementSize } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState, type MouseEvent, type RefObject } from "react";
import type { StudyRow, StudySort } from "../lib/api";
import { COLUMNS, type Column } from "./columns";
import { countOf, offsetFor, placeIn, rowAt, shiftOf, wantingEnd, type End, type Ends } from "./ends";
import { fitColumns, type ColumnChoice } from "./fit";
import { HeadCell } from "./HeadCell";
import { LIST } from "./place";
import { Row, SkeletonRow } from "./Row";
import { RowMenu, type MenuPlace } from "./RowMenu";
import classes from "./Table.module.css";

export interface TableProps {
  ends: Ends;
  /** No row of any search is here yet. */
  loading: boolean;
  /** Dimmed while the next search is on its way. */
  stale: boolean;
  sort: StudySort;
  onSort: (sort: StudySort) => void;
  selected: string | null;
  onSelect: (studyUid: string) => void;
  onOpen: (studyUid: string) => void;
  onDetails: (studyUid: string) => void;
  onPreview: (studyUid: string) => void;
  /** Rows near those that are looked at are missing. */
  onWant: (end: End) => void;
  choice: ColumnChoice;
  onChoice: (choice: ColumnChoice) => void;
  /** The scrolling element; its owner reads and restores the position. */
  scroller: RefObject<HTMLDivElement | null>;
  initialTop: number;
}

const ROW_PX = 40;
/** Width of the row's own padding on both sides. */
const PADDING_PX = 32;
/** Skeleton rows before the first page came. */
const FIRST = 6;

export function Table(props: TableProps) {
  const { ends, selected, choice, scroller, onWant } = props;
  const count = countOf(ends);
  const { t } = useLingui();
  const { ref: measured, width: room } = useElementSize<HTMLDivElement>();
  const fitted = useMemo(() => fitColumns(COLUMNS, room - PADDING_PX, choice), [room, choice]);
  // Rows are absolutely placed: without a width of their own they would end at the edge of the window.
  const least = fitted.reduce((sum, { width }) => sum + width, PADDING_PX);
  // One column takes what the others leave, until the reader says how wide it is.
  const takesRest = (column: Column) => column.grows === true && choice.widths[column.id] === undefined;
  const template = fitted.map(({ column, width }) => (takesRest(column) ? `minmax(${width}px, 1fr)` : `${width}px`)).join(" ");
  const rest = Math.max(0, Math.floor(room - least));
  const virtual = useVirtualizer({
    count: props.loading ? FIRST : count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
    initialOffset: props.initialTop,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const wanted = wantingEnd(ends, items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  useEffect(() => {
    // With every page anew: the reader may be near the next hole already.
    if (wanted && ends) onWant(wanted);
  }, [wanted, ends, onWant]);
  const [, drawAgain] = useReducer((times: number) => times + 1, 0);
  const index = useMemo(() => placeIn(ends, selected), [ends, selected]);
  const shown = useRef({ ends, selected });
  useLayoutEffect(() => {
    const { ends: before, selected: chosenBefore } = shown.current;
    shown.current = { ends, selected };
    const list = scroller.current;
    if (!list) return;
    // The browser has pushed back a list that became shorter; where it was is known still.
    const was = countOf(ends) < countOf(before) ? (virtual.scrollOffset ?? list.scrollTop) : list.scrollTop;
    const kept = was + ROW_PX * shiftOf(before, ends, Math.floor(was / ROW_PX));
    // Follow the selection when a key moves it; never when rows arrive above it. Not by `scrollToIndex`: it goes on to aim at the place
    // the row had when it was called, and a page that comes in above moves the row.
    const follows = chosenBefore !== selected && index >= 0;
    const offset = follows ? offsetFor(index, kept, list.clientHeight, ROW_PX) : kept;
    if (offset === list.scrollTop) return;
    list.scrollTop = offset;
    // Not with the browser's next word about it: until then other rows would be in sight.
    virtual.scrollOffset = list.scrollTop;
    drawAgain();
  }, [ends, selected, index, scroller, virtual]);

  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const { onSelect } = props;
  const openMenu = useCallback(
    (event: MouseEvent, row: StudyRow) => {
      event.preventDefault();
      onSelect(row.study_uid);
      setMenu({ x: event.clientX, y: event.clientY, studyUid: row.study_uid });
    },
    [onSelect],
  );
  return (
    <div ref={measured} className={classes["frame"]}>
      <div
        ref={scroller}
        id={LIST}
        className={classes["scroller"]}
        data-stale={props.stale || undefined}
        role="grid"
        tabIndex={0}
        aria-label={t`Studies`}
        aria-rowcount={ends.exact ? count + 1 : -1}
        aria-colcount={fitted.length}
        aria-activedescendant={index >= 0 ? `row-${selected}` : undefined}
      >
        <div role="row" aria-rowindex={1} className={classes["head"]} style={{ gridTemplateColumns: template, minWidth: least }}>
          {fitted.map(({ column, width }) => (
            <HeadCell key={column.id} column={column} width={width + (takesRest(column) ? rest : 0)} sort={props.sort} onSort={props.onSort} choice={choice} onChoice={props.onChoice} />
          ))}
        </div>
        <div role="rowgroup" className={classes["body"]} style={{ height: virtual.getTotalSize(), minWidth: least }}>
          {items.map((item) => {
            const row = rowAt(ends, item.index);
            return row ? (
              <Row
                key={row.study_uid}
                row={row}
                index={item.index}
                top={item.start}
                template={template}
                columns={fitted}
                selected={item.index === index}
                onSelect={onSelect}
                onOpen={props.onOpen}
                onDetails={props.onDetails}
                onPreview={props.onPreview}
                onMenu={openMenu}
              />
            ) : (
              <SkeletonRow key={`more-${item.index}`} top={item.start} template={template} columns={fitted} index={item.index} />
            );
          })}
        </div>
      </div>
      <RowMenu place={menu} onClose={() => setMenu(null)} onOpen={props.onOpen} onDetails={props.onDetails} onPreview={props.onPreview} />
    </div>
  );
}
