/** The layouts that suit a study, in the order a reader goes through them with `,` and `.`: until protocols of their own come. Pure. */
import type { Series, Stack } from "../../lib/api";
import { oneSpace } from "../fusion/pairs";
import { mainSeries } from "../scene";
import type { Arrangement, ViewerState } from "../state";
import type { LayoutId } from "./advanced";

/** A named layout, or rows and columns of a grid. */
export type Stage = LayoutId | readonly [number, number];

const GRIDS: readonly (readonly [number, number])[] = [[1, 1], [1, 2], [2, 2], [2, 3], [3, 3], [4, 4]];

/** Grids from one viewport up to as many as there are series. */
function grids(series: readonly Series[]): readonly Stage[] {
  const count = series.filter((one) => one.viewable).length;
  return GRIDS.filter(([rows, columns], index) => rows * columns <= count || (index > 0 && product(GRIDS[index - 1]) < count));
}

function product(grid: readonly [number, number] | undefined): number {
  return grid ? grid[0] * grid[1] : 0;
}

/** PET and what lies under it share a space: the fusion layouts are for them. */
function fused({ stacks }: Pick<ViewerState, "stacks">, series: readonly Series[]): boolean {
  const nuclear = series.filter(({ modality }) => modality === "PT" || modality === "NM");
  const others = series.filter(({ modality }) => modality === "CT" || modality === "MR");
  return nuclear.some((one) => others.some((other) => {
    const [over, under] = [stacks.get(one.series_uid), stacks.get(other.series_uid)];
    return !over || !under || oneSpace(over, under);
  }));
}

/** The stages of a study while `stack` is the active one. */
export function stagesOf(state: Pick<ViewerState, "study" | "stacks">, stack: Stack): readonly Stage[] {
  const series = state.study?.series.filter((one) => one.viewable) ?? [];
  const inGrids = grids(series);
  if (!stack.volume) return inGrids;
  const reconstructed: readonly Stage[] = stack.modality === "CT" || stack.modality === "PT" ? ["mpr", "mpr3d"] : ["mpr"];
  return [...inGrids, ...reconstructed, ...(fused(state, series) ? (["fusion", "petct"] as const) : [])];
}

/** Where an arrangement stands among stages; -1 for one of the reader's own. */
export function stageAt(arrangement: Arrangement, stages: readonly Stage[]): number {
  const { layout, rows, columns } = arrangement;
  return stages.findIndex((stage) =>
    typeof stage === "string" ? stage === layout : (layout === null || layout === "stack") && stage[0] === rows && stage[1] === columns,
  );
}

/** The stage before or after the one shown; null at the ends and without pictures. */
export function nextStage(state: Pick<ViewerState, "study" | "stacks" | "arrangement">, step: 1 | -1): { readonly stage: Stage; readonly number: number; readonly count: number } | null {
  const { arrangement, stacks } = state;
  const stack = stacks.get(mainSeries(arrangement.scenes[arrangement.active]) ?? "");
  if (!stack) return null;
  const stages = stagesOf(state, stack);
  const number = Math.max(-1, stageAt(arrangement, stages)) + step;
  const stage = stages[number];
  return stage === undefined ? null : { stage, number: number + 1, count: stages.length };
}
