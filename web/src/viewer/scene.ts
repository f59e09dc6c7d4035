/** What a viewport shows: the server's Scene, whole and immutable, in patient millimetres (DICOM LPS). */

export type Vec3 = readonly [number, number, number];
export type Vec2 = readonly [number, number];
export type SlabMode = "mip" | "minip" | "avg";

/** VOI window (PS3.3 C.11.2.1.2) in output units of the modality LUT. */
export interface Window {
  readonly center: number;
  readonly width: number;
  readonly function: "LINEAR" | "LINEAR_EXACT" | "SIGMOID";
}

/** One series in the picture; `window` null leaves the choice to the file. */
export interface Layer {
  readonly series_uid: string;
  readonly window: Window | null;
  readonly invert: boolean;
  readonly colour_map: string;
  readonly opacity: number;
  readonly threshold: number | null;
}

/** One stored frame: the image point -pan_mm (from the image's centre) lies at the viewport's centre; zoom 1 fits the viewport. */
export interface StackView {
  readonly kind: "stack";
  readonly frame: number;
  readonly pan_mm: Vec2;
  readonly zoom: number;
  readonly rotation_deg: number;
  readonly flip_h: boolean;
  readonly flip_v: boolean;
}

/** A resampled plane, thick when `slab_mm` > 0; `right` and `down` are unit vectors on the screen. */
export interface PlaneView {
  readonly kind: "plane";
  readonly centre_mm: Vec3;
  readonly right: Vec3;
  readonly down: Vec3;
  readonly height_mm: number;
  readonly slab_mm: number;
  readonly slab_mode: SlabMode;
  readonly interpolation: "linear" | "cubic";
  readonly phase: number;
}

export type View = StackView | PlaneView;

export interface Scene {
  readonly layers: readonly Layer[];
  readonly view: View;
}

/** The VOI LUT function (0028,1056) by its name; files write nothing, or worse, where they mean LINEAR. */
export function voiFunction(name: string): Window["function"] {
  return name === "SIGMOID" || name === "LINEAR_EXACT" ? name : "LINEAR";
}

/** The view every stack starts with. */
export const STACK_VIEW: StackView = {
  kind: "stack",
  frame: 0,
  pan_mm: [0, 0],
  zoom: 1,
  rotation_deg: 0,
  flip_h: false,
  flip_v: false,
};

/** A scene of one series, as the file wants it shown. */
export function stackScene(seriesUid: string, frame = 0): Scene {
  const layer: Layer = { series_uid: seriesUid, window: null, invert: false, colour_map: "grey", opacity: 1, threshold: null };
  return { layers: [layer], view: { ...STACK_VIEW, frame } };
}

/** The series that gives a viewport its geometry, its texts and its place in the rail. */
export function mainSeries(scene: Scene | null | undefined): string | null {
  return scene?.layers[0]?.series_uid ?? null;
}

/** The scene with another stack view; scenes of other kinds stay as they are. */
export function withStackView(scene: Scene, change: Partial<Omit<StackView, "kind">>): Scene {
  if (scene.view.kind !== "stack") return scene;
  const view = { ...scene.view, ...change };
  const same = (Object.keys(change) as (keyof StackView)[]).every((key) => view[key] === scene.view[key as "kind"]);
  return same ? scene : { ...scene, view };
}

/** The scene with its first layer changed. */
export function withLayer(scene: Scene, change: Partial<Omit<Layer, "series_uid">>): Scene {
  const [first, ...rest] = scene.layers;
  return first ? { ...scene, layers: [{ ...first, ...change }, ...rest] } : scene;
}

/** The frame a scene shows; 0 for views that are no stack. */
export function frameOf(scene: Scene): number {
  return scene.view.kind === "stack" ? scene.view.frame : 0;
}
