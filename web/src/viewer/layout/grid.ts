/** Rows and columns of viewports, which series lies where, which viewport is active. Pure. */
import type { Series } from "../../lib/api";
import { mainSeries, stackScene, withLayer, type Scene } from "../scene";
import { MAX_COLUMNS, MAX_ROWS, type Arrangement } from "../state";
import { anchors } from "./link";

/** The first sight of a series: PET in inverted grey, as readers expect it. */
export function firstScene(series: Pick<Series, "series_uid" | "modality">, frame = 0): Scene {
  const scene = stackScene(series.series_uid, frame);
  return invertedAtStart(series.modality) ? withLayer(scene, { invert: true }) : scene;
}

export function invertedAtStart(modality: string): boolean {
  return modality === "PT";
}

/** Keeps the base of linked scrolling as long as the list of viewports. */
function relinked(arrangement: Arrangement): Arrangement {
  return arrangement.links.scroll ? { ...arrangement, links: { ...arrangement.links, scroll: anchors(arrangement) } } : arrangement;
}

/** Another grid; scenes keep their order, new viewports take the series that are not shown yet. */
export function setGrid(arrangement: Arrangement, rows: number, columns: number, series: readonly Series[]): Arrangement {
  const [r, c] = [Math.min(MAX_ROWS, Math.max(1, rows)), Math.min(MAX_COLUMNS, Math.max(1, columns))];
  const count = r * c;
  const activeScene = arrangement.scenes[arrangement.active] ?? null;
  // A single view must be the one the reader looks at, not the first of the grid.
  const kept = arrangement.active >= count ? [activeScene, ...arrangement.scenes].slice(0, count) : arrangement.scenes.slice(0, count);
  const shown = new Set(kept.map(mainSeries));
  const next = series.filter((one) => one.viewable && !shown.has(one.series_uid));
  const scenes = Array.from({ length: count }, (_, index) => {
    const old = kept[index];
    if (old) return old;
    const fresh = next.shift();
    return fresh ? firstScene(fresh) : null;
  });
  const active = arrangement.active >= count ? 0 : arrangement.active;
  return relinked({ ...arrangement, rows: r, columns: c, scenes, active, maximised: false, layout: null });
}

/** Puts a series into a viewport and makes that viewport active. */
export function assign(arrangement: Arrangement, viewport: number, scene: Scene): Arrangement {
  const scenes = arrangement.scenes.map((old, index) => (index === viewport ? scene : old));
  return relinked({ ...arrangement, scenes, active: viewport, layout: null });
}

export function activate(arrangement: Arrangement, viewport: number): Arrangement {
  const inside = viewport >= 0 && viewport < arrangement.scenes.length;
  return inside && viewport !== arrangement.active ? { ...arrangement, active: viewport } : arrangement;
}

/** The next or previous viewport that shows something, round and round. */
export function activateNext(arrangement: Arrangement, step: 1 | -1): Arrangement {
  const count = arrangement.scenes.length;
  for (let away = 1; away <= count; away += 1) {
    const index = (arrangement.active + step * away + count * away) % count;
    if (arrangement.scenes[index]) return activate(arrangement, index);
  }
  return arrangement;
}

export function toggleMaximised(arrangement: Arrangement): Arrangement {
  return arrangement.scenes.length === 1 ? arrangement : { ...arrangement, maximised: !arrangement.maximised };
}

/** The series before or after the one in the active viewport; null at the ends. */
export function nextSeries(arrangement: Arrangement, series: readonly Series[], step: 1 | -1): Series | null {
  const shown = series.filter((one) => one.viewable);
  const at = shown.findIndex((one) => one.series_uid === mainSeries(arrangement.scenes[arrangement.active]));
  return shown[at === -1 ? 0 : at + step] ?? null;
}
