/** Head of a column: sorts where the server can, and its edge sets the width. */
import { useLingui } from "@lingui/react/macro";
import { UnstyledButton } from "@mantine/core";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { StudySort } from "../lib/api";
import { ColumnEdge } from "./ColumnEdge";
import type { Column } from "./columns";
import type { ColumnChoice } from "./fit";
import classes from "./Table.module.css";

export interface HeadCellProps {
  column: Column;
  width: number;
  sort: StudySort;
  onSort: (sort: StudySort) => void;
  choice: ColumnChoice;
  onChoice: (choice: ColumnChoice) => void;
}

export function HeadCell({ column, width, sort, onSort, choice, onChoice }: HeadCellProps) {
  const { i18n, t } = useLingui();
  const label = i18n._(column.label);
  const Icon = column.icon;
  const order = column.sort;
  const direction = order && sort === order.up ? "ascending" : order && sort === order.down ? "descending" : undefined;
  const next = order && (order.down !== null && sort !== order.down ? order.down : order.up);
  return (
    <div role="columnheader" aria-label={label} className={classes["headCell"]} data-align={column.align} aria-sort={direction}>
      {next ? (
        <UnstyledButton className={classes["sort"]} onClick={() => onSort(next)} title={label}>
          <span className="dp-truncate">{label}</span>
          {direction === "ascending" ? <ArrowUp size={14} aria-hidden="true" /> : null}
          {direction === "descending" ? <ArrowDown size={14} aria-hidden="true" /> : null}
        </UnstyledButton>
      ) : (
        <span className="dp-truncate" title={label}>
          {Icon ? <Icon size={16} strokeWidth={1.75} aria-label={label} /> : label}
        </span>
      )}
      <ColumnEdge
        label={t`Width of ${label}`}
        width={width}
        onWidth={(px) => onChoice({ ...choice, widths: { ...choice.widths, [column.id]: px } })}
        onReset={() => onChoice(without(choice, column.id))}
      />
    </div>
  );
}

function without(choice: ColumnChoice, id: string): ColumnChoice {
  return { ...choice, widths: Object.fromEntries(Object.entries(choice.widths).filter(([each]) => each !== id)) };
}
