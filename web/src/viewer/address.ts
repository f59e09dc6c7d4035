/** The exact-view link: the arrangement as text in the URL fragment, which browsers never send. */
import { plainLayer, type Layer, type Scene, type Removal, type Window } from "./scene";
import { MAX_COLUMNS, MAX_ROWS, NO_LINKS, type Arrangement, type Cursor } from "./state";
import { fields, list, Malformed, number, text, vector, whole, yes } from "./link/read";
import { readView } from "./link/views";

const PREFIX = "v1.";
/** As many as the stream takes. */
const MAX_LAYERS = 2;
const MAX_CUTS = 16;

/** The fragment without its `#`. */
export function toFragment(arrangement: Arrangement): string {
  const bytes = new TextEncoder().encode(JSON.stringify(arrangement));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return PREFIX + text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function readWindow(value: unknown): Window | null {
  if (value === null) return null;
  const { center, width, function: voi } = fields(value);
  const name = text(voi, /^(?:LINEAR|LINEAR_EXACT|SIGMOID)$/) as Window["function"];
  return { center: number(center), width: number(width, 1e-9), function: name };
}

function readLayer(value: unknown): Layer {
  const { series_uid, window, invert, colour_map, opacity, threshold, overlays, shutter, presentation, cuts } = fields(value);
  return {
    ...plainLayer(text(series_uid, /^[0-9.]{1,64}$/)),
    window: readWindow(window),
    invert: yes(invert),
    colour_map: text(colour_map, /^[a-z0-9_-]{1,32}$/),
    opacity: number(opacity, 0, 1),
    threshold: threshold === null ? null : number(threshold),
    // Links from before these three came have none of them.
    overlays: overlays === undefined || yes(overlays),
    shutter: shutter === undefined || yes(shutter),
    presentation: presentation === undefined ? "" : text(presentation, /^[0-9.]{0,64}$/),
    ...(cuts === undefined ? {} : { cuts: list(cuts).slice(0, MAX_CUTS).map(readRemoval) }),
  };
}

function readRemoval(value: unknown): Removal {
  return { kind: text(fields(value).kind, /^(?:table|bone)$/) as Removal["kind"] };
}

function readScene(value: unknown): Scene | null {
  if (value === null) return null;
  const { layers, view, role } = fields(value);
  const read = list(layers).slice(0, MAX_LAYERS).map(readLayer);
  if (read.length === 0) throw new Malformed("layers expected");
  const name = role === undefined || role === null ? null : (text(role, /^(?:axial|coronal|sagittal)$/) as Scene["role"]);
  return { layers: read, view: readView(view), role: name };
}

function readLinks(value: unknown, count: number): Arrangement["links"] {
  const { scroll, window, zoom } = fields(value);
  const base = scroll === null ? null : list(scroll).slice(0, count).map((frame) => whole(frame, 0, 1e7));
  return { ...NO_LINKS, scroll: base, window: yes(window), zoom: yes(zoom) };
}

/** Links of the first kind had no crosshair. */
function readCursor(value: unknown): Cursor | null {
  if (value === undefined || value === null) return null;
  const { point_mm, space } = fields(value);
  return { point_mm: vector(point_mm), space: text(space, /^(?:series )?[0-9.]{1,64}$/) };
}

function readLayout(value: unknown): string | null {
  return value === undefined || value === null ? null : text(value, /^[a-z0-9]{1,16}$/);
}

/** The arrangement of a fragment; null for anything that is not one (a foreign, cut or edited link). */
export function fromFragment(fragment: string): Arrangement | null {
  if (!fragment.startsWith(PREFIX)) return null;
  try {
    const raw = atob(fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
    const value = fields(JSON.parse(new TextDecoder().decode(Uint8Array.from(raw, (char) => char.charCodeAt(0)))));
    const rows = whole(value["rows"], 1, MAX_ROWS);
    const columns = whole(value["columns"], 1, MAX_COLUMNS);
    const scenes = list(value["scenes"]).map(readScene);
    // A layout may have one viewport beside its grid.
    if (scenes.length !== rows * columns && scenes.length !== rows * columns + 1) return null;
    const active = whole(value["active"], 0, scenes.length - 1);
    return {
      rows, columns, scenes, active,
      maximised: yes(value["maximised"]),
      links: readLinks(value["links"], scenes.length),
      cursor: readCursor(value["cursor"]),
      layout: readLayout(value["layout"]),
    };
  } catch {
    return null;
  }
}
