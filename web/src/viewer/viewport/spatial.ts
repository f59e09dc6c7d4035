/** Views of volumes on the screen: patient millimetres to CSS pixels and back, bounds of a volume, the first views of it. Pure. */
import type { Stack } from "../../lib/api";
import { plainLayer, type Layer, type PlaneView, type ProjectionView, type Role, type Scene, type Spatial, type SpatialView, type SurfaceView, type Vec2, type Vec3 } from "../scene";
import type { Affine } from "./affine";
import type { Size } from "./place";
import { combine, cross, dot, length, minus, plus, scaled, unit } from "./vectors";

export type Volume = NonNullable<Stack["volume"]>;

/** Directions of the three standard planes: as seen from the feet, from the front, from the left. */
export const AXES: Readonly<Record<Role, { readonly right: Vec3; readonly down: Vec3 }>> = {
  axial: { right: [1, 0, 0], down: [0, 1, 0] },
  coronal: { right: [1, 0, 0], down: [0, 0, -1] },
  sagittal: { right: [0, 1, 0], down: [0, 0, -1] },
};
export const ROLES: readonly Role[] = ["axial", "coronal", "sagittal"];

/** Above this two views look the same way. */
export const SAME_PLANE_COS = 0.9999;

/** Away from the viewer. */
export function normalOf(view: Pick<Spatial, "right" | "down">): Vec3 {
  return cross(view.right, view.down);
}

/** Screen pixels a millimetre: zoom 1 fits the view's box. */
export function scaleOfSpatial(view: Pick<Spatial, "box_mm" | "zoom">, size: Size): number {
  return Math.min(size.width / view.box_mm[0], size.height / view.box_mm[1]) * view.zoom;
}

/** The patient length that fills the viewport's height: what the server is asked for. */
export function heightOf(view: Pick<Spatial, "box_mm" | "zoom">, size: Size): number {
  return size.height / scaleOfSpatial(view, size);
}

/** Where a patient point is seen, along the view's normal. */
export function patientToScreen(view: Spatial, size: Size, point: Vec3): Vec2 {
  const scale = scaleOfSpatial(view, size);
  const from = minus(point, view.centre_mm);
  return [size.width / 2 + dot(from, view.right) * scale, size.height / 2 + dot(from, view.down) * scale];
}

/** The patient point of a screen point, in the plane through the view's centre. */
export function screenToPatient(view: Spatial, size: Size, [x, y]: Vec2): Vec3 {
  const scale = scaleOfSpatial(view, size);
  return combine(view.centre_mm, view.right, (x - size.width / 2) / scale, view.down, (y - size.height / 2) / scale);
}

/** How the picture of one view moves to where another shows the same places; null where they look another way. */
export function carried(from: SpatialView, fromSize: Size, to: SpatialView, toSize: Size): Affine | null {
  if (from.kind !== to.kind || dot(normalOf(from), normalOf(to)) < SAME_PLANE_COS) return null;
  const at = (point: Vec2) => patientToScreen(to, toSize, screenToPatient(from, fromSize, point));
  const [[e, f], [ax, ay], [cx, cy]] = [at([0, 0]), at([1, 0]), at([0, 1])];
  return { a: ax - e, b: ay - f, c: cx - e, d: cy - f, e, f };
}

/** Lowest and highest corner of a volume, outer half voxels included. */
export function boundsOf(volume: Volume): readonly [Vec3, Vec3] {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((bits) =>
    [0, 1, 2].reduce<Vec3>((at, axis) => plus(at, scaled(step(volume, axis), (bits >> axis) & 1 ? (volume.size[axis] ?? 0) - 0.5 : -0.5)), volume.origin_mm),
  );
  const ends = (choose: (...values: number[]) => number) => [0, 1, 2].map((axis) => choose(...corners.map((at) => at[axis] ?? 0))) as unknown as Vec3;
  return [ends(Math.min), ends(Math.max)];
}

function step(volume: Volume, axis: number): Vec3 {
  return volume.steps_mm[axis] ?? [0, 0, 0];
}

/** The middle voxel: a true one, so that a plane along the slices shows a slice and nothing between two. */
export function centreOf(volume: Volume): Vec3 {
  return [0, 1, 2].reduce<Vec3>((at, axis) => plus(at, scaled(step(volume, axis), Math.floor((volume.size[axis] ?? 1) / 2))), volume.origin_mm);
}

/** The geometric middle. */
export function middleOf(volume: Volume): Vec3 {
  const [low, high] = boundsOf(volume);
  return scaled(plus(low, high), 0.5);
}

export function clampToVolume(volume: Volume, point: Vec3): Vec3 {
  const [low, high] = boundsOf(volume);
  return point.map((value, axis) => Math.min(high[axis] ?? value, Math.max(low[axis] ?? value, value))) as unknown as Vec3;
}

/** The extent of a volume along a direction, from and to, as dot products. */
export function extentAlong(volume: Volume, direction: Vec3): Vec2 {
  const [low, high] = boundsOf(volume);
  const ends = [0, 1, 2].map((axis) => {
    const part = direction[axis] ?? 0;
    const [a, b] = [(low[axis] ?? 0) * part, (high[axis] ?? 0) * part];
    return a < b ? [a, b] : [b, a];
  });
  const sum = (which: 0 | 1) => ends.reduce((total, pair) => total + (pair[which] ?? 0), 0);
  return [sum(0), sum(1)];
}

/** Distance of neighbouring samples along a unit vector, mm. */
export function spacingAlong(volume: Volume, direction: Vec3): number {
  const parts = volume.steps_mm.map((each) => dot(unit(each), direction) * length(each));
  return Math.hypot(...parts);
}

/** What zoom is counted in, mm: the samples along a plane's rows; of a body that turns the finest, so that turning changes no number. */
export function voxelOf(volume: Volume, view: SpatialView): number {
  return view.kind === "plane" ? spacingAlong(volume, view.right) : Math.min(...volume.steps_mm.map(length));
}

const across = (volume: Volume, direction: Vec3) => {
  const [low, high] = extentAlong(volume, direction);
  return high - low;
};

function spatial(volume: Volume, role: Role): Spatial {
  const { right, down } = AXES[role];
  return { centre_mm: centreOf(volume), right, down, box_mm: [across(volume, right), across(volume, down)], zoom: 1, phase: 0 };
}

/** A standard plane through the middle of the volume. */
export function startPlane(volume: Volume, role: Role): PlaneView {
  const place = spatial(volume, role);
  // The plane goes through a voxel, the picture is centred on the body.
  const normal = normalOf(place);
  const middle = middleOf(volume);
  const centre_mm = combine(middle, normal, dot(minus(place.centre_mm, middle), normal), normal, 0);
  return { kind: "plane", ...place, centre_mm, slab_mm: 0, slab_mode: "mip", interpolation: "linear" };
}

/** Room to turn around the long axis of the body without a change of scale. */
function turning(volume: Volume, role: Role): Spatial {
  const [x, y, z] = ([[1, 0, 0], [0, 1, 0], [0, 0, 1]] as const).map((axis) => across(volume, axis)) as [number, number, number];
  return { ...spatial(volume, role), centre_mm: middleOf(volume), box_mm: role === "axial" ? [x, y] : [Math.hypot(x, y), z] };
}

/** The maximum of the whole volume, seen from the front. */
export function startProjection(volume: Volume): ProjectionView {
  return { kind: "projection", ...turning(volume, "coronal"), mode: "mip" };
}

/** 3D, seen from the front. */
export function startSurface(volume: Volume, preset: string): SurfaceView {
  const fixed = { preset, curve: [], shift: 0, perspective_deg: 0, crop_mm: null, clip: null, shaded: true } as const;
  return { kind: "surface", ...turning(volume, "coronal"), ...fixed };
}

/** A scene of one series reconstructed. */
export function spatialScene(seriesUid: string, view: SpatialView, role: Role | null = null, layer: Partial<Layer> = {}): Scene {
  return { layers: [{ ...plainLayer(seriesUid), ...layer }], view, role };
}

function sentLayer(layer: Layer): Layer {
  if (!layer.alignment) return layer;
  const { onto: _onto, ...alignment } = layer.alignment;
  return { ...layer, alignment: alignment as Layer["alignment"] & object };
}

/** The scene as the stream wants it for a picture of this size. */
export function toWire(scene: Scene, px: Vec2): { readonly layers: Scene["layers"]; readonly view: object } {
  const { view } = scene;
  const layers = scene.layers.map(sentLayer);
  if (view.kind === "stack") return { layers, view };
  const { box_mm: _box, zoom: _zoom, ...rest } = view;
  if (rest.kind === "curved") {
    const { centre_mm, right: _right, down: _down, at_mm: _at, ...path } = rest;
    const height_mm = heightOf(view, { width: px[0], height: px[1] });
    return { layers, view: { ...path, along_mm: centre_mm[1], across_mm: centre_mm[0], height_mm } };
  }
  return { layers, view: { ...rest, height_mm: heightOf(view, { width: px[0], height: px[1] }) } };
}
