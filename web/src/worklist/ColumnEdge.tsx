/** The edge of a column: drag it, or move it by the keys of a window splitter (ARIA practices), to set the width. */
import { useLingui } from "@lingui/react/macro";
import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { isShortcut } from "../lib/modifiers";
import classes from "./Table.module.css";

export interface ColumnEdgeProps {
  label: string;
  /** CSS pixels, as are all widths here. */
  width: number;
  onWidth: (px: number) => void;
  /** Back to the usual width. */
  onReset: () => void;
}

const NARROWEST_PX = 48;
const WIDEST_PX = 800;
const STEP_PX = 8;
const LEAP_PX = 40;

const within = (px: number) => Math.round(Math.min(Math.max(px, NARROWEST_PX), WIDEST_PX));

/** A double click, or Enter, goes back to the usual width. */
export function ColumnEdge({ label, width, onWidth, onReset }: ColumnEdgeProps) {
  const { t } = useLingui();
  const start = useRef<{ x: number; width: number } | null>(null);
  const down = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width };
  };
  const move = (event: PointerEvent) => {
    if (start.current) onWidth(within(start.current.width + event.clientX - start.current.x));
  };
  const up = () => {
    start.current = null;
  };
  const press = (event: KeyboardEvent) => {
    if (isShortcut(event)) return;
    const step = event.shiftKey ? LEAP_PX : STEP_PX;
    const to = { ArrowLeft: width - step, ArrowRight: width + step, Home: NARROWEST_PX, End: WIDEST_PX }[event.key];
    if (to !== undefined) onWidth(within(to));
    else if (event.key === "Enter") onReset();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className={classes["edge"]}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={NARROWEST_PX}
      aria-valuemax={WIDEST_PX}
      aria-valuetext={t`${width} pixels`}
      onKeyDown={press}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={up}
      onDoubleClick={onReset}
    />
  );
}
