/** The words in the four corners: who, where, which picture, how it is shown. Pure; `anonymous` leaves the person out. */
import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import type { Study, Stack } from "../../lib/api";
import { formatAge, formatDate, formatTime } from "../../lib/format";
import { nameLine } from "../../lib/personName";
import type { Scene } from "../scene";
import type { OverlayMode } from "../state";
import { windowOf } from "../viewport/change";
import { scaleOf, type Size } from "../viewport/place";

export interface Corners {
  readonly topLeft: readonly string[];
  readonly topRight: readonly string[];
  readonly bottomLeft: readonly string[];
  readonly bottomRight: readonly string[];
}

export const NO_CORNERS: Corners = { topLeft: [], topRight: [], bottomLeft: [], bottomRight: [] };

export interface Shown {
  readonly study: Study;
  readonly stack: Stack;
  /** As the reader wants it: window, zoom. */
  readonly scene: Scene;
  /** The frame whose picture is on the screen, so that number and picture always agree. */
  readonly frame: number;
  readonly size: Size;
  readonly devicePixelRatio: number;
}

const real = (lines: readonly (string | null)[]): readonly string[] => lines.filter((line) => line !== null && line.trim() !== "") as string[];

/** A number with as many digits as it needs: 40, 2.5, 0.031. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return new Intl.NumberFormat(i18n.locale || "en", { maximumFractionDigits: digits, useGrouping: false }).format(value);
}

function person({ study }: Shown): readonly string[] {
  const { patient } = study;
  const language = i18n.locale || "en";
  const born = [formatDate(patient.birth_date, language), formatAge(patient.birth_date, study.study_date, language), patient.sex ?? ""];
  return real([nameLine(patient.name, language), patient.id, born.filter(Boolean).join(" · ")]);
}

function examination({ study }: Shown, mode: OverlayMode): readonly string[] {
  const when = [formatDate(study.study_date, i18n.locale || "en"), formatTime(study.study_time)].filter(Boolean).join(" ");
  return mode === "full" ? real([study.institution, when, study.description]) : real([study.description]);
}

function place({ study, stack, frame }: Shown): readonly string[] {
  const series = study.series.find((one) => one.series_uid === stack.series_uid);
  const title = [series?.number === null || series?.number === undefined ? "" : t`Se ${series.number}`, series?.description ?? ""].filter(Boolean).join(": ");
  const count = stack.frames.length;
  const at = stack.frames[frame]?.location_mm;
  const where = at === null || at === undefined ? "" : t`Loc ${at.toFixed(1)} mm`;
  const thick = stack.thickness_mm === null ? "" : t`Thick ${formatValue(stack.thickness_mm)} mm`;
  return real([title, t`Im ${frame + 1} / ${count}`, [where, thick].filter(Boolean).join("  ")]);
}

function look({ stack, scene, size, devicePixelRatio }: Shown): readonly string[] {
  const window = windowOf(scene, stack);
  const unit = stack.unit === "" ? "" : ` ${stack.unit}`;
  const voi = window ? `W ${formatValue(window.width)}  L ${formatValue(window.center)}${unit}` : "";
  const zoom = scene.view.kind === "stack" ? zoomText(stack, scene.view, size, devicePixelRatio) : "";
  const inverted = scene.layers[0]?.invert ? t`Inverted` : "";
  return real([inverted, voi, zoom, `${stack.columns} × ${stack.rows}`]);
}

/** Zoom as device pixels per image pixel: 1 is one to one. */
function zoomText(stack: Stack, view: Parameters<typeof scaleOf>[1], size: Size, devicePixelRatio: number): string {
  const scale = scaleOf(stack, view, size) * (stack.spacing_mm?.[1] ?? 1) * devicePixelRatio;
  return t`Zoom ${formatValue(Math.round(scale * 100) / 100)}`;
}

/** The four corners of one viewport. */
export function cornerTexts(shown: Shown, mode: OverlayMode): Corners {
  if (mode === "none") return NO_CORNERS;
  return {
    topLeft: mode === "full" ? person(shown) : [],
    topRight: examination(shown, mode),
    bottomLeft: place(shown),
    bottomRight: look(shown),
  };
}
