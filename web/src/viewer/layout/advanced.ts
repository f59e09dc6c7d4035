/** Named layouts of reconstructions: what they are called, which series they need, the arrangement they make. Pure. */
import { msg, t } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import type { Series, Stack, Study } from "../../lib/api";
import type { Layer, Scene, Window } from "../scene";
import { said } from "../said";
import { surfacePresets } from "../surface/look";
import { EMPTY, type Arrangement, type Cursor } from "../state";
import { nearestFrame, spaceOf } from "../viewport/plane";
import { centreOf, ROLES, spatialScene, startPlane, startProjection, startSurface, type Volume } from "../viewport/spatial";
import { firstScene, invertedAtStart } from "./grid";
import { moveCursor } from "./crosshair";

export type LayoutId = "stack" | "mpr" | "mpr3d" | "mip" | "surface" | "fusion" | "petct";

export interface LayoutContext {
  readonly study: Study;
  /** The series it is opened for, and its stack. */
  readonly series: Series;
  readonly stack: Stack;
  readonly stacks: ReadonlyMap<string, Stack>;
  /** Where the reader looked before. */
  readonly cursor: Cursor | null;
  /** The window and inversion the reader had for this series; null: the file's. */
  readonly window: Window | null;
  readonly invert: boolean | null;
  /** What lay over this series in the picture the reader looked at: it stays there in planes, MIP and 3D. */
  readonly over?: Layer | null;
  /** The picture area is higher than wide. */
  readonly portrait: boolean;
}

export interface Advanced {
  readonly id: LayoutId;
  readonly label: MessageDescriptor;
  /** Series whose stacks `build` wants in `stacks` beside the one it is opened for. */
  readonly partners?: (series: Series, study: Study) => readonly string[];
  /** The arrangement, or a sentence why there is none. */
  readonly build: (context: LayoutContext) => Arrangement | string;
}

/** How a reconstructed series is first shown: the reader's window, straightened, since resampled pictures know no curved one. */
export function firstLayer({ series, stack, window, invert }: Pick<LayoutContext, "series" | "stack" | "window" | "invert">): Partial<Layer> {
  const first = window ?? (stack.windows[0] ? { ...stack.windows[0], function: "LINEAR" as const } : null);
  const straight = first ? { center: first.center, width: first.width, function: first.function === "LINEAR_EXACT" ? first.function : ("LINEAR" as const) } : null;
  return { window: straight, invert: invert ?? invertedAtStart(series.modality) };
}

/** The arrangement of a layout: the crosshair where the reader was, if that lies in the same space, else in the middle. */
export function arranged(context: LayoutContext, volume: Volume, id: LayoutId, rows: number, columns: number, scenes: readonly Scene[]): Arrangement {
  const space = spaceOf(context.stack);
  const cursor = context.cursor?.space === space ? context.cursor : { space, point_mm: centreOf(volume) };
  return moveCursor({ ...EMPTY, rows, columns, scenes, layout: id }, context.stacks, cursor);
}

/** Why a series cannot be reconstructed. */
export function noVolume(stack: Stack): string {
  return stack.no_volume ? said(stack.no_volume) : t`This series cannot be reconstructed.`;
}

/** A layout of one series: `scenes` of its volume in a grid, turned for portrait screens. */
function ofOne(id: LayoutId, rows: number, columns: number, scenes: (volume: Volume, context: LayoutContext) => readonly Scene[]) {
  return (context: LayoutContext): Arrangement | string => {
    const { volume } = context.stack;
    if (!volume) return noVolume(context.stack);
    const [r, c] = context.portrait ? [Math.max(rows, columns), Math.min(rows, columns)] : [rows, columns];
    const { over } = context;
    const made = scenes(volume, context).map((scene) => (over ? { ...scene, layers: [...scene.layers, over] } : scene));
    return arranged(context, volume, id, r, c, made);
  };
}

/** The three standard planes of a volume. */
export function planes(volume: Volume, uid: string, layer: Partial<Layer>): readonly Scene[] {
  return ROLES.map((role) => spatialScene(uid, startPlane(volume, role), role, layer));
}

/** 3D itself knows no window; it keeps the reader's for the way back to planes. */
function three(volume: Volume, context: LayoutContext): Scene {
  const { series_uid, modality } = context.series;
  return spatialScene(series_uid, startSurface(volume, surfacePresets(modality)[0] ?? "bone"), null, firstLayer(context));
}

function backToStack(context: LayoutContext): Arrangement {
  const { series, stack, cursor, window } = context;
  const point = cursor?.space === spaceOf(stack) ? cursor : null;
  const scene = firstScene(series, (point && nearestFrame(stack, point.point_mm)?.frame) ?? Math.floor(stack.frames.length / 2));
  const [layer] = scene.layers;
  const scenes = layer && window ? [{ ...scene, layers: [{ ...layer, window, invert: context.invert ?? layer.invert }] }] : [scene];
  return { ...EMPTY, scenes, cursor: point };
}

/** In the order of the menu. Fusion layouts fill their own file. */
export const ADVANCED: readonly Advanced[] = [
  { id: "stack", label: msg`Stack`, build: backToStack },
  { id: "mpr", label: msg`MPR`, build: ofOne("mpr", 1, 3, (volume, context) => planes(volume, context.series.series_uid, firstLayer(context))) },
  {
    id: "mpr3d",
    label: msg`MPR and 3D`,
    build: ofOne("mpr3d", 2, 2, (volume, context) => [...planes(volume, context.series.series_uid, firstLayer(context)), three(volume, context)]),
  },
  { id: "mip", label: msg`Rotating MIP`, build: ofOne("mip", 1, 1, (volume, context) => [spatialScene(context.series.series_uid, startProjection(volume), null, firstLayer(context))]) },
  { id: "surface", label: msg`3D`, build: ofOne("surface", 1, 1, (volume, context) => [three(volume, context)]) },
];
