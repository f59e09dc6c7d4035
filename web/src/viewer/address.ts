/** The exact-view link: the arrangement as text in the URL fragment, which browsers never send. */
import { STACK_VIEW, stackScene, type Layer, type Scene, type StackView, type Vec2, type Window } from "./scene";
import { MAX_COLUMNS, MAX_ROWS, NO_LINKS, type Arrangement } from "./state";

const PREFIX = "v1.";
/** As many as the stream takes. */
const MAX_LAYERS = 2;

/** The fragment without its `#`. */
export function toFragment(arrangement: Arrangement): string {
  const bytes = new TextEncoder().encode(JSON.stringify(arrangement));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return PREFIX + text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

type Fields = Readonly<Record<string, unknown>>;

class Malformed extends Error {}

function fields(value: unknown): Fields {
  if (typeof value !== "object" || value === null) throw new Malformed("object expected");
  return value as Fields;
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed("list expected");
  return value;
}

function number(value: unknown, low = -1e9, high = 1e9): number {
  if (typeof value !== "number" || !(value >= low && value <= high)) throw new Malformed("number expected");
  return value;
}

function whole(value: unknown, low: number, high: number): number {
  const at = number(value, low, high);
  if (!Number.isInteger(at)) throw new Malformed("whole number expected");
  return at;
}

function yes(value: unknown): boolean {
  if (typeof value !== "boolean") throw new Malformed("yes or no expected");
  return value;
}

function text(value: unknown, pattern: RegExp): string {
  if (typeof value !== "string" || !pattern.test(value)) throw new Malformed("text expected");
  return value;
}

function readWindow(value: unknown): Window | null {
  if (value === null) return null;
  const { center, width, function: voi } = fields(value);
  const name = text(voi, /^(?:LINEAR|LINEAR_EXACT|SIGMOID)$/) as Window["function"];
  return { center: number(center), width: number(width, 1e-9), function: name };
}

function readLayer(value: unknown): Layer {
  const { series_uid, window, invert, colour_map, opacity, threshold } = fields(value);
  const [base] = stackScene(text(series_uid, /^[0-9.]{1,64}$/)).layers;
  if (!base) throw new Malformed("layer expected");
  return {
    ...base,
    window: readWindow(window),
    invert: yes(invert),
    colour_map: text(colour_map, /^[a-z0-9_-]{1,32}$/),
    opacity: number(opacity, 0, 1),
    threshold: threshold === null ? null : number(threshold),
  };
}

function readStackView(value: unknown): StackView {
  const view = fields(value);
  if (view["kind"] !== "stack") throw new Malformed("view expected");
  const [x, y] = list(view["pan_mm"]);
  const pan: Vec2 = [number(x), number(y)];
  return {
    ...STACK_VIEW,
    frame: whole(view["frame"], 0, 1e7),
    pan_mm: pan,
    zoom: number(view["zoom"], 1e-3, 1e3),
    rotation_deg: number(view["rotation_deg"], -360, 360),
    flip_h: yes(view["flip_h"]),
    flip_v: yes(view["flip_v"]),
  };
}

function readScene(value: unknown): Scene | null {
  if (value === null) return null;
  const { layers, view } = fields(value);
  const read = list(layers).slice(0, MAX_LAYERS).map(readLayer);
  if (read.length === 0) throw new Malformed("layers expected");
  return { layers: read, view: readStackView(view) };
}

function readLinks(value: unknown, count: number): Arrangement["links"] {
  const { scroll, window, zoom } = fields(value);
  const base = scroll === null ? null : list(scroll).slice(0, count).map((frame) => whole(frame, 0, 1e7));
  return { ...NO_LINKS, scroll: base, window: yes(window), zoom: yes(zoom) };
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
    if (scenes.length !== rows * columns) return null;
    const active = whole(value["active"], 0, scenes.length - 1);
    return { rows, columns, scenes, active, maximised: yes(value["maximised"]), links: readLinks(value["links"], scenes.length) };
  } catch {
    return null;
  }
}
