/** Whole numbers as text, small ones short: variable-length base 64 as source maps have it. An outline becomes some hundred characters. Pure. */
import type { Vec2 } from "../scene";
import { Malformed } from "./read";

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const MOST = 2 ** 30;

function digits(value: number): string {
  let rest = value < 0 ? -value * 2 + 1 : value * 2;
  let text = "";
  do {
    const low = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS[low + (rest > 0 ? 32 : 0)] ?? "";
  } while (rest > 0);
  return text;
}

function numbers(text: string): number[] {
  const found: number[] = [];
  let [value, scale] = [0, 1];
  for (const char of text) {
    const digit = DIGITS.indexOf(char);
    if (digit === -1 || scale > MOST) throw new Malformed("digit expected");
    value += (digit % 32) * scale;
    scale *= 32;
    if (digit >= 32) continue;
    found.push(value % 2 === 1 ? -(value - 1) / 2 : value / 2);
    [value, scale] = [0, 1];
  }
  if (scale !== 1) throw new Malformed("text ends within a number");
  return found;
}

/** Points of whole steps of 1 / `perMm` millimetres, each by its way from the one before. */
export function writePoints(points: readonly Vec2[], perMm: number): string {
  let [x, y] = [0, 0];
  return points
    .map((point) => {
      const [nextX, nextY] = [Math.round(point[0] * perMm), Math.round(point[1] * perMm)];
      const text = digits(nextX - x) + digits(nextY - y);
      [x, y] = [nextX, nextY];
      return text;
    })
    .join("");
}

/** The same points again. Throws Malformed for anything else. */
export function readPoints(text: string, perMm: number): readonly Vec2[] {
  const steps = numbers(text);
  if (steps.length % 2 === 1) throw new Malformed("pairs expected");
  const points: Vec2[] = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < steps.length; at += 2) {
    x += steps[at] ?? 0;
    y += steps[at + 1] ?? 0;
    points.push([x / perMm, y / perMm]);
  }
  return points;
}
