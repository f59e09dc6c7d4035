/** The views of a link, by their kind. Pure. */
import { STACK_VIEW, type CurvedView, type PlaneView, type ProjectionView, type SlabMode, type Spatial, type StackView, type SurfaceView, type View } from "../scene";
import { fields, list, Malformed, number, pair, text, vector, whole, yes } from "./read";

type Fields = ReturnType<typeof fields>;

/** As many as the server takes. */
const MOST_POINTS = 64;

function readStack(view: Fields): StackView {
  return {
    ...STACK_VIEW,
    frame: whole(view["frame"], 0, 1e7),
    pan_mm: pair(view["pan_mm"]),
    zoom: number(view["zoom"], 1e-3, 1e3),
    rotation_deg: number(view["rotation_deg"], -360, 360),
    flip_h: yes(view["flip_h"]),
    flip_v: yes(view["flip_v"]),
  };
}

function readSpatial(view: Fields): Spatial {
  return {
    centre_mm: vector(view["centre_mm"]),
    right: vector(view["right"]),
    down: vector(view["down"]),
    box_mm: pair(view["box_mm"], 0.01, 1e5),
    zoom: number(view["zoom"], 1e-3, 1e3),
    phase: whole(view["phase"], 0, 1e5),
  };
}

function mode(value: unknown): SlabMode {
  return text(value, /^(?:mip|minip|avg)$/) as SlabMode;
}

function readPlane(view: Fields): PlaneView {
  const interpolation = text(view["interpolation"], /^(?:linear|cubic)$/) as PlaneView["interpolation"];
  return { kind: "plane", ...readSpatial(view), slab_mm: number(view["slab_mm"], 0, 500), slab_mode: mode(view["slab_mode"]), interpolation };
}

function readProjection(view: Fields): ProjectionView {
  return { kind: "projection", ...readSpatial(view), mode: mode(view["mode"]) };
}

function readCurve(value: unknown): SurfaceView["curve"] {
  return list(value).slice(0, MOST_POINTS).map((point) => {
    const [at, ...rest] = list(point);
    const [red, green, blue, opacity] = rest.map((part) => number(part, 0, 1));
    if (rest.length !== 4) throw new Malformed("five numbers expected");
    return [number(at), red ?? 0, green ?? 0, blue ?? 0, opacity ?? 0] as const;
  });
}

function two(value: unknown): SurfaceView["clip"] {
  if (value === null) return null;
  const [a, b] = list(value);
  return [vector(a), vector(b)];
}

function readSurface(view: Fields): SurfaceView {
  return {
    kind: "surface",
    ...readSpatial(view),
    preset: text(view["preset"], /^[a-z0-9_-]{1,32}$/),
    curve: readCurve(view["curve"]),
    shift: number(view["shift"]),
    perspective_deg: number(view["perspective_deg"], 0, 90),
    crop_mm: two(view["crop_mm"]),
    clip: two(view["clip"]),
    shaded: yes(view["shaded"]),
  };
}

function readCurved(view: Fields): CurvedView {
  const path = list(view["path_mm"]);
  if (path.length < 2 || path.length > MOST_POINTS) throw new Malformed("path expected");
  return {
    kind: "curved", ...readSpatial(view), path_mm: path.map(vector),
    at_mm: number(view["at_mm"], 0, 1e4),
    turn_deg: number(view["turn_deg"], -360, 360),
    slab_mm: number(view["slab_mm"], 0, 500),
    slab_mode: mode(view["slab_mode"]),
  };
}

const READERS: Readonly<Record<string, (view: Fields) => View>> = {
  stack: readStack, plane: readPlane, projection: readProjection, surface: readSurface, curved: readCurved,
};

/** A view of any kind. Throws Malformed for anything else. */
export function readView(value: unknown): View {
  const view = fields(value);
  const read = READERS[text(view["kind"], /^[a-z]{1,16}$/)];
  if (!read) throw new Malformed("view expected");
  return read(view);
}
