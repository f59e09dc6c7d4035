/** Where the viewports of a grid lie: rows and columns, and one more beside them where there is one too many. Pure; CSS pixels. */
import type { Size } from "../viewport/place";

export const GAP_PX = 2;

export interface Cell extends Size {
  readonly left: number;
  readonly top: number;
}

/** The places of `count` viewports, row by row.
 *
 * One viewport more than the grid has cells fills a column of its own at the right (a whole-body MIP is tall), or a row of its own below
 * where the area is higher than wide. `snap` brings lengths to whole device pixels.
 */
export function cells(count: number, rows: number, columns: number, area: Size, snap: (value: number) => number): readonly Cell[] {
  const extra = count > rows * columns;
  const below = extra && area.height > area.width;
  const [r, c] = [rows + (below ? 1 : 0), columns + (extra && !below ? 1 : 0)];
  const width = snap((area.width - GAP_PX * (c - 1)) / c);
  const height = snap((area.height - GAP_PX * (r - 1)) / r);
  const at = (row: number, column: number): Cell => ({ left: snap(column * (width + GAP_PX)), top: snap(row * (height + GAP_PX)), width, height });
  return Array.from({ length: count }, (_, index) => {
    if (index < rows * columns) return at(Math.floor(index / columns), index % columns);
    const corner = below ? at(rows, 0) : at(0, columns);
    return below ? { ...corner, width: snap(area.width) } : { ...corner, height: snap(area.height) };
  });
}
