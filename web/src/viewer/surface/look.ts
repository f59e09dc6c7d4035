/** What a 3D picture is coloured by: presets by modality, the curve in force, what a drag does to it. Pure. */
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { SURFACE_PRESETS, USUAL_PRESETS } from "../looks.gen";
import type { Scene, SurfaceView, Vec2 } from "../scene";
import { denser, shifted, spreadOver, type Curve } from "./curve";

export type PresetName = keyof typeof SURFACE_PRESETS;

/** The 1 and 99.8 percentile of a volume in output units: what the presets' shares are shares of. */
export interface Spread {
  readonly low: number;
  readonly high: number;
}

export const PRESET_LABELS: Readonly<Record<PresetName, MessageDescriptor>> = {
  bone: msg`Bone`,
  vessels: msg`Vessels and bone`,
  skin: msg`Skin`,
  lung: msg`Lung`,
  airways: msg`Airways`,
  muscle: msg`Muscle and bone`,
  soft: msg`Soft tissue`,
  mr: msg`MR surface`,
  hot: msg`Uptake`,
  mip: msg`Like a MIP`,
};

export function isPreset(name: string): name is PresetName {
  return Object.hasOwn(SURFACE_PRESETS, name);
}

/** The presets of a modality, the usual one first. */
export function surfacePresets(modality: string): readonly PresetName[] {
  const known: Readonly<Record<string, readonly PresetName[]>> = USUAL_PRESETS;
  return known[modality] ?? USUAL_PRESETS.MR;
}

/** True where the preset's values are shares of the volume's spread, not HU. */
export function isShared(preset: string): boolean {
  return isPreset(preset) && SURFACE_PRESETS[preset].values === "share";
}

/** The points of a view before its shift; null while the spread they are shares of is not known. */
export function curveOf(view: SurfaceView, spread: Spread | null): Curve | null {
  if (view.curve.length > 0) return view.curve;
  const preset = SURFACE_PRESETS[isPreset(view.preset) ? view.preset : "bone"];
  if (preset.values === "HU") return preset.points;
  return spread ? spreadOver(preset.points, spread.low, spread.high) : null;
}

/** The points as they are seen: the shift included. */
export function seenCurve(view: SurfaceView, spread: Spread | null): Curve | null {
  const curve = curveOf(view, spread);
  return curve && shifted(curve, view.shift);
}

/** The whole stretch of values worth showing in an editor: all points with room beside them, the volume's own range at least. */
export function domainOf(curve: Curve, spread: Spread | null): Spread {
  const values = [...curve.map(([value]) => value), ...(spread ? [spread.low, spread.high] : [])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((high - low) * 0.06, 1e-6);
  return { low: low - room, high: high + room };
}

/** The scene with its 3D view changed; scenes of other kinds, and changes that change nothing, leave it as it is. */
export function withSurface(scene: Scene, change: Partial<Omit<SurfaceView, "kind">>): Scene {
  const { view } = scene;
  if (view.kind !== "surface") return scene;
  const same = (Object.keys(change) as (keyof typeof change)[]).every((key) => view[key] === change[key]);
  return same ? scene : { ...scene, view: { ...view, ...change } };
}

/** A preset as it was meant: no curve of one's own, no shift, its own shading. */
export function withPreset(scene: Scene, preset: PresetName): Scene {
  return withSurface(scene, { preset, curve: [], shift: 0, shaded: SURFACE_PRESETS[preset].shaded });
}

/** A drag over this many CSS pixels moves the curve by a tenth of its domain, or makes all e times as dense. */
const PIXELS_A_STEP = 120;
const SHIFT_SHARE = 0.1;

/** Shift and density by a drag that began at `start`: right moves the curve to higher values, up makes everything denser. */
export function dragged(start: SurfaceView, curve: Curve, [dx, dy]: Vec2, spread: Spread | null): Partial<SurfaceView> {
  const { low, high } = domainOf(curve, spread);
  const step = (high - low) * SHIFT_SHARE;
  const digits = 10 ** Math.max(0, 2 - Math.floor(Math.log10(Math.max(step, 1e-9))));
  const shift = Math.round((start.shift + (dx / PIXELS_A_STEP) * step) * digits) / digits;
  const factor = Math.exp(-dy / PIXELS_A_STEP);
  return Math.abs(dy) < 4 ? { shift, curve: start.curve } : { shift, curve: denser(curve, factor) };
}
