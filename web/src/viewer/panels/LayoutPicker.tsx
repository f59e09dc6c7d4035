/** The grid of layouts: hover or arrow keys choose rows and columns. */
import { useLingui } from "@lingui/react/macro";
import { Popover, Tooltip, UnstyledButton } from "@mantine/core";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { useViewer, useViewerState } from "../context";
import { ADVANCED } from "../layout/advanced";
import { setGrid } from "../layout/grid";
import { MAX_COLUMNS, MAX_ROWS } from "../state";
import { GridIcon } from "./icons";
import classes from "./LayoutPicker.module.css";
import bar from "./Toolbar.module.css";

const CELLS = Array.from({ length: MAX_ROWS * MAX_COLUMNS }, (_, index) => ({
  row: Math.floor(index / MAX_COLUMNS) + 1,
  column: (index % MAX_COLUMNS) + 1,
}));
const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -MAX_COLUMNS, ArrowDown: MAX_COLUMNS };

/** Arrow keys go from cell to cell. */
function move(event: KeyboardEvent<HTMLElement>, index: number): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  event.preventDefault();
  event.currentTarget.parentElement?.querySelectorAll("button")[index + step]?.focus();
}

/** What opens the grid may show. */
interface LayoutTarget {
  readonly rows: number;
  readonly columns: number;
  readonly opened: boolean;
  readonly toggle: () => void;
}

/** The grid in a popover of `position`; `children` draws what opens it. */
export function LayoutPopover({ position, children }: { position: "top" | "bottom-start"; children: (target: LayoutTarget) => ReactNode }) {
  const { t } = useLingui();
  const viewer = useViewer();
  const rows = useViewerState((state) => state.arrangement.rows);
  const columns = useViewerState((state) => state.arrangement.columns);
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position={position} trapFocus returnFocus>
      <Popover.Target>{children({ rows, columns, opened, toggle: () => setOpened(!opened) })}</Popover.Target>
      <Popover.Dropdown p="sm" aria-label={t`Layout`}>
        <LayoutGrid
          rows={rows}
          columns={columns}
          onPick={(row, column) => {
            setOpened(false);
            viewer.arrange((arrangement) => setGrid(arrangement, row, column, viewer.state.study?.series ?? []));
          }}
        />
        <LayoutList onPick={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

export function LayoutPicker() {
  const { t } = useLingui();
  return (
    <LayoutPopover position="bottom-start">
      {({ rows, columns, opened, toggle }) => (
        <Tooltip label={t`Layout`} disabled={opened}>
          <UnstyledButton className={bar["button"] ?? ""} aria-label={t`Layout: ${rows} by ${columns}`} onClick={toggle}>
            <GridIcon rows={rows} columns={columns} />
          </UnstyledButton>
        </Tooltip>
      )}
    </LayoutPopover>
  );
}

/** Reconstructions of the active series, by name. */
function LayoutList({ onPick }: { onPick: () => void }) {
  const { i18n } = useLingui();
  const viewer = useViewer();
  const layout = useViewerState((state) => state.arrangement.layout);
  return (
    <div className={classes["list"]}>
      {ADVANCED.map(({ id, label }) => (
        <UnstyledButton
          key={id}
          className={classes["named"] ?? ""}
          aria-pressed={id === layout}
          onClick={() => {
            onPick();
            void viewer.volumes.open(id);
          }}
        >
          {i18n._(label)}
        </UnstyledButton>
      ))}
    </div>
  );
}

function LayoutGrid({ rows, columns, onPick }: { rows: number; columns: number; onPick: (rows: number, columns: number) => void }) {
  const { t } = useLingui();
  const [hovered, setHovered] = useState<{ row: number; column: number } | null>(null);
  const shown = hovered ?? { row: rows, column: columns };
  return (
    <div role="dialog" aria-label={t`Layout`}>
      <div className={classes["grid"]} onPointerLeave={() => setHovered(null)}>
        {CELLS.map(({ row, column }, index) => (
          <button
            key={`${row}.${column}`}
            type="button"
            className={classes["cell"]}
            aria-label={t`${row} by ${column}`}
            data-on={(row <= shown.row && column <= shown.column) || undefined}
            data-autofocus={(row === rows && column === columns) || undefined}
            onPointerEnter={() => setHovered({ row, column })}
            onFocus={() => setHovered({ row, column })}
            onKeyDown={(event) => move(event, index)}
            onClick={() => onPick(row, column)}
          />
        ))}
      </div>
      <p className={classes["size"]} aria-hidden="true">
        {shown.row} × {shown.column}
      </p>
    </div>
  );
}
