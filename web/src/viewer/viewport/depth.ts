/** Scrolling through a volume: the slices of a plane's direction, counted as a stack counts its frames. Pure. */
import type { Spatial, Vec3 } from "../scene";
import { extentAlong, normalOf, spacingAlong, type Volume } from "./spatial";
import { dot, plus, scaled, unit } from "./vectors";

/** Planes nearer to the stored slices than this (45 degrees) are scrolled in the order of the stored slices. */
const ALONG_SLICES_COS = Math.SQRT1_2;

export interface Depth {
  readonly frame: number;
  readonly count: number;
}

interface Way {
  readonly direction: Vec3;
  readonly low: number;
  readonly step_mm: number;
  readonly count: number;
}

function way(volume: Volume, view: Spatial): Way {
  const normal = normalOf(view);
  const along = dot(normal, unit(volume.steps_mm[0]));
  const direction = scaled(normal, Math.abs(along) > ALONG_SLICES_COS && along < 0 ? -1 : 1);
  const [low, high] = extentAlong(volume, direction);
  const step_mm = spacingAlong(volume, direction);
  return { direction, low, step_mm, count: Math.max(1, Math.round((high - low) / step_mm)) };
}

/** Which slice of its direction a plane shows, from 0, of how many. */
export function depthOf(volume: Volume, view: Spatial): Depth {
  const { direction, low, step_mm, count } = way(volume, view);
  const frame = Math.round((dot(view.centre_mm, direction) - low) / step_mm - 0.5);
  return { frame: Math.max(0, Math.min(count - 1, frame)), count };
}

/** The view's centre when it shows slice `frame` of its direction. */
export function centreAt(volume: Volume, view: Spatial, frame: number): Vec3 {
  const { direction, low, step_mm, count } = way(volume, view);
  const wanted = low + (Math.max(0, Math.min(count - 1, Math.round(frame))) + 0.5) * step_mm;
  return plus(view.centre_mm, scaled(direction, wanted - dot(view.centre_mm, direction)));
}
