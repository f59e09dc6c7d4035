/** The words in the four corners: who, where, which picture, how it is shown. Pure; `anonymous` leaves the person out. */
import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import type { Study, Stack } from "../../lib/api";
import { formatAge, formatDate, formatTime } from "../../lib/format";
import { nameLine } from "../../lib/personName";
import type { Role, Scene, SlabMode, SpatialView, Window } from "../scene";
import type { OverlayMode } from "../state";
import { windowOf } from "../viewport/change";
import type { Size } from "../viewport/place";
import { viewWords } from "../surface/standard";
import { normalOf, voxelOf } from "../viewport/spatial";
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
  /** A presentation state decides the grey levels, by a window of this frame or (null) by a look-up table; undefined: none does. */
  readonly presented?: Window | null | undefined;
}

/** How much there is room for: all, fewer lines (low) or shorter ones (narrow), only what no picture may be without (tiny), all of it on one side (least), in a column of single numbers (slim). CSS pixels. */
export interface Room {
  readonly narrow: boolean;
  readonly low: boolean;
  readonly tiny: boolean;
  readonly least: boolean;
  readonly slim: boolean;
}

export function roomOf({ width, height }: Size): Room {
  return { narrow: width < 420, low: height < 270, tiny: width < 250 || height < 190, least: width < 160, slim: width < 120 };
}

const real = (lines: readonly (string | null)[]): readonly string[] => lines.filter((line) => line !== null && line.trim() !== "") as string[];

/** A number with as many digits as it needs: 40, 2.5, 0.031. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return formatOf(0, digits).format(value);
}

/** A length or place in mm to a tenth, as the language writes it. */
export function formatTenth(value: number): string {
  return formatOf(1, 1).format(value);
}

const made = new Map<string, Intl.NumberFormat>();

/** Formats are made once: every picture of a drag writes several numbers. */
function formatOf(least: number, most: number): Intl.NumberFormat {
  const language = i18n.locale || "en";
  const key = `${language} ${least} ${most}`;
  const known = made.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: least, maximumFractionDigits: most, useGrouping: false });
  made.set(key, format);
  return format;
}

function person({ study, size }: Shown): readonly string[] {
  const { patient } = study;
  const language = i18n.locale || "en";
  const born = [formatDate(patient.birth_date, language), formatAge(patient.birth_date, study.study_date, language), patient.sex ?? ""];
  const { low, tiny } = roomOf(size);
  const lines = [nameLine(patient.name, language), patient.id, born.filter(Boolean).join(" · ")];
  return real(lines.slice(0, tiny ? 1 : low ? 2 : 3));
}

function examination({ study, size }: Shown, mode: OverlayMode): readonly string[] {
  const { low, tiny } = roomOf(size);
  if (tiny) return [];
  const when = [formatDate(study.study_date, i18n.locale || "en"), formatTime(study.study_time)].filter(Boolean).join(" ");
  if (mode !== "full") return real([study.description]);
  return low ? real([when]) : real([study.institution, when, study.description]);
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

/** What a phase is, in the field's own short words: "b 1000 s/mm²"; empty where the files do not say. */
export function phaseLabel(stack: Stack | null, phase: number): string {
  return stack?.volume?.labels?.[phase] ?? "";
}

/** From this width on half a picture holds place and thickness in one line, in every language. */
const ONE_LINE_PX = 560;

/** The name of a view, its place, its thickness. */
function volumePlace(shown: Shown, view: SpatialView): readonly string[] {
  const { scene, stack } = shown;
  const phases = stack.volume?.phases ?? 1;
  const phase = phases > 1 ? [t`Phase ${view.phase + 1} / ${phases}`, phaseLabel(stack, view.phase)].join("  ").trim() : "";
  const thick = "slab_mm" in view && view.slab_mm > 0;
  const slab = thick ? t`Slab ${formatValue(view.slab_mm)} mm ${modeName(view.slab_mode)}` : t`Slab off`;
  if (view.kind === "curved") return real([title(shown), [t`Path pulled straight`, phase].filter(Boolean).join("  "), `${view.at_mm.toFixed(0)} / ${view.box_mm[1].toFixed(0)} mm  ${thick ? slab : ""}`.trim()]);
  if (view.kind !== "plane") return real([roomOf(shown.size).tiny ? "" : title(shown), [view.kind === "surface" ? t`3D` : modeName(view.mode), viewWords(view)].join("  "), phase]);
  const name = scene.role ? roleName(scene.role) : t`Plane`;
  const at = formatTenth(dot(view.centre_mm, normalOf(view)));
  const { low, tiny } = roomOf(shown.size);
  if (tiny) return real([name, thick ? slab : ""]);
  return real([low ? "" : title(shown), [name, phase].filter(Boolean).join("  "), ...(shown.size.width < ONE_LINE_PX ? [slab, t`Loc ${at} mm`] : [`${t`Loc ${at} mm`}  ${slab}`])]);
}

function place(shown: Shown): readonly string[] {
  const { stack, frame, scene } = shown;
  if (scene.view.kind !== "stack") return volumePlace(shown, scene.view);
  const count = stack.frames.length;
  const at = stack.frames[frame]?.location_mm;
  const where = at === null || at === undefined ? "" : t`Loc ${formatTenth(at)} mm`;
  const thick = stack.thickness_mm === null ? "" : t`Thick ${formatValue(stack.thickness_mm)} mm`;
  const { narrow, low, tiny, slim } = roomOf(shown.size);
  const number = slim ? `${frame + 1} / ${count}` : t`Im ${frame + 1} / ${count}`;
  if (tiny) return [number];
  if (low) return real([number, where]);
  return real([title(shown), number, ...(narrow ? [where, thick] : [[where, thick].filter(Boolean).join("  ")])]);
}

function look({ stack, scene, size, devicePixelRatio, over, presented }: Shown): readonly string[] {
  const window = presented === undefined || scene.layers[0]?.window ? windowOf(scene, stack) : presented;
  const unit = stack.unit === "" ? "" : ` ${stack.unit}`;
  const { narrow, low, tiny, least, slim } = roomOf(size);
  const numbers = window ? [`W ${formatValue(window.width)}`, `L ${formatValue(window.center)}${tiny ? "" : unit}`] : presented === null ? [t`LUT`] : [];
  const solid = scene.view.kind === "surface";
  const voi = solid ? [] : slim || (narrow && !least) ? numbers : [numbers.join("  ")];
  const above = narrow ? over.split("  ") : [over];
  const inverted = scene.layers[0]?.invert && !solid ? t`Inverted` : "";
  // What changes how a picture reads stays, however small it is.
  if (tiny) return real([inverted, ...voi, ...above]);
  const zoom = zoomText(stack, scene, size, devicePixelRatio);
  return real([inverted, ...voi, ...above, zoom, scene.view.kind === "stack" && !low ? `${stack.columns} × ${stack.rows}` : ""]);
}

/** Zoom as device pixels per image pixel (voxel): 1 is one to one. */
function zoomText(stack: Stack, scene: Scene, size: Size, devicePixelRatio: number): string {
  const { view } = scene;
  const pixel_mm = view.kind === "stack" || !stack.volume ? (stack.spacing_mm?.[1] ?? 1) : voxelOf(stack.volume, view);
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
