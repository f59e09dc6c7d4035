import { describe, expect, test } from "vitest";
import type { Camera } from "./camera";
import { alongAxis, clipAcross, edges, graspable, movedClip, moveSide, sideCentre, SIDES, type Box } from "./crop";
import { VIEWS } from "./standard";

const WHOLE: Box = [[0, 0, 0], [100, 200, 300]];
const SIZE = { width: 300, height: 300 };
const CAMERA: Camera = { ...VIEWS.A, centre_mm: [50, 100, 150], height_mm: 600, perspective_deg: 0 };

describe("crop box", () => {
  test("sides move along their axis, within the volume, never through each other", () => {
    expect(moveSide(WHOLE, { axis: 0, end: 0 }, 30.04, WHOLE)).toEqual([[30, 0, 0], [100, 200, 300]]);
    expect(moveSide(WHOLE, { axis: 2, end: 1 }, 999, WHOLE)[1][2]).toBe(300);
    expect(moveSide(WHOLE, { axis: 1, end: 0 }, 500, WHOLE)[0][1]).toBe(198);
    expect(SIDES.map((side) => sideCentre(WHOLE, side))[5]).toEqual([50, 100, 300]);
  });

  test("a drag on the screen is a way along the side's axis", () => {
    // From the front, the patient's left is to the right and the head is up; 2 mm a pixel.
    expect(alongAxis(CAMERA, SIZE, 0, [10, 50])).toBeCloseTo(20);
    expect(alongAxis(CAMERA, SIZE, 2, [10, -50])).toBeCloseTo(100);
    expect(alongAxis(CAMERA, SIZE, 1, [10, 50])).toBe(0);
    expect([0, 1, 2].map((axis) => graspable(CAMERA, axis as 0))).toEqual([true, false, true]);
  });

  test("twelve edges on the screen", () => {
    const lines = edges(CAMERA, SIZE, WHOLE);
    expect(lines).toHaveLength(12);
    expect(Math.min(...lines.flat().map(([x]) => x))).toBeCloseTo(125);
  });
});

describe("clipping plane", () => {
  test("cuts away what lies before it", () => {
    const [point, normal] = clipAcross(CAMERA, 20);
    expect(point).toEqual([50, 120, 150]);
    expect(normal.map((part) => part + 0)).toEqual([0, -1, 0]);
    expect(movedClip([point, normal], 5)[0]).toEqual([50, 115, 150]);
  });
});
