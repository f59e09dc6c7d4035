/** What the server says of a series as a stack of frames, and the questions about one frame. */
import { request } from "./http";

/** A VOI window named by the file, in output units of the modality LUT (HU, SUV, ...). */
export interface NamedWindow {
  name: string;
  center: number;
  width: number;
}

/** One picture of the stack. `frame` counts from 0 inside its instance; positions are DICOM LPS millimetres. */
export interface StackFrame {
  sop_uid: string;
  frame: number;
  number: number | null;
  position_mm: [number, number, number] | null;
  location_mm: number | null;
}

/** A series in display order. `spacing_mm` is [between rows, between columns]; `aspect` is [vertical, horizontal] of one pixel. */
export interface Stack {
  series_uid: string;
  study_uid: string;
  modality: string;
  content: string;
  unit: string;
  photometric: string;
  rows: number;
  columns: number;
  spacing_mm: [number, number] | null;
  spacing_kind: "patient" | "detector" | "region" | "none";
  aspect: [number, number] | null;
  orientation: [number, number, number, number, number, number] | null;
  patient_orientation?: [string, string] | null;
  frame_of_reference: string;
  thickness_mm: number | null;
  fps: number | null;
  lossy: boolean;
  windows: NamedWindow[];
  voi_function: "LINEAR" | "LINEAR_EXACT" | "SIGMOID";
  frames: StackFrame[];
  notes: string[];
}

/** The value under one pixel: as stored, and in output units of the modality LUT; `suv` where PET can be converted. */
export interface Probe {
  stored: number | number[];
  value: number | null;
  unit: string;
  suv?: number | null;
}

/** Range of one frame's values in output units, padding left out. */
export interface ValueRange {
  minimum: number;
  maximum: number;
  p1: number;
  p99: number;
}

const series = (uid: string) => `/api/series/${encodeURIComponent(uid)}`;

export const stackApi = {
  stack: (seriesUid: string, signal?: AbortSignal) => request<Stack>("GET", `${series(seriesUid)}/stack`, { signal }),
  probe: (seriesUid: string, frame: number, x: number, y: number, signal?: AbortSignal) =>
    request<Probe>("GET", `${series(seriesUid)}/probe?frame=${frame}&x=${x}&y=${y}`, { signal }),
  range: (seriesUid: string, frame: number, signal?: AbortSignal) =>
    request<ValueRange>("GET", `${series(seriesUid)}/range?frame=${frame}`, { signal }),
  thumbnail: (seriesUid: string) => `${series(seriesUid)}/thumbnail`,
  /** The one socket of the viewer. */
  viewSocket: () => `${location.origin.replace(/^http/, "ws")}/api/view`,
};
