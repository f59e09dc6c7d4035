import { expect, test } from "vitest";
import { cells } from "./cells";

const whole = Math.floor;

test("a grid fills the area, two pixels between its cells", () => {
  expect(cells(4, 2, 2, { width: 102, height: 62 }, whole)).toEqual([
    { left: 0, top: 0, width: 50, height: 30 }, { left: 52, top: 0, width: 50, height: 30 },
    { left: 0, top: 32, width: 50, height: 30 }, { left: 52, top: 32, width: 50, height: 30 },
  ]);
});

test("one more than the grid has stands beside it, in portrait below it", () => {
  const beside = cells(10, 3, 3, { width: 406, height: 304 }, whole);
  expect(beside[8]).toEqual({ left: 204, top: 204, width: 100, height: 100 });
  expect(beside[9]).toEqual({ left: 306, top: 0, width: 100, height: 304 });
  const below = cells(10, 3, 3, { width: 304, height: 406 }, whole);
  expect(below[9]).toEqual({ left: 0, top: 306, width: 304, height: 100 });
});
