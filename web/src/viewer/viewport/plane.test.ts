import { describe, expect, test } from "vitest";
import { makeStack, SAGITTAL } from "../testing";
import { crossLine, imageToPatient, nearestFrame, parallel, patientToImage, planeOf, sameSpace, type Plane } from "./plane";

const axial = makeStack("1");
const sagittal = makeStack("2", { orientation: SAGITTAL, rows: 100, columns: 200 }, 10, (frame) => [10 * frame, 0, 60]);

function plane(stack: typeof axial, frame: number): Plane {
  const found = planeOf(stack, frame);
  if (!found) throw new Error("no plane");
  return found;
}

describe("planes in patient space", () => {
  test("the first pixel's centre is the position of the file", () => {
    const at = plane(axial, 3);
    expect(imageToPatient(axial, at, [0.5, 0.5])).toEqual([0, 0, 6]);
    expect(patientToImage(axial, at, [10, 20, 99])).toEqual([10.5, 20.5]);
  });

  test("the nearest frame is by distance along the normal", () => {
    expect(nearestFrame(axial, [50, 50, 13.1])).toEqual({ frame: 7, away_mm: expect.closeTo(0.9) });
    expect(nearestFrame(makeStack("3", { orientation: null }), [0, 0, 0])).toBeNull();
  });

  test("only planes within ten degrees are parallel, also when they face away", () => {
    expect(parallel(plane(axial, 0), plane(axial, 5))).toBe(true);
    expect(parallel(plane(axial, 0), plane(makeStack("4", { orientation: [1, 0, 0, 0, -1, 0] }), 0))).toBe(true);
    expect(parallel(plane(axial, 0), plane(sagittal, 0))).toBe(false);
  });

  test("an empty frame of reference is no common space", () => {
    expect(sameSpace(axial, sagittal)).toBe(true);
    expect(sameSpace(makeStack("5", { frame_of_reference: "" }), makeStack("6", { frame_of_reference: "" }))).toBe(false);
  });
});

describe("reference lines", () => {
  test("a sagittal plane at x = 30 cuts the axial picture in column 30, over its own extent", () => {
    const line = crossLine(axial, plane(axial, 10), sagittal, plane(sagittal, 3));
    const ends = line?.map(([x, y]) => [Math.round(x * 2) / 2, y]).toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0));
    expect(ends).toEqual([[30.5, 0], [30.5, 200]]);
  });

  test("planes that miss each other, or lie parallel, give none", () => {
    expect(crossLine(axial, plane(axial, 0), axial, plane(axial, 5))).toBeNull();
    const high = makeStack("7", {}, 1, () => [0, 0, 500]);
    expect(crossLine(high, plane(high, 0), sagittal, plane(sagittal, 3))).toBeNull();
  });
});
