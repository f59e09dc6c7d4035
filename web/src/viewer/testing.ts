/** Made-up stacks and series for tests, and time that a test moves on. */
import { afterEach, beforeEach, vi } from "vitest";
import type { Series, Stack } from "../lib/api";
import type { Vec3 } from "./scene";

type Orientation = NonNullable<Stack["orientation"]>;

export const AXIAL: Orientation = [1, 0, 0, 0, 1, 0];
export const SAGITTAL: Orientation = [0, 1, 0, 0, 0, -1];
export const CORONAL: Orientation = [1, 0, 0, 0, 0, -1];

/** An axial CT of `count` slices, 2 mm apart from z = 0 upwards, 100 x 200 pixels of 1 mm, unless told otherwise. */
export function makeStack(uid: string, change: Partial<Stack> = {}, count = 20, at: (frame: number) => Vec3 = (frame) => [0, 0, 2 * frame]): Stack {
  const frames = Array.from({ length: count }, (_, frame) => {
    const [x, y, z] = at(frame);
    return { sop_uid: `${uid}.${frame}`, frame: 0, number: frame + 1, position_mm: [x, y, z] as [number, number, number], location_mm: z };
  });
  return {
    series_uid: uid, study_uid: "1", modality: "CT", content: uid, unit: "HU", photometric: "MONOCHROME2", rows: 200, columns: 100,
    spacing_mm: [1, 1], spacing_kind: "patient", aspect: null, orientation: AXIAL, frame_of_reference: "9", thickness_mm: 2, fps: null,
    lossy: false, windows: [{ name: "", center: 40, width: 400 }], voi_function: "LINEAR", frames, notes: [], no_volume: null,
    volume: { size: [count, 200, 100], origin_mm: [...at(0)], steps_mm: [[0, 0, 2], [0, 1, 0], [1, 0, 0]], phases: 1, labels: [], starts: [0] }, ...change,
  };
}

export function makeSeries(uid: string, change: Partial<Series> = {}): Series {
  return {
    series_uid: uid, number: 1, modality: "CT", description: "", body_part: "", instance_count: 20, frame_count: 20, bytes: 0,
    viewable: true, reason: "", thumbnail: null, date: "", time: "", ...change,
  };
}

/** In the tests of this file or group time stands until a test moves it on, for `window`'s timers too. */
export function holdTime(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("window", globalThis);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
}
