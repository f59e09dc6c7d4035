/** Vectors of patient space (DICOM LPS, millimetres or unit vectors). Pure. */
import type { Vec3 } from "../scene";

export function dot(a: Vec3, b: Vec3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function minus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

export function plus(a: Vec3, b: Vec3): Vec3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function scaled(a: Vec3, factor: number): Vec3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

/** origin + a x + b y. */
export function combine(origin: Vec3, a: Vec3, x: number, b: Vec3, y: number): Vec3 {
  return [origin[0] + a[0] * x + b[0] * y, origin[1] + a[1] * x + b[1] * y, origin[2] + a[2] * x + b[2] * y];
}

export function length(v: Vec3): number {
  return Math.hypot(...v);
}

/** The same direction with length 1; a vector without length stays as it is. */
export function unit(v: Vec3): Vec3 {
  const size = length(v);
  return size === 0 ? v : scaled(v, 1 / size);
}

/** `v` turned around the unit vector `axis` by `angle` radians, anticlockwise for who looks against the axis (Rodrigues). */
export function turned(v: Vec3, axis: Vec3, angle: number): Vec3 {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return combine(scaled(v, cos), cross(axis, v), sin, axis, dot(axis, v) * (1 - cos));
}

/** Two unit vectors at a right angle again after many turns: `right` keeps its direction. */
export function squared(right: Vec3, down: Vec3): readonly [Vec3, Vec3] {
  const across = unit(right);
  return [across, unit(combine(down, across, -dot(down, across), across, 0))];
}

/** A number to the nearest of `steps` in one: links hold such numbers exactly. Never minus nothing. */
export function snapped(value: number, steps: number): number {
  return Math.round(value * steps) / steps + 0;
}

/** A vector, each part as `snapped`. */
export function snappedVector(v: Vec3, steps: number): Vec3 {
  return [snapped(v[0], steps), snapped(v[1], steps), snapped(v[2], steps)];
}
