import { describe, expect, test } from "vitest";
import { fromFragment, toFragment } from "../address";
import { named } from "../link/pictures";
import { readPoints, writePoints } from "../link/steps";
import { plainLayer, type Scene, type SurfaceView, type Vec2 } from "../scene";
import { EMPTY } from "../state";
import { MOST_POINTS, outlineOf, simplified, STEPS_PER_MM } from "./outline";

const view: SurfaceView = {
  kind: "surface", centre_mm: [10.123456789, 20, 30], right: [1, 0, 0], down: [0, 0, -1], box_mm: [200, 100], zoom: 1, phase: 0,
  preset: "bone", curve: [], shift: 0, perspective_deg: 0, crop_mm: null, clip: null, shaded: true,
};
const size = { width: 400, height: 200 };
const ring: readonly Vec2[] = Array.from({ length: 2000 }, (_, index) => [200 + 90 * Math.cos(index / 318), 100 + 90 * Math.sin(index / 318)]);

describe("outlines", () => {
  test("are millimetres from the view's centre, downwards positive", () => {
    const outline = outlineOf(view, size, [[200, 100], [300, 100], [300, 150], [200, 150]], "inside", null);
    expect(outline?.points_mm).toEqual([[0, 0], [50, 0], [50, 25], [0, 25]]);
    expect(outline?.eye_mm).toBe(0);
    expect(outlineOf(view, size, [[0, 0], [10, 0]], "inside", null)).toBeNull();
  });

  test("of a perspective view know where the eye is", () => {
    expect(outlineOf({ ...view, perspective_deg: 90 }, size, ring, "outside", null)?.eye_mm).toBe(50);
  });

  test("keep their shape with few points", () => {
    const fewer = simplified(ring, 0.7);
    expect(fewer.length).toBeLessThan(80);
    for (const [x, y] of fewer) expect(Math.hypot(x - 200, y - 100)).toBeCloseTo(90, 5);
  });

  test("are the same in a link, and short", () => {
    const outline = outlineOf(view, size, ring, "inside", null);
    expect(outline && outline.points_mm.length <= MOST_POINTS).toBe(true);
    const scene: Scene = { layers: [{ ...plainLayer("1.2"), cuts: outline ? [{ kind: "bone" }, outline] : [] }], view, role: null };
    const fragment = toFragment(named({ ...EMPTY, scenes: [scene] }, new Map()));
    expect(fromFragment(fragment)?.arrangement.scenes).toEqual([scene]);
    expect(fragment.length - toFragment(named({ ...EMPTY, scenes: [{ ...scene, layers: [plainLayer("1.2")] }] }, new Map())).length).toBeLessThan(900);
  });
});

test("points as text are the same points", () => {
  const points: readonly Vec2[] = [[0, 0], [-0.05, 1000], [123.45, -99.9], [-3000, 3000]];
  expect(readPoints(writePoints(points, STEPS_PER_MM), STEPS_PER_MM)).toEqual(points);
  expect(() => readPoints("A", STEPS_PER_MM)).toThrow();
  expect(() => readPoints("g", STEPS_PER_MM)).toThrow();
});
