import { describe, expect, test } from "vitest";
import { SURFACE_PRESETS } from "../looks.gen";
import { addPoint, curveAt, denser, fromHex, movePoint, removePoint, shifted, spreadOver, toHex, type Curve } from "./curve";

const CURVE: Curve = [[100, 1, 0, 0, 0], [200, 0, 1, 0, 0.5], [400, 0, 0, 1, 1]];

describe("transfer curve", () => {
  test("straight lines between points, constant outside", () => {
    expect(curveAt(CURVE, 150)).toEqual([150, 0.5, 0.5, 0, 0.25]);
    expect(curveAt(CURVE, 0)).toEqual([0, 1, 0, 0, 0]);
    expect(curveAt(CURVE, 900)).toEqual([900, 0, 0, 1, 1]);
    expect(curveAt(CURVE, 200)).toEqual([200, 0, 1, 0, 0.5]);
  });

  test("points stay in order and within bounds", () => {
    expect(movePoint(CURVE, 1, 1000, 2)[1]).toEqual([400, 0, 1, 0, 1]);
    expect(movePoint(CURVE, 0, -500, -1)[0]).toEqual([-500, 1, 0, 0, 0]);
  });

  test("a new point has the curve's colour and changes nothing where it was put on the line", () => {
    const added = addPoint(CURVE, 300, 0.75);
    expect(added?.index).toBe(2);
    for (const value of [120, 250, 350, 500]) curveAt(added?.curve ?? [], value).forEach((part, at) => expect(part).toBeCloseTo(curveAt(CURVE, value)[at] ?? -1));
    expect(removePoint(added?.curve ?? [], 2)).toEqual(CURVE);
    expect(removePoint([CURVE[0], CURVE[1]] as Curve, 0)).toHaveLength(2);
  });

  test("denser and thinner undo each other", () => {
    const back = denser(denser(CURVE, 3), 1 / 3);
    expect(denser(CURVE, 2)[1]?.[4]).toBeCloseTo(0.75);
    expect(back[1]?.[4]).toBeCloseTo(0.5, 4);
    expect(back[0]?.[4]).toBe(0);
  });

  test("shift and spread", () => {
    expect(shifted(CURVE, 10).map(([value]) => value)).toEqual([110, 210, 410]);
    expect(spreadOver([[0, 0, 0, 0, 0], [0.5, 1, 1, 1, 1]], 10, 30).map(([value]) => value)).toEqual([10, 20]);
  });

  test("colours to and from inputs", () => {
    expect(toHex([0, 1, 0.5, 0, 1])).toBe("#ff8000");
    expect(fromHex("#ff8000")).toEqual([1, 0.502, 0]);
    expect(fromHex("red")).toBeNull();
  });

  test("every preset of the server is a curve in order", () => {
    for (const { points } of Object.values(SURFACE_PRESETS)) {
      const values = points.map(([value]) => value);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
    }
  });
});
