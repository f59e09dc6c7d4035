/** Transfer functions in the reader's hands: points of value, colour and opacity, joined by straight lines (`render/transfer.py`). Pure. */

/** Value in output units; red, green, blue and the opacity of one millimetre, 0..1. */
export type CurvePoint = readonly [value: number, red: number, green: number, blue: number, opacity: number];
export type Curve = readonly CurvePoint[];

/** As many as the server takes. */
export const MOST_POINTS = 64;
export const FEWEST_POINTS = 2;

function sorted(curve: Curve): Curve {
  return curve.toSorted((a, b) => a[0] - b[0]);
}

function unit(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Colour and opacity at a value: straight lines between points, constant outside. The curve has at least one point. */
export function curveAt(curve: Curve, value: number): CurvePoint {
  const first = curve[0] ?? [value, 0, 0, 0, 0];
  let before: CurvePoint = first;
  for (const point of curve) {
    if (point[0] >= value) {
      const span = point[0] - before[0];
      const share = span > 0 ? (value - before[0]) / span : 1;
      const between = (part: 1 | 2 | 3 | 4) => (point[0] <= value || span <= 0 ? point[part] : before[part] + (point[part] - before[part]) * share);
      return value <= first[0] ? [value, first[1], first[2], first[3], first[4]] : [value, between(1), between(2), between(3), between(4)];
    }
    before = point;
  }
  return [value, before[1], before[2], before[3], before[4]];
}

/** Moves a point; it stays between its neighbours and within 0..1. */
export function movePoint(curve: Curve, index: number, value: number, opacity: number): Curve {
  const low = curve[index - 1]?.[0] ?? Number.NEGATIVE_INFINITY;
  const high = curve[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
  return curve.map((point, at) => (at === index ? [Math.min(high, Math.max(low, value)), point[1], point[2], point[3], unit(opacity)] : point));
}

/** A new point in the colour the curve has there; null when there is no room for one. */
export function addPoint(curve: Curve, value: number, opacity: number): { readonly curve: Curve; readonly index: number } | null {
  if (curve.length >= MOST_POINTS) return null;
  const [, red, green, blue] = curveAt(curve, value);
  const point: CurvePoint = [value, red, green, blue, unit(opacity)];
  const next = sorted([...curve, point]);
  return { curve: next, index: next.indexOf(point) };
}

export function removePoint(curve: Curve, index: number): Curve {
  return curve.length > FEWEST_POINTS ? curve.filter((_, at) => at !== index) : curve;
}

export function recolour(curve: Curve, index: number, [red, green, blue]: readonly [number, number, number]): Curve {
  return curve.map((point, at) => (at === index ? [point[0], unit(red), unit(green), unit(blue), point[4]] : point));
}

/** Everything denser (factor > 1) or thinner: as if the same stuff were so many times as thick. Turned round by 1 / factor. */
export function denser(curve: Curve, factor: number): Curve {
  return curve.map((point) => [point[0], point[1], point[2], point[3], tidy(1 - (1 - Math.min(point[4], 0.9999)) ** factor)]);
}

/** The whole curve moved along the value axis. */
export function shifted(curve: Curve, by: number): Curve {
  return curve.map((point) => [point[0] + by, point[1], point[2], point[3], point[4]]);
}

/** Points given as shares of a span of values, in output units. */
export function spreadOver(curve: Curve, low: number, high: number): Curve {
  return curve.map((point) => [tidy(low + point[0] * (high - low)), point[1], point[2], point[3], point[4]]);
}

/** Six digits are more than a screen shows, and keep links short. */
function tidy(value: number): number {
  return Number(value.toPrecision(6));
}

function byte(part: number): string {
  return Math.round(unit(part) * 255).toString(16).padStart(2, "0");
}

/** #rrggbb and back, for colour inputs. */
export function toHex(point: CurvePoint): string {
  return `#${byte(point[1])}${byte(point[2])}${byte(point[3])}`;
}

export function fromHex(text: string): [number, number, number] | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  return found ? (found.slice(1).map((part) => Number((Number.parseInt(part, 16) / 255).toFixed(3))) as [number, number, number]) : null;
}
