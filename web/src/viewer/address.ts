/** The exact-view link: the arrangement as text in the URL fragment, which browsers never send. */
import type { Layer, Scene, View } from "./scene";
import { MAX_COLUMNS, MAX_ROWS, NO_LINKS, type Arrangement, type Cursor } from "./state";
import { readLayer, writeLayer } from "./link/layers";
import { fields, list, Malformed, text, vector, whole, yes } from "./link/read";
import { NAME, type Linked, type Names } from "./link/pictures";
import { readView } from "./link/views";

/** The second kind writes a view or layer that several viewports share once only; links of the first kind still open. */
const PREFIX = "v2.";
const FIRST_PREFIX = "v1.";
/** As many as the stream takes. */
const MAX_LAYERS = 2;

/** Different things in the order they came, found again by their text. */
class Table {
  readonly kept: unknown[] = [];
  readonly #places = new Map<string, number>();

  place(thing: unknown): number {
    const key = JSON.stringify(thing);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.kept.length);
    return this.kept.push(thing) - 1;
  }
}

/** The fragment without its `#`. Names that say nothing are left out. */
export function toFragment({ arrangement, pictures, bases }: Linked): string {
  const [layers, views] = [new Table(), new Table()];
  const scenes = arrangement.scenes.map(
    (scene) => scene && [views.place(scene.view), scene.layers.map((layer) => layers.place(writeLayer(layer))), scene.role],
  );
  const names = { ...(pictures.some(Boolean) ? { pictures } : {}), ...(bases.some(Boolean) ? { bases } : {}) };
  const bytes = new TextEncoder().encode(JSON.stringify({ ...arrangement, scenes, layers: layers.kept, views: views.kept, ...names }));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return PREFIX + text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What the scenes of a link are made of. */
interface Parts {
  readonly layers: readonly Layer[];
  readonly views: readonly View[];
}

function part<T>(parts: readonly T[], at: unknown): T {
  const found = parts[whole(at, 0, parts.length - 1)];
  if (found === undefined) throw new Malformed("part expected");
  return found;
}

function readRole(role: unknown): Scene["role"] {
  return role === undefined || role === null ? null : (text(role, /^(?:axial|coronal|sagittal)$/) as Scene["role"]);
}

function readScene(value: unknown, { layers, views }: Parts): Scene | null {
  if (value === null) return null;
  const [view, shown, role] = list(value);
  const read = list(shown).slice(0, MAX_LAYERS).map((at) => part(layers, at));
  if (read.length === 0) throw new Malformed("layers expected");
  return { layers: read, view: part(views, view), role: readRole(role) };
}

/** A scene of a link of the first kind. */
function readWholeScene(value: unknown): Scene | null {
  if (value === null) return null;
  const { layers, view, role } = fields(value);
  const read = list(layers).slice(0, MAX_LAYERS).map(readLayer);
  if (read.length === 0) throw new Malformed("layers expected");
  return { layers: read, view: readView(view), role: readRole(role) };
}

function readScenes(value: ReturnType<typeof fields>, first: boolean): readonly (Scene | null)[] {
  if (first) return list(value["scenes"]).map(readWholeScene);
  const parts = { layers: list(value["layers"]).map(readLayer), views: list(value["views"]).map(readView) };
  return list(value["scenes"]).map((scene) => readScene(scene, parts));
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

/** Links from before images had names hold their numbers alone. */
function readNames(value: unknown, count: number): Names {
  return value === undefined ? [] : list(value).slice(0, count).map((name) => text(name, NAME));
}

function readLayout(value: unknown): string | null {
  return value === undefined || value === null ? null : text(value, /^[a-z0-9]{1,16}$/);
}

/** What a fragment says; null for anything that is not one (a foreign, cut or edited link). */
export function fromFragment(fragment: string): Linked | null {
  const first = fragment.startsWith(FIRST_PREFIX);
  if (!first && !fragment.startsWith(PREFIX)) return null;
  try {
    const raw = atob(fragment.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
    const value = fields(JSON.parse(new TextDecoder().decode(Uint8Array.from(raw, (char) => char.charCodeAt(0)))));
    const rows = whole(value["rows"], 1, MAX_ROWS);
    const columns = whole(value["columns"], 1, MAX_COLUMNS);
    const scenes = readScenes(value, first);
    // A layout may have one viewport beside its grid.
    if (scenes.length !== rows * columns && scenes.length !== rows * columns + 1) return null;
    const active = whole(value["active"], 0, scenes.length - 1);
    const arrangement = {
      rows, columns, scenes, active,
      maximised: yes(value["maximised"]),
      links: readLinks(value["links"], scenes.length),
      cursor: readCursor(value["cursor"]),
      layout: readLayout(value["layout"]),
    };
    return { arrangement, pictures: readNames(value["pictures"], scenes.length), bases: readNames(value["bases"], scenes.length) };
  } catch {
    return null;
  }
}
