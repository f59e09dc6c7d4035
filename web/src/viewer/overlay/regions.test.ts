import { expect, test } from "vitest";
import { withStackView } from "../scene";
import { firstScene } from "../layout/grid";
import { makeSeries, makeStack } from "../testing";
import { rulerInSight, spacingBetween } from "./regions";

/** 400 x 300 pixels: the left part in one depth, the right one in another, a strip of nothing below. */
const geometry = {
  rows: 300, columns: 400, spacing_mm: null, spacing_kind: "none" as const, aspect: null, orientation: null, patient_orientation: null,
  regions: [[0, 0, 199, 249, 0.5, 0.5], [200, 0, 399, 249, 0.1, 0.2]] as [number, number, number, number, number, number][],
};
const stack = makeStack("1", { ...geometry, geometries: [geometry] }, 1);

test("inside one part a length has its scale, between two and outside it has none", () => {
  expect(spacingBetween(stack, 0, [10, 10], [190, 240])).toEqual([0.5, 0.5]);
  expect(spacingBetween(stack, 0, [210, 10], [390, 240])).toEqual([0.1, 0.2]);
  expect(spacingBetween(stack, 0, [10, 10], [210, 10])).toBeNull();
  expect(spacingBetween(stack, 0, [10, 260], [20, 260])).toBeNull();
});

test("the ruler is that of the part in the middle of the screen", () => {
  const size = { width: 400, height: 300 };
  const scene = firstScene(makeSeries("1", { modality: "US" }));
  const at = (x: number) => rulerInSight(withStackView(scene, { pan_mm: [200 - x, 50] }), stack, size);
  expect(at(100)).toMatchObject({ label: "5 cm", pixels: 100 });
  expect(at(300)).toMatchObject({ label: "1 cm", pixels: 100 });
});

test("no ruler reaches out of its part", () => {
  const scene = withStackView(firstScene(makeSeries("1", { modality: "US" })), { pan_mm: [100, -95] });
  expect(rulerInSight(scene, stack, { width: 400, height: 300 })).toBeNull();
});
