/** One study in the grid, and the grey shape of one that is still on its way. */
import { useLingui } from "@lingui/react/macro";
import { ActionIcon, Skeleton } from "@mantine/core";
import { Info, PanelRight, ScanEye } from "lucide-react";
import { memo, useState, type MouseEvent, type PointerEvent } from "react";
import type { StudyRow } from "../lib/api";
import type { Column } from "./columns";
import classes from "./Table.module.css";

type Fitted = { column: Column; width: number }[];

export interface RowProps {
  row: StudyRow;
  index: number;
  /** Distance from the top of the list in CSS pixels. */
  top: number;
  template: string;
  columns: Fitted;
  selected: boolean;
  onSelect: (studyUid: string) => void;
  onOpen: (studyUid: string) => void;
  onDetails: (studyUid: string) => void;
  onPreview: (studyUid: string) => void;
  onMenu: (event: MouseEvent, row: StudyRow) => void;
}

export const Row = memo(function Row(props: RowProps) {
  const { row, index, top, template, columns, selected } = props;
  const { i18n } = useLingui();
  const uid = row.study_uid;
  const [pointed, setPointed] = useState(false);
  const click = (event: MouseEvent & Partial<Pick<PointerEvent, "pointerType">>) => {
    // A finger has no double click and no hover: one tap opens the study's own page.
    const touched = (event.nativeEvent as globalThis.PointerEvent).pointerType === "touch";
    if (touched) props.onDetails(uid);
    else props.onSelect(uid);
  };
  return (
    // The keys act on the grid's active row: see useKeys.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={`row-${uid}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={classes["row"]}
      style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}
      onClick={click}
      onPointerEnter={(event) => setPointed(event.pointerType === "mouse")}
      onPointerLeave={() => setPointed(false)}
      onDoubleClick={() => props.onOpen(uid)}
      onContextMenu={(event) => props.onMenu(event, row)}
    >
      {columns.map(({ column }) => (
        <div key={column.id} role="gridcell" className={classes["cell"]} data-align={column.align} data-column={column.id}>
          {column.cell(row, i18n)}
        </div>
      ))}
      {pointed ? <RowActions {...props} /> : null}
    </div>
  );
});

/** Shown over the row's end while the pointer is on it; the keys do the same. */
function RowActions({ row, onOpen, onDetails, onPreview }: RowProps) {
  const { t } = useLingui();
  const actions = [
    { icon: ScanEye, label: t`Open the viewer (Enter)`, run: onOpen },
    { icon: PanelRight, label: t`Preview (Space)`, run: onPreview },
    { icon: Info, label: t`Study details (I)`, run: onDetails },
  ];
  return (
    <div className={classes["actions"]} role="presentation" onDoubleClick={(event) => event.stopPropagation()}>
      {actions.map(({ icon: Icon, label, run }) => (
        <ActionIcon
          key={label}
          size={28}
          tabIndex={-1}
          title={label}
          aria-label={label}
          onClick={(event) => {
            event.stopPropagation();
            run(row.study_uid);
          }}
        >
          <Icon size={18} strokeWidth={1.75} />
        </ActionIcon>
      ))}
    </div>
  );
}

export function SkeletonRow({ top, template, columns, index }: { top: number; template: string; columns: Fitted; index: number }) {
  return (
    <div role="row" aria-hidden="true" className={classes["row"]} style={{ gridTemplateColumns: template, transform: `translateY(${top}px)` }}>
      {columns.map(({ column, width }, place) => (
        <div key={column.id} className={classes["cell"]}>
          <Skeleton height={12} radius={4} width={Math.round(width * (0.45 + 0.07 * ((index * 3 + place * 5) % 6)))} />
        </div>
      ))}
    </div>
  );
}
