/** The outline being drawn, as marks of its viewport. Pure. */
import type { Mark } from "../overlay/overlay";
import type { Vec2 } from "../scene";

export function drawnMarks(drawn: { readonly viewport: number; readonly points: readonly Vec2[] } | null, viewport: number): readonly Mark[] {
  if (drawn?.viewport !== viewport) return [];
  return [{ d: `M${drawn.points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}Z`, look: "dv-scalpel" }];
}
