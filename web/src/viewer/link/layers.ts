/** The layers of a link: window, colours, alignment, what is cut. Pure. */
import { MOST_POINTS, STEPS_PER_MM } from "../cuts/outline";
import { plainLayer, type Alignment, type Cut, type Layer, type Outline, type Window } from "../scene";
import { fields, list, Malformed, number, text, vector, yes } from "./read";
import { readPoints, writePoints } from "./steps";

export const MAX_CUTS = 16;
const UID = /^[0-9.]{1,64}$/;

type Written = Readonly<Record<string, unknown>>;

/** A layer as links hold it: outlines as short text. */
export function writeLayer(layer: Layer): Written {
  return layer.cuts ? { ...layer, cuts: layer.cuts.map(writeCut) } : { ...layer };
}

function writeCut(cut: Cut): Written {
  return cut.kind === "outline" ? { ...cut, points_mm: writePoints(cut.points_mm, STEPS_PER_MM) } : { ...cut };
}

function readWindow(value: unknown): Window | null {
  if (value === null) return null;
  const { center, width, function: voi } = fields(value);
  const name = text(voi, /^(?:LINEAR|LINEAR_EXACT|SIGMOID)$/) as Window["function"];
  return { center: number(center), width: number(width, 1e-9), function: name };
}

function readAlignment(value: unknown): Alignment | null {
  if (value === null) return null;
  const { translation_mm, rotation_deg, centre_mm, source, onto } = fields(value);
  const name = text(source, /^(?:manual|registered)$/) as Alignment["source"];
  return { translation_mm: vector(translation_mm), rotation_deg: vector(rotation_deg), centre_mm: vector(centre_mm), source: name, onto: text(onto, UID) };
}

function readCut(value: unknown): Cut {
  const cut = fields(value);
  const kind = text(cut["kind"], /^(?:table|bone|outline)$/);
  if (kind !== "outline") return { kind: kind as "table" | "bone" };
  const points_mm = readPoints(text(cut["points_mm"], /^[\w-]{1,8192}$/), STEPS_PER_MM);
  if (points_mm.length < 3 || points_mm.length > MOST_POINTS) throw new Malformed("outline expected");
  return {
    kind, points_mm,
    centre_mm: vector(cut["centre_mm"]),
    right: vector(cut["right"]),
    down: vector(cut["down"]),
    eye_mm: number(cut["eye_mm"], 0, 1e5),
    remove: text(cut["remove"], /^(?:inside|outside)$/) as Outline["remove"],
  };
}

/** A layer again. Throws Malformed for anything else. */
export function readLayer(value: unknown): Layer {
  const { series_uid, window, invert, colour_map, opacity, threshold, overlays, shutter, presentation, cuts, alignment } = fields(value);
  return {
    ...plainLayer(text(series_uid, UID)),
    window: readWindow(window),
    invert: yes(invert),
    colour_map: text(colour_map, /^[a-z0-9_-]{1,32}$/),
    opacity: number(opacity, 0, 1),
    threshold: threshold === null ? null : number(threshold),
    // Links from before these came have none of them.
    overlays: overlays === undefined || yes(overlays),
    shutter: shutter === undefined || yes(shutter),
    presentation: presentation === undefined ? "" : text(presentation, /^[0-9.]{0,64}$/),
    ...(cuts === undefined ? {} : { cuts: list(cuts).slice(0, MAX_CUTS).map(readCut) }),
    ...(alignment === undefined ? {} : { alignment: readAlignment(alignment) }),
  };
}
