/** The words in the four corners: who, where, which picture, how it is shown. Pure; `anonymous` leaves the person out. */
import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import type { Study, Stack } from "../../lib/api";
import { formatAge, formatDate, formatTime } from "../../lib/format";
import { nameLine } from "../../lib/personName";
import type { Role, Scene, SlabMode, SpatialView } from "../scene";
import type { OverlayMode } from "../state";
import { windowOf } from "../viewport/change";
import type { Size } from "../viewport/place";
import { viewWords } from "../surface/standard";
import { normalOf, spacingAlong } from "../viewport/spatial";
import { scaleOfScene } from "../viewport/sheet";
import { dot } from "../viewport/vectors";

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
  /** How a second series lies over it; empty where there is none. */
  readonly over: string;
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

/** The series' number and name. */
function title({ study, stack }: Shown): string {
  const series = study.series.find((one) => one.series_uid === stack.series_uid);
  return [series?.number === null || series?.number === undefined ? "" : t`Se ${series.number}`, series?.description ?? ""].filter(Boolean).join(": ");
}

/** The name of a plane. */
export function roleName(role: Role): string {
  return { axial: t`Axial`, coronal: t`Coronal`, sagittal: t`Sagittal` }[role];
}

/** What a slab or projection shows of the values on a ray. */
export function modeName(mode: SlabMode): string {
  return { mip: t`MIP`, minip: t`MinIP`, avg: t`Mean` }[mode];
}

/** The name of a view, its place, its thickness. */
function volumePlace(shown: Shown, view: SpatialView): readonly string[] {
  const { scene, stack } = shown;
  const phases = stack.volume?.phases ?? 1;
  const phase = phases > 1 ? t`Phase ${view.phase + 1} / ${phases}` : "";
  if (view.kind !== "plane") return real([title(shown), [view.kind === "surface" ? t`3D` : modeName(view.mode), viewWords(view)].join("  "), phase]);
  const name = scene.role ? roleName(scene.role) : t`Plane`;
  const at = dot(view.centre_mm, normalOf(view)).toFixed(1);
  const slab = view.slab_mm > 0 ? t`Slab ${formatValue(view.slab_mm)} mm ${modeName(view.slab_mode)}` : t`Slab off`;
  return real([title(shown), [name, phase].filter(Boolean).join("  "), `${t`Loc ${at} mm`}  ${slab}`]);
}

function place(shown: Shown): readonly string[] {
  const { stack, frame, scene } = shown;
  if (scene.view.kind !== "stack") return volumePlace(shown, scene.view);
  const count = stack.frames.length;
  const at = stack.frames[frame]?.location_mm;
  const where = at === null || at === undefined ? "" : t`Loc ${at.toFixed(1)} mm`;
  const thick = stack.thickness_mm === null ? "" : t`Thick ${formatValue(stack.thickness_mm)} mm`;
  return real([title(shown), t`Im ${frame + 1} / ${count}`, [where, thick].filter(Boolean).join("  ")]);
}

function look({ stack, scene, size, devicePixelRatio, over }: Shown): readonly string[] {
  const window = windowOf(scene, stack);
  const unit = stack.unit === "" ? "" : ` ${stack.unit}`;
  const voi = window ? `W ${formatValue(window.width)}  L ${formatValue(window.center)}${unit}` : "";
  const zoom = zoomText(stack, scene, size, devicePixelRatio);
  const inverted = scene.layers[0]?.invert ? t`Inverted` : "";
  return real([inverted, scene.view.kind === "surface" ? "" : voi, over, zoom, scene.view.kind === "stack" ? `${stack.columns} × ${stack.rows}` : ""]);
}

/** Zoom as device pixels per image pixel (voxel): 1 is one to one. */
function zoomText(stack: Stack, scene: Scene, size: Size, devicePixelRatio: number): string {
  const { view } = scene;
  const pixel_mm = view.kind === "stack" || !stack.volume ? (stack.spacing_mm?.[1] ?? 1) : spacingAlong(stack.volume, view.right);
  const scale = scaleOfScene(scene, stack, size) * pixel_mm * devicePixelRatio;
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
