/** The transfer curve in the reader's hands: points to drag, add, colour and take away, above the values of the volume. */
import { Trans, useLingui } from "@lingui/react/macro";
import type { Histogram } from "../../lib/api";
import { Button, ColorInput, NumberInput } from "@mantine/core";
import { useId, useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { addPoint, curveAt, fromHex, movePoint, recolour, removePoint, toHex, type Curve } from "./curve";
import classes from "./CurveEditor.module.css";
import type { Spread } from "./look";

const WIDTH = 320;
const HEIGHT = 150;
const RADIUS = 6;
const STOPS = 24;

export interface CurveEditorProps {
  curve: Curve;
  /** The values at the left and right edge. */
  domain: Spread;
  /** How often values occur; null while it is not known. */
  histogram: Histogram | null;
  unit: string;
  onChange: (curve: Curve) => void;
  /** A change is complete: one step of undo. */
  onDone: () => void;
}

export function CurveEditor({ curve, domain, histogram, unit, onChange, onDone }: CurveEditorProps) {
  const { t } = useLingui();
  const [chosen, setChosen] = useState<number | null>(null);
  const surface = useRef<SVGSVGElement>(null);
  const fill = useId();
  const span = domain.high - domain.low;
  const x = (value: number) => ((value - domain.low) / span) * WIDTH;
  const y = (opacity: number) => HEIGHT - opacity * HEIGHT;
  const read = (event: { clientX: number; clientY: number }): [number, number] => {
    const box = surface.current?.getBoundingClientRect();
    if (!box) return [domain.low, 0];
    return [round(domain.low + ((event.clientX - box.left) / box.width) * span, span), 1 - (event.clientY - box.top) / box.height];
  };
  const point = chosen === null ? undefined : curve[chosen];
  const edges = [curveAt(curve, domain.low), ...curve, curveAt(curve, domain.high)];
  const line = edges.map((at) => `${x(at[0])},${y(at[4])}`).join(" ");
  const add = (event: { clientX: number; clientY: number }) => {
    const added = addPoint(curve, ...read(event));
    if (!added) return;
    onChange(added.curve);
    onDone();
    setChosen(added.index);
  };
  const addInTheMiddle = () => {
    const middle = domain.low + span / 2;
    const added = addPoint(curve, round(middle, span), curveAt(curve, middle)[4]);
    if (!added) return;
    onChange(added.curve);
    onDone();
    setChosen(added.index);
  };
  const remove = (index: number) => {
    onChange(removePoint(curve, index));
    onDone();
    setChosen(null);
  };
  const keys = (event: KeyboardEvent, index: number) => {
    const at = curve[index];
    const step = event.shiftKey ? 10 : 1;
    const way = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] } as Record<string, [number, number]>)[event.key];
    if (event.key === "Delete" || event.key === "Backspace") remove(index);
    else if (way && at) {
      onChange(movePoint(curve, index, round(at[0] + (way[0] * step * span) / 200, span), at[4] + way[1] * step * 0.01));
      onDone();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={classes["root"]}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the button below adds a point too */}
      <svg ref={surface} className={classes["plot"]} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" onDoubleClick={add} role="group" aria-label={t`Curve of opacity`}>
        <defs>
          <linearGradient id={fill}>
            {Array.from({ length: STOPS + 1 }, (_, at) => (
              <stop key={at} offset={at / STOPS} stopColor={toHex(curveAt(curve, domain.low + (span * at) / STOPS))} />
            ))}
          </linearGradient>
        </defs>
        <path className={classes["grid"]} d={[0.25, 0.5, 0.75].map((share) => `M0 ${y(share)}H${WIDTH}`).join("")} />
        {histogram ? <path className={classes["counts"]} d={bars(histogram, x)} /> : null}
        <polygon points={`${x(domain.low)},${HEIGHT} ${line} ${x(domain.high)},${HEIGHT}`} fill={`url(#${fill})`} opacity={0.7} />
        <polyline className={classes["line"]} points={line} />
      </svg>
      {curve.map((at, index) => (
        <Handle
          // oxlint-disable-next-line react/no-array-index-key -- a point is its place in the row: it never passes its neighbours
          key={index}
          left={x(at[0]) / WIDTH}
          top={y(at[4]) / HEIGHT}
          colour={toHex(at)}
          chosen={index === chosen}
          label={t`Point ${index + 1}: ${at[0]} ${unit}, ${Math.round(at[4] * 100)} %`}
          onChoose={() => setChosen(index)}
          onDrag={(event) => onChange(movePoint(curve, index, ...read(event)))}
          onDone={onDone}
          onKey={(event) => keys(event, index)}
        />
      ))}
      <div className={classes["axis"]}>
        <span>{round(domain.low, span)}</span>
        <span>{unit}</span>
        <span>{round(domain.high, span)}</span>
      </div>
      {point && chosen !== null ? (
        <div className={classes["point"]}>
          <NumberInput size="xs" hideControls label={unit === "" ? t`Value` : t`Value (${unit})`} value={point[0]} onChange={(value) => typeof value === "number" && onChange(movePoint(curve, chosen, value, point[4]))} onBlur={onDone} />
          <NumberInput size="xs" hideControls label={t`Opacity (%)`} min={0} max={100} value={Math.round(point[4] * 100)} onChange={(value) => typeof value === "number" && onChange(movePoint(curve, chosen, point[0], value / 100))} onBlur={onDone} />
          <ColorInput size="xs" label={t`Colour`} format="hex" value={toHex(point)} onChange={(text) => colour(text, chosen, curve, onChange)} onChangeEnd={onDone} />
          <Button size="xs" variant="default" disabled={curve.length <= 2} onClick={() => remove(chosen)}>
            <Trans>Remove</Trans>
          </Button>
        </div>
      ) : (
        <p className={classes["hint"]}>
          <Trans>Drag a point, or double-click to add one.</Trans>{" "}
          <button type="button" className={classes["add"]} onClick={addInTheMiddle}>
            <Trans>Add a point</Trans>
          </button>
        </p>
      )}
    </div>
  );
}

/** The counts as one outline, by their logarithm: most of a body is air. */
function bars({ first, last, counts }: Histogram, x: (value: number) => number): string {
  const most = Math.log1p(Math.max(1, ...counts));
  const width = (last - first) / counts.length;
  const tops = counts.map((count, at) => `L${x(first + width * at)} ${HEIGHT * (1 - Math.log1p(count) / most)}H${x(first + width * (at + 1))}`);
  return `M${x(first)} ${HEIGHT}${tops.join("")}V${HEIGHT}Z`;
}

function colour(text: string, index: number, curve: Curve, onChange: (curve: Curve) => void): void {
  const rgb = fromHex(text);
  if (rgb) onChange(recolour(curve, index, rgb));
}

/** As many digits as a thousandth of the stretch of values shown. */
function round(value: number, span: number): number {
  const digits = Math.max(0, 3 - Math.floor(Math.log10(span)));
  return Number(value.toFixed(Math.min(digits, 6)));
}

interface HandleProps {
  left: number;
  top: number;
  colour: string;
  chosen: boolean;
  label: string;
  onChoose: () => void;
  onDrag: (event: PointerEvent) => void;
  onDone: () => void;
  onKey: (event: KeyboardEvent) => void;
}

function Handle({ left, top, colour, chosen, label, onChoose, onDrag, onDone, onKey }: HandleProps) {
  const held = useRef(false);
  return (
    <button
      type="button"
      className={classes["handle"]}
      style={{ left: `${left * 100}%`, top: `${top * HEIGHT}px`, backgroundColor: colour, width: 2 * RADIUS, height: 2 * RADIUS }}
      aria-label={label}
      data-on={chosen || undefined}
      onFocus={onChoose}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        held.current = true;
        onChoose();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (held.current) onDrag(event);
      }}
      onPointerUp={() => {
        held.current = false;
        onDone();
      }}
    />
  );
}
