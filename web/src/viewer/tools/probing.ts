/** The probe on the screen: which pixel is under the pointer, what the server says of it, where the text goes. */
import { t } from "@lingui/core/macro";
import type { PointValue, Probe } from "../../lib/api";
import { formatTenth, formatValue } from "../overlay/texts";
import type { ProbeMark } from "../overlay/overlay";
import { planeView, type PlaneView, type Scene, type Vec2 } from "../scene";
import { stackAt } from "../state";
import { screenToImage, type Size } from "../viewport/place";
import { screenToPatient } from "../viewport/spatial";
import { PointReader, ProbeReader } from "./reader";
import { movedBack } from "../align/alignment";
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

/** The lines of a probe in a plane: where, and what every layer holds there. */
export function pointLines([x, y, z]: readonly [number, number, number], values: readonly PointValue[] | null | undefined): readonly string[] {
  const place = [x, y, z].map(formatTenth).join("  ");
  if (values === undefined) return [place, "…"];
  const said = (values ?? []).flatMap(({ value, unit }) => (value === null ? [] : [`${formatValue(value)} ${unit}`.trim()]));
  return said.length === 0 ? [place, t`no value`] : [place, ...said];
}

interface Shows {
  probe(mark: ProbeMark | null): void;
}

export class Probing {
  readonly #stage: Pick<Stage, "state" | "sizeOf">;
  readonly #viewports: () => readonly Shows[];
  readonly #reader = new ProbeReader(() => this.#draw());
  readonly #points = new PointReader(() => this.#draw());
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
    const scene = state.arrangement.scenes[viewport];
    const view = scene?.view;
    const shows = this.#viewports()[viewport];
    const plane = planeView(scene);
    if (scene && plane && shows) return shows.probe(this.#inPlane(scene, plane, this.#stage.sizeOf(viewport), point));
    if (!stack || view?.kind !== "stack" || !shows) return;
    const [x, y] = screenToImage(stack, view, this.#stage.sizeOf(viewport), point).map(Math.floor) as [number, number];
    if (x < 0 || y < 0 || x >= stack.columns || y >= stack.rows) return shows.probe(null);
    const answer = this.#reader.read({ seriesUid: stack.series_uid, frame: view.frame, x, y });
    shows.probe({ at: point, lines: probeLines(x, y, answer) });
  }

  #inPlane({ layers }: Scene, view: PlaneView, size: Size, at: Vec2): ProbeMark {
    const [x, y, z] = screenToPatient(view, size, at).map((each) => Math.round(each * 10) / 10) as [number, number, number];
    const places = layers.map(({ series_uid, alignment }) => ({ seriesUid: series_uid, point_mm: movedBack([x, y, z], alignment) }));
    const values = this.#points.read({ places, phase: view.phase });
    return { at, lines: pointLines([x, y, z], values) };
  }
}
