/** The range of values that a colour map spans (SUV 0-10), and the window that means the same. Pure. */
import type { Stack } from "../../lib/api";
import type { Window } from "../scene";

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Upper ends of the usual SUV ranges, which all begin at 0. */
export const SUV_TOPS = [5, 7, 10, 15, 20] as const;
const FIRST_SUV_TOP = 10;

export function isSuv(unit: string): boolean {
  return /suv|g\/ml/i.test(unit);
}

/** The range as an exact linear window (PS3.3 C.11.2.1.3.2): `low` has the first colour, `high` the last. */
export function exactWindow({ low, high }: Range): Window {
  return { center: tidy((low + high) / 2), width: tidy(high - low), function: "LINEAR_EXACT" };
}

export function rangeOf({ center, width }: Pick<Window, "center" | "width">): Range {
  return { low: tidy(center - width / 2), high: tidy(center + width / 2) };
}

/** What is typed, if it is a range. */
export function readRange(low: number, high: number): Range | null {
  return Number.isFinite(low) && Number.isFinite(high) && high > low ? { low, high } : null;
}

/** The range a series begins with above another one: SUV 0-10, else the file's own window. */
export function firstRange(stack: Pick<Stack, "modality" | "unit" | "windows">): Range | null {
  if (isSuv(stack.unit)) return { low: 0, high: FIRST_SUV_TOP };
  const [first] = stack.windows;
  return first ? rangeOf(first) : null;
}

/** Twelve digits take away what adding binary fractions leaves. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
