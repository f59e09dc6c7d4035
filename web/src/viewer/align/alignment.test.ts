import { describe, expect, test } from "vitest";
import { plainLayer, type Alignment, type PlaneView, type ProjectionView, type Scene, type Vec3 } from "../scene";
import { EMPTY } from "../state";
import { moved, movedBack, shifted, sizeOf, still, turnedMore } from "./alignment";
import { withAlignment } from "./arrange";

const alignment: Alignment = { translation_mm: [10, -4, 2], rotation_deg: [5, -12, 30], centre_mm: [100, 50, -20], source: "registered", onto: "1.1" };
const near = (a: Vec3, b: Vec3, digits = 6) => a.forEach((value, axis) => expect(value).toBeCloseTo(b[axis] ?? Number.NaN, digits));

describe("alignments", () => {
  test("go there and back", () => {
    near(movedBack(moved([1, 2, 3], alignment), alignment), [1, 2, 3]);
    expect(moved([1, 2, 3], null)).toEqual([1, 2, 3]);
  });

  test("turn about x, then y, then z, as the server does", () => {
    // A quarter about x brings y to z; then a quarter about z leaves it there.
    const quarter = { ...still([0, 0, 0], "1.1"), rotation_deg: [90, 0, 90] as const };
    near(moved([0, 1, 0], quarter), [0, 0, 1]);
    near(moved([1, 0, 0], quarter), [0, 1, 0]);
  });

  test("moves by hand add up and say that they are by hand", () => {
    const hand = shifted(alignment, [1, 0, 0]);
    expect(hand.source).toBe("manual");
    near(moved([7, 8, 9], hand), [moved([7, 8, 9], alignment)[0] + 1, moved([7, 8, 9], alignment)[1], moved([7, 8, 9], alignment)[2]]);
    const turned = turnedMore(alignment, [0, 0, 1], Math.PI / 7);
    // The middle of the series stays where it lay.
    near(moved(alignment.centre_mm, turned), moved(alignment.centre_mm, alignment));
    near(moved([120, 50, -20], turnedMore(turned, [0, 0, 1], -Math.PI / 7)), moved([120, 50, -20], alignment), 1);
    expect(sizeOf(turnedMore(still([0, 0, 0], "1.1"), [0, 1, 0], Math.PI / 4)).degrees).toBeCloseTo(45, 1);
  });
});

test("an alignment reaches every picture of the series: fused, alone, and its MIP", () => {
  const place = { right: [1, 0, 0] as const, down: [0, 1, 0] as const, box_mm: [100, 100] as const, zoom: 1, phase: 0 };
  const plane = (centre_mm: Vec3): PlaneView => ({ kind: "plane", ...place, centre_mm, slab_mm: 0, slab_mode: "mip", interpolation: "linear" });
  const mip: ProjectionView = { kind: "projection", ...place, centre_mm: [5, 5, 5], mode: "mip" };
  const [under, over] = [plainLayer("1.1"), plainLayer("1.2")];
  const scenes: Scene[] = [
    { layers: [under], view: plane([1, 1, 1]), role: "axial" },
    { layers: [over], view: plane([90, 90, 90]), role: "axial" },
    { layers: [under, over], view: plane([1, 1, 1]), role: "axial" },
    { layers: [over], view: mip, role: null },
  ];
  const put = withAlignment({ ...EMPTY, rows: 2, columns: 2, scenes }, "1.1", "1.2", { ...still([0, 0, 0], "1.1"), translation_mm: [0, 0, 10] });
  expect(put.scenes.map((scene) => scene?.layers.map((layer) => layer.alignment?.translation_mm[2] ?? null))).toEqual([[null], [10], [null, 10], [10]]);
  expect(put.scenes.map((scene) => (scene?.view.kind === "stack" ? null : scene?.view.centre_mm))).toEqual([[1, 1, 1], [1, 1, 1], [1, 1, 1], [5, 5, 15]]);
});
