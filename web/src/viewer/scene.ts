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

/** What the server takes out of a CT by itself: all but the patient, or the bones. */
export interface Removal {
  readonly kind: "table" | "bone";
}

/** A drawn outline, through the whole depth of the view it was drawn in. Places are the series' own, before any alignment. */
export interface Outline {
  readonly kind: "outline";
  /** Right and down from the view's centre, mm on the screen. */
  readonly points_mm: readonly Vec2[];
  readonly centre_mm: Vec3;
  readonly right: Vec3;
  readonly down: Vec3;
  /** The eye's distance from the centre; 0 for parallel rays. */
  readonly eye_mm: number;
  readonly remove: "inside" | "outside";
}

export type Cut = Removal | Outline;

/** A rigid move: p becomes R (p - centre_mm) + centre_mm + translation_mm, R about the patient's x, then y, then z axis. */
export interface Alignment {
  readonly translation_mm: Vec3;
  readonly rotation_deg: Vec3;
  readonly centre_mm: Vec3;
  readonly source: "manual" | "registered";
  /** The series over which it lays this one. The client's own: never sent. */
  readonly onto: string;
}

/** One series in the picture; `window` null leaves the choice to the file. */
export interface Layer {
  readonly series_uid: string;
  readonly window: Window | null;
  readonly invert: boolean;
  readonly colour_map: string;
  readonly opacity: number;
  readonly threshold: number | null;
  /** Of a stack: the images' overlay planes are drawn, their shutter covers. */
  readonly overlays: boolean;
  readonly shutter: boolean;
  /** Of a stack: SOP Instance UID of the presentation state that holds; "" for none. */
  readonly presentation: string;
  readonly cuts?: readonly Cut[];
  /** Null or missing: the series lies where its files say. */
  readonly alignment?: Alignment | null;
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

/** What all views of a volume share: `centre_mm` lies in the viewport's middle, `right` and `down` are unit vectors on the screen. */
export interface Spatial {
  readonly centre_mm: Vec3;
  readonly right: Vec3;
  readonly down: Vec3;
  /** Width and height that zoom 1 fits into the viewport: so a view does not depend on the screen it is looked at. */
  readonly box_mm: Vec2;
  readonly zoom: number;
  /** Time, echo or b-value, from 0. */
  readonly phase: number;
}

/** A resampled plane (MPR), thick when `slab_mm` > 0. */
export interface PlaneView extends Spatial {
  readonly kind: "plane";
  readonly slab_mm: number;
  readonly slab_mode: SlabMode;
  readonly interpolation: "linear" | "cubic";
}

/** MIP, MinIP or mean of the whole volume along `right x down`. */
export interface ProjectionView extends Spatial {
  readonly kind: "projection";
  readonly mode: SlabMode;
}

/** Composited 3D through a transfer function; `curve` holds value, red, green, blue, opacity and is empty for the preset's own. */
export interface SurfaceView extends Spatial {
  readonly kind: "surface";
  readonly preset: string;
  readonly curve: readonly (readonly [number, number, number, number, number])[];
  readonly shift: number;
  readonly perspective_deg: number;
  readonly crop_mm: readonly [Vec3, Vec3] | null;
  readonly clip: readonly [Vec3, Vec3] | null;
  readonly shaded: boolean;
}

/** A drawn path pulled straight. Its place is unrolled: `centre_mm` is [across, along, 0], right is across the path, down along it. */
export interface CurvedView extends Spatial {
  readonly kind: "curved";
  readonly path_mm: readonly Vec3[];
  /** The marker, mm along the path: planes across it lie here. The client's own: never sent. */
  readonly at_mm: number;
  readonly turn_deg: number;
  readonly slab_mm: number;
  readonly slab_mode: SlabMode;
}

export type SpatialView = PlaneView | ProjectionView | SurfaceView | CurvedView;
export type View = StackView | SpatialView;

/** The planes of a reconstruction by their name, which they keep when they are turned: it decides their colour and who moves with them. */
export type Role = "axial" | "coronal" | "sagittal";

export interface Scene {
  readonly layers: readonly Layer[];
  readonly view: View;
  /** The client's own: never sent. */
  readonly role: Role | null;
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

/** A series as the file wants it shown. */
export function plainLayer(seriesUid: string): Layer {
  return { series_uid: seriesUid, window: null, invert: false, colour_map: "grey", opacity: 1, threshold: null, overlays: true, shutter: true, presentation: "" };
}

/** A scene of one series, as the file wants it shown. */
export function stackScene(seriesUid: string, frame = 0): Scene {
  return { layers: [plainLayer(seriesUid)], view: { ...STACK_VIEW, frame }, role: null };
}

/** The series that gives a viewport its geometry, its texts and its place in the rail. */
export function mainSeries(scene: Scene | null | undefined): string | null {
  return scene?.layers[0]?.series_uid ?? null;
}

/** The view of a volume; null for stacks and empty viewports. */
export function spatialOf(scene: Scene | null | undefined): SpatialView | null {
  return scene && scene.view.kind !== "stack" ? scene.view : null;
}

/** The plane of a scene; null for all else. */
export function planeView(scene: Scene | null | undefined): PlaneView | null {
  return scene?.view.kind === "plane" ? scene.view : null;
}

/** The scene with another stack view; scenes of other kinds stay as they are. */
export function withStackView(scene: Scene, change: Partial<Omit<StackView, "kind">>): Scene {
  return scene.view.kind === "stack" ? withView(scene, scene.view, change) : scene;
}

/** The scene with its view of a volume changed; stacks stay as they are. */
export function withSpatial(scene: Scene, change: Partial<Spatial>): Scene {
  return scene.view.kind === "stack" ? scene : withView(scene, scene.view, change);
}

/** The scene with its plane changed; scenes of other kinds stay as they are. */
export function withPlane(scene: Scene, change: Partial<Omit<PlaneView, "kind">>): Scene {
  return scene.view.kind === "plane" ? withView(scene, scene.view, change) : scene;
}

/** What can be made thick: a plane or a path pulled straight; null for anything else. */
export function thickView(scene: Scene | null | undefined): PlaneView | CurvedView | null {
  const view = scene?.view;
  return view?.kind === "plane" || view?.kind === "curved" ? view : null;
}

/** The scene with another slab; scenes that have none stay as they are. */
export function withSlab(scene: Scene, change: Partial<Pick<PlaneView, "slab_mm" | "slab_mode" | "interpolation">>): Scene {
  const view = thickView(scene);
  if (view?.kind !== "curved") return withPlane(scene, change);
  const { interpolation: _, ...slab } = change; // a path is sampled in one way
  return withView(scene, view, slab);
}

/** The same scene where nothing changes: pictures are asked for by identity. */
function withView<V extends View>(scene: Scene, view: V, change: Partial<V>): Scene {
  const same = (Object.keys(change) as (keyof V)[]).every((key) => view[key] === change[key]);
  return same ? scene : { ...scene, view: { ...view, ...change } };
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
