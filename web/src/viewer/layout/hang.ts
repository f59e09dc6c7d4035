/** The first layout of a study, by modality: a small table until readers have protocols of their own. Pure. */
import type { Series } from "../../lib/api";
import { EMPTY, type Arrangement } from "../state";
import { firstScene, setGrid } from "./grid";

/** Projection pictures are read side by side. */
const SIDE_BY_SIDE = new Set(["CR", "DX", "MG"]);
const MOST_SIDE_BY_SIDE = 4;

/** Series to show first: a scout of one or two frames is rarely what a reader came for. */
function first(series: readonly Series[]): Series | undefined {
  const most = Math.max(0, ...series.map((one) => one.frame_count));
  return series.find((one) => one.frame_count > 2 || most <= 2) ?? series[0];
}

/** How a study is shown when nothing else is asked for. `wanted` is a series to begin with. */
export function hang(series: readonly Series[], wanted: string | null = null): Arrangement {
  const shown = series.filter((one) => one.viewable);
  const start = shown.find((one) => one.series_uid === wanted) ?? first(shown);
  if (!start) return EMPTY;
  const one: Arrangement = { ...EMPTY, scenes: [firstScene(start)] };
  const projections = shown.filter((other) => SIDE_BY_SIDE.has(other.modality));
  const count = Math.min(MOST_SIDE_BY_SIDE, projections.length);
  if (wanted !== null || !SIDE_BY_SIDE.has(start.modality) || count < 2) return one;
  const columns = count === 4 ? 2 : count;
  return setGrid({ ...one, scenes: [firstScene(projections[0] ?? start)] }, count === 4 ? 2 : 1, columns, projections);
}
