/** Layouts of two series of one patient space: 2 x 2, and 3 x 3 by planes with the MIP beside them. Pure. */
import { msg, t } from "@lingui/core/macro";
import type { Series, Stack } from "../../lib/api";
import { candidates, isFunctional, oneSpace, partners, strangers, usualPair, type Pair } from "../fusion/pairs";
import { exactWindow, firstRange } from "../fusion/range";
import { plainLayer, type Layer, type Role, type Scene } from "../scene";
import type { Arrangement } from "../state";
import { ROLES, spatialScene, startPlane, startProjection, type Volume } from "../viewport/spatial";
import { arranged, firstLayer, noVolume, type Advanced, type LayoutContext } from "./advanced";

const HALF = 0.5;
const OVERLAY_COLOURS = "hot_iron";

interface Laid {
  readonly volume: Volume;
  readonly over: Volume;
  /** Both lie in one space. Without one the upper series alone is shown in its own planes, until somebody aligns it. */
  readonly common: boolean;
  readonly below: Layer;
  /** The upper series alone: PET in inverted grey. */
  readonly alone: Layer;
  /** The upper series as it lies over the other. */
  readonly above: Layer;
  readonly context: LayoutContext;
}

/** Series whose stacks must be known before a pair can be chosen. */
function wanted(_series: Series, study: { readonly series: readonly Series[] }): readonly string[] {
  return candidates(study.series).map((one) => one.series_uid);
}

function pairOf({ study, series, stacks }: LayoutContext): Pair | null {
  const usual = usualPair(study.series, stacks, series.series_uid);
  if (usual && (usual.under === series.series_uid || usual.over === series.series_uid)) return usual;
  const [partner] = partners(study.series, stacks, series.series_uid);
  return usual ?? (partner ? { under: series.series_uid, over: partner.series_uid } : strangers(study.series, stacks, series.series_uid));
}

/** Why nothing can be laid over this series. */
function noPair(): string {
  return t`Fusion needs two series of volumes in one study.`;
}

function laid(context: LayoutContext): Laid | string {
  const pair = pairOf(context);
  if (!pair) return noPair();
  const [under, over] = [context.stacks.get(pair.under), context.stacks.get(pair.over)];
  if (!under || !over) return noPair();
  if (!under.volume) return noVolume(under);
  if (!over.volume) return noVolume(over);
  const below = { ...plainLayer(pair.under), ...look(context, under) };
  const alone = { ...plainLayer(pair.over), ...look(context, over), ...ranged(over) };
  const above = { ...alone, invert: false, colour_map: OVERLAY_COLOURS, opacity: HALF };
  // The crosshair lies in the lower series' space, whichever of the two it was opened for: there the upper one is aligned to.
  return { volume: under.volume, over: over.volume, common: oneSpace(under, over), below, alone, above, context: { ...context, stack: under } };
}

/** A layer's first window: the reader's where this is the series looked at before. */
function look({ study, series, window, invert }: LayoutContext, stack: Stack): Partial<Layer> {
  const mine = stack.series_uid === series.series_uid;
  const row = study.series.find((one) => one.series_uid === stack.series_uid) ?? series;
  return firstLayer({ series: row, stack, window: mine ? window : null, invert: mine ? invert : null });
}

function ranged(stack: Stack): Partial<Layer> {
  const range = isFunctional(stack.modality) ? firstRange(stack) : null;
  return range ? { window: exactWindow(range) } : {};
}

function plane({ volume, over, common, below, alone, above }: Laid, role: Role, what: "below" | "alone" | "both"): Scene {
  const scene = spatialScene(below.series_uid, startPlane(what === "alone" && !common ? over : volume, role), role);
  return { ...scene, layers: what === "below" ? [below] : what === "alone" ? [alone] : [below, above] };
}

function mip({ over, alone }: Laid): Scene {
  return { ...spatialScene(alone.series_uid, startProjection(over)), layers: [alone] };
}

function build(id: "fusion" | "petct", rows: number, columns: number, scenes: (both: Laid) => readonly Scene[]) {
  return (context: LayoutContext): Arrangement | string => {
    const both = laid(context);
    return typeof both === "string" ? both : arranged(both.context, both.volume, id, rows, columns, scenes(both));
  };
}

const WHATS = ["below", "alone", "both"] as const;

export const FUSIONS: readonly Advanced[] = [
  {
    id: "fusion",
    label: msg`Fusion`,
    partners: wanted,
    build: build("fusion", 2, 2, (both) => [plane(both, "axial", "below"), plane(both, "axial", "alone"), plane(both, "axial", "both"), mip(both)]),
  },
  {
    id: "petct",
    label: msg`Fusion, 3 × 3 and MIP`,
    partners: wanted,
    build: build("petct", 3, 3, (both) => [...WHATS.flatMap((what) => ROLES.map((role) => plane(both, role, what))), mip(both)]),
  },
];
