/** From which end a list with a hole is loaded on. */
import { expect, test } from "vitest";
import { wantingSide } from "./hole";

test.each([
  [200, 9800, 0, 79, null], // its rows are farther than the page that is asked for ahead
  [200, 9800, 0, 80, "above"], // a page is asked for before its first row is seen
  [200, 9800, 190, 210, "above"],
  [200, 9800, 4000, 4020, "above"], // deep in it: from the nearer end
  [200, 9800, 4989, 5009, "above"],
  [200, 9800, 4990, 5010, "below"],
  [200, 9800, 7000, 7020, "below"],
  [200, 9800, 9919, 9939, "below"],
  [200, 9800, 9920, 9940, null],
  [200, 10_000, 9980, 9999, "below"], // nothing is loaded from the end
  [1, 2, 0, 2, "above"], // a hole of one row
  [10, 10, 0, 9, null], // the ends met
  [12, 8, 0, 9, null], // and more than met
  [0, 0, 0, 0, null], // an empty list
] as const)("missing %i to %i, seen %i to %i: %s", (from, to, first, last, side) => {
  expect(wantingSide(from, to, first, last, 120)).toBe(side);
});
