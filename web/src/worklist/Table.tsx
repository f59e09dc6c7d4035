/** The work list as a grid: sticky head, virtual rows, one focus stop, the reader's keys. */
import { useLingui } from "@lingui/react/macro";
import { useElementSize } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, type MouseEvent, type RefObject } from "react";
import type { StudyRow, StudySort } from "../lib/api";
import { COLUMNS, type Column } from "./columns";
import { fitColumns, type ColumnChoice } from "./fit";
import { HeadCell } from "./HeadCell";
import { LIST } from "./place";
import { Row, SkeletonRow } from "./Row";
import { RowMenu, type MenuPlace } from "./RowMenu";
import classes from "./Table.module.css";

export interface TableProps {
  rows: StudyRow[];
  hasMore: boolean;
  /** Dimmed while the next search is on its way. */
  stale: boolean;
  sort: StudySort;
  onSort: (sort: StudySort) => void;
  selected: string | null;
  onSelect: (studyUid: string) => void;
  onOpen: (studyUid: string) => void;
  onDetails: (studyUid: string) => void;
  onPreview: (studyUid: string) => void;
  onEnd: () => void;
  choice: ColumnChoice;
  onChoice: (choice: ColumnChoice) => void;
  /** The scrolling element; its owner reads and restores the position. */
  scroller: RefObject<HTMLDivElement | null>;
  initialTop: number;
}

const ROW_PX = 40;
/** Width of the row's own padding on both sides. */
const PADDING_PX = 32;
/** The next page is asked for this many rows before the end. */
const AHEAD = 120;
/** Skeleton rows below the last row while there is more. */
const TAIL = 6;

export function Table(props: TableProps) {
  const { rows, hasMore, selected, choice, scroller, onEnd } = props;
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
    count: rows.length + (hasMore ? TAIL : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
    initialOffset: props.initialTop,
    scrollPaddingStart: ROW_PX,
    useFlushSync: false,
  });
  const items = virtual.getVirtualItems();
  const nearEnd = hasMore && (items.at(-1)?.index ?? 0) > rows.length - AHEAD;
  const { length } = rows;
  useEffect(() => {
    // Also when a page came and the reader is near the new end already.
    if (nearEnd && length >= 0) onEnd();
  }, [nearEnd, length, onEnd]);

  const index = useMemo(() => (selected === null ? -1 : rows.findIndex((row) => row.study_uid === selected)), [rows, selected]);
  const seen = useRef(selected);
  useEffect(() => {
    // Follow the selection when a key moves it; never when rows arrive above it.
    if (seen.current !== selected && index >= 0) virtual.scrollToIndex(index, { align: "auto" });
    seen.current = selected;
  }, [selected, index, virtual]);

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
        aria-rowcount={hasMore ? -1 : rows.length + 1}
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
            const row = rows[item.index];
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
