/** The scale ruler: a round length that fills about a third of the viewport's height. Pure. */
import type { Stack } from "../../lib/api";

const ROUND = [1, 2, 5] as const;
const SHARE = 0.4;

export interface Ruler {
  /** Length in CSS pixels. */
  readonly pixels: number;
  readonly ticks: number;
  readonly label: string;
}

/** `pixelsPerMm` CSS pixels a millimetre; null where the file gives no size in millimetres. */
export function ruler(stack: Pick<Stack, "spacing_mm" | "spacing_kind">, pixelsPerMm: number, height: number): Ruler | null {
  if (!stack.spacing_mm || stack.spacing_kind === "none") return null;
  const most = (height * SHARE) / pixelsPerMm;
  const power = 10 ** Math.floor(Math.log10(most));
  const mm = (ROUND.findLast((digit) => digit * power <= most) ?? 1) * power;
  const label = mm >= 10 ? `${mm / 10} cm` : `${Number(mm.toPrecision(2))} mm`;
  return { pixels: mm * pixelsPerMm, ticks: mm / power === 2 ? 4 : mm / power === 1 ? 10 : 5, label };
}
