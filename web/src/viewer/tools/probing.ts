/** The probe on the screen: which pixel is under the pointer, what the server says of it, where the text goes. */
import { t } from "@lingui/core/macro";
import type { Probe } from "../../lib/api";
import { formatValue } from "../overlay/texts";
import type { ProbeMark } from "../overlay/overlay";
import type { Vec2 } from "../scene";
import { stackAt } from "../state";
import { screenToImage } from "../viewport/place";
import { ProbeReader } from "./reader";
import type { Stage } from "./tool";

/** The lines of a probe. Stored values are shown too where they differ. */
export function probeLines(x: number, y: number, answer: Probe | null | undefined): readonly string[] {
  const place = `x ${x}  y ${y}`;
  if (answer === undefined) return [place, "…"];
  if (answer === null) return [place, t`no value`];
  const { stored, value, unit } = answer;
  const lines = [place];
  if (value !== null) lines.push(`${formatValue(value)} ${unit}`.trim());
  const raw = Array.isArray(stored) ? stored.join(" ") : String(stored);
  if (value === null || raw !== String(value)) lines.push(t`stored ${raw}`);
  return lines;
}

interface Shows {
  probe(mark: ProbeMark | null): void;
}

export class Probing {
  readonly #stage: Pick<Stage, "state" | "sizeOf">;
  readonly #viewports: () => readonly Shows[];
  readonly #reader = new ProbeReader(() => this.#draw());
  #at: { readonly viewport: number; readonly point: Vec2 } | null = null;

  constructor(stage: Pick<Stage, "state" | "sizeOf">, viewports: () => readonly Shows[]) {
    this.#stage = stage;
    this.#viewports = viewports;
  }

  show(viewport: number, point: Vec2 | null): void {
    if (this.#at && this.#at.viewport !== viewport) this.#viewports()[this.#at.viewport]?.probe(null);
    this.#at = point ? { viewport, point } : null;
    if (!point) this.#viewports()[viewport]?.probe(null);
    this.#draw();
  }

  /** The state changed: another tool takes the probe away, another frame reads anew. */
  changed(): void {
    if (!this.#at) return;
    if (this.#stage.state.tool === "probe") this.#draw();
    else this.show(this.#at.viewport, null);
  }

  #draw(): void {
    if (!this.#at) return;
    const { viewport, point } = this.#at;
    const { state } = this.#stage;
    const stack = stackAt(state, viewport);
    const view = state.arrangement.scenes[viewport]?.view;
    const shows = this.#viewports()[viewport];
    if (!stack || view?.kind !== "stack" || !shows) return;
    const [x, y] = screenToImage(stack, view, this.#stage.sizeOf(viewport), point).map(Math.floor) as [number, number];
    if (x < 0 || y < 0 || x >= stack.columns || y >= stack.rows) return shows.probe(null);
    const answer = this.#reader.read({ seriesUid: stack.series_uid, frame: view.frame, x, y });
    shows.probe({ at: point, lines: probeLines(x, y, answer) });
  }
}
