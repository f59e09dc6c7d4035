import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromFragment, toFragment } from "../address";
import { named } from "../link/pictures";
import { plainLayer, type PlaneView, type Scene, type Vec3 } from "../scene";
import { cross, dot, length, minus } from "../viewport/vectors";
import { acrossAt, course, nearestAlong, stationAt } from "./course";
import { changeCurved, curvedArrangement, type curvedOf, withPath } from "./curved";
import { scrollFrames } from "../viewport/change";
import { makeStack } from "../testing";
import type { Arrangement } from "../state";
import { AXES, toWire } from "../viewport/spatial";
import { edgesOf } from "../viewport/sheet";

interface Fixture {
  readonly points_mm: readonly Vec3[];
  readonly length_mm: number;
  readonly at_mm: readonly number[];
  readonly stations: readonly (readonly [Vec3, Vec3, Vec3])[];
}

const FIXTURE = JSON.parse(readFileSync(new URL("../../../../contract/course.json", import.meta.url), "utf8")) as Fixture;

describe("a path", () => {
  const path = course(FIXTURE.points_mm);

  test("is measured and framed as on the server", () => {
    expect(path?.length_mm).toBeCloseTo(FIXTURE.length_mm, 3);
    for (const [k, at] of FIXTURE.at_mm.entries()) {
      if (!path) throw new Error("no path");
      const { place, ahead, aside } = stationAt(path, at);
      for (const [mine, theirs] of [[place, FIXTURE.stations[k]?.[0]], [ahead, FIXTURE.stations[k]?.[1]], [aside, FIXTURE.stations[k]?.[2]]] as const) {
        mine.forEach((value, axis) => expect(value).toBeCloseTo(theirs?.[axis] ?? Number.NaN, 3));
      }
    }
  });

  test("has planes across it that are seen along it", () => {
    if (!path) throw new Error("no path");
    const station = stationAt(path, 40);
    const { right, down } = acrossAt(station, 33);
    expect(length(minus(cross(right, down), station.ahead))).toBeCloseTo(0, 6);
    expect(dot(right, down)).toBeCloseTo(0, 6);
    expect(nearestAlong(path, station.place)).toBeCloseTo(40, 0);
    expect(course([[1, 2, 3], [1, 2, 3]])).toBeNull();
  });
});

test("the layout's planes follow the marker and the path, and a link holds it all", () => {
  const plane: PlaneView = {
    kind: "plane", centre_mm: [0, 0, 0], right: [1, 0, 0], down: [0, 1, 0], box_mm: [100, 100], zoom: 1, phase: 0,
    slab_mm: 0, slab_mode: "mip", interpolation: "linear",
  };
  const scene: Scene = { layers: [plainLayer("1.2")], view: plane, role: "axial" };
  const made = curvedArrangement(scene, { ...scene, role: "coronal" }, [[0, 0, 0], [0, 0, -50], [0, 0, -100]], null, false);
  if (!made) throw new Error("no layout");
  const heights = (of: typeof made) => of.scenes.slice(3).map((one) => (one?.view.kind === "plane" ? Math.round(one.view.centre_mm[2]) : null));
  expect(heights(made)).toEqual([-45, -50, -55]);
  const [, straight] = made.scenes;
  if (!straight) throw new Error("no straight view");
  const moved = changeCurved(made, () => (scrollFrames(straight, makeStack("1.2"), 10).view as ReturnType<typeof curvedOf> & object));
  expect(heights(moved)).toEqual([-55, -60, -65]);
  expect(heights(withPath(made, [[0, 0, 0], [0, 0, -40]]))).toEqual([-35, -40, -40]);
  expect(fromFragment(toFragment(named(moved, new Map())))?.arrangement).toEqual(moved);
  expect(toWire(straight, [200, 100]).view).toEqual({
    kind: "curved", path_mm: [[0, 0, 0], [0, 0, -50], [0, 0, -100]], along_mm: 50, across_mm: 0, height_mm: 100, turn_deg: 0, slab_mm: 0, slab_mode: "mip", phase: 0,
  });
});

test("a path's sheet stands on the plane it was drawn on, unmirrored and with its letters", () => {
  const drawnOn = (role: "axial" | "coronal" | "sagittal", points: readonly Vec3[]) => {
    const view: PlaneView = { kind: "plane", centre_mm: [0, 0, 0], ...AXES[role], box_mm: [100, 100], zoom: 1, phase: 0, slab_mm: 0, slab_mode: "mip", interpolation: "linear" };
    const scene: Scene = { layers: [plainLayer("1.2")], view, role };
    const made = curvedArrangement(scene, scene, points, null, false);
    if (!made) throw new Error("no straight view");
    return made;
  };
  const lettersOf = ({ scenes: [, straight] }: Arrangement) => straight && edgesOf(straight, makeStack("1.2"));
  // A jaw on an axial plane, from right to left around the front: the head is on one side all along, no letter says what bends.
  const jaw = drawnOn("axial", [[-40, 40, 0], [-30, 0, 0], [0, -20, 0], [30, 0, 0], [40, 40, 0]]);
  expect(lettersOf(jaw)).toEqual({ left: "F", right: "H", top: "", bottom: "" });
  // Its first point dragged elsewhere turns no sheet.
  expect(lettersOf(withPath(jaw, [[40, -60, 0], [-30, 0, 0], [0, -20, 0], [30, 0, 0], [40, 40, 0]]))).toMatchObject({ left: "F", right: "H" });
  // A vessel on a coronal plane is seen from the side, a spine on a sagittal one from the front.
  expect(lettersOf(drawnOn("coronal", [[0, 0, 0], [5, 0, -50], [0, 0, -100]]))).toEqual({ left: "A", right: "P", top: "H", bottom: "F" });
  expect(lettersOf(drawnOn("sagittal", [[0, 0, 0], [0, 5, -50], [0, 0, -100]]))).toEqual({ left: "R", right: "L", top: "H", bottom: "F" });
});
