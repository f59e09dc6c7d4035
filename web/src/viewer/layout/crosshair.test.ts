import { describe, expect, test } from "vitest";
import { planeView, spatialOf, stackScene, type PlaneView, type Role, type Vec3 } from "../scene";
import { EMPTY, initialState, type Arrangement, type ViewerState } from "../state";
import { makeSeries, makeStack } from "../testing";
import { crossings, slabHandles, turnHandles } from "../overlay/crossing";
import { gripAt } from "../tools/crosshair";
import { depthOf } from "../viewport/depth";
import { panBy, showFrame } from "../viewport/change";
import { normalOf, patientToScreen, screenToPatient, startProjection, spatialScene } from "../viewport/spatial";
import { dot, length, minus } from "../viewport/vectors";
import { layoutOf } from "./layouts";
import { changePlanes, followPlanes, moveCursor, recentre, resetPlanes, stepSlab, tidySlab, turnPlanes } from "./crosshair";

type Steps = NonNullable<ReturnType<typeof makeStack>["volume"]>["steps_mm"];
const SIZE = { width: 400, height: 300 };
/** 100 x 200 x 20 voxels of 1 x 1 x 2 mm, from (0, 0, 0). */
const ct = makeStack("1");
const stacks = new Map([["1", ct]]);

function mpr(): Arrangement {
  const series = makeSeries("1");
  const study = { series: [series] } as unknown as NonNullable<ViewerState["study"]>;
  const made = layoutOf("mpr")?.build({ study, series, stack: ct, stacks, cursor: null, window: null, invert: null, portrait: false });
  if (made === undefined || typeof made === "string") throw new Error("no MPR");
  return made;
}

const plane = (arrangement: Arrangement, role: Role): PlaneView => {
  const found = planeView(arrangement.scenes.find((scene) => scene?.role === role));
  if (!found) throw new Error("no plane");
  return found;
};
const away = (view: PlaneView, point: Vec3) => Math.abs(dot(minus(point, view.centre_mm), normalOf(view)));
const shown = (arrangement: Arrangement): ViewerState => ({ ...initialState("s", "window"), arrangement, stacks });

describe("the crosshair", () => {
  test("begins in a voxel in the middle, in all three planes", () => {
    const { cursor, scenes } = mpr();
    expect(cursor?.point_mm).toEqual([50, 100, 20]);
    for (const scene of scenes) expect(away(planeView(scene) as PlaneView, [50, 100, 20])).toBeCloseTo(0);
  });

  test("takes planes and stacks of its space along, and no others", () => {
    const other = makeStack("2", { frame_of_reference: "8" });
    const start = { ...mpr(), scenes: [...mpr().scenes, stackScene("1"), stackScene("2")] };
    const moved = moveCursor(start, new Map([...stacks, ["2", other]]), { space: "9", point_mm: [10, 20, 30] });
    for (const role of ["axial", "coronal", "sagittal"] as const) expect(away(plane(moved, role), [10, 20, 30])).toBeCloseTo(0);
    expect(moved.scenes.slice(3).map((scene) => (scene?.view.kind === "stack" ? scene.view.frame : null))).toEqual([15, 0]);
    expect(plane(moved, "axial").right).toEqual([1, 0, 0]);
  });

  test("goes along with a scrolled plane and stays in a moved one", () => {
    const start = mpr();
    const axial = start.scenes[0];
    if (!axial) throw new Error("no plane");
    const scrolled = followPlanes({ ...start, scenes: [showFrame(axial, ct, 15), ...start.scenes.slice(1)] }, stacks, 0);
    expect(scrolled.cursor?.point_mm).toEqual([50, 100, 30]);
    const panned = followPlanes({ ...start, scenes: [panBy(axial, ct, SIZE, [30, 40]), ...start.scenes.slice(1)] }, stacks, 0);
    expect(panned.cursor).toBe(start.cursor);
  });

  test("centres the planes on a point", () => {
    const centred = recentre(mpr(), stacks, { space: "9", point_mm: [1, 2, 3] });
    for (const scene of centred.scenes) expect(spatialOf(scene)?.centre_mm).toEqual([1, 2, 3]);
  });

  test("series without a frame of reference are a space of their own", () => {
    const lone = makeStack("1", { frame_of_reference: "" });
    const moved = moveCursor(mpr(), new Map([["1", lone]]), { space: "series 1", point_mm: [5, 6, 7] });
    expect(away(plane(moved, "coronal"), [5, 6, 7])).toBeCloseTo(0);
  });
});

describe("turning planes", () => {
  test("keeps them at right angles, through the crosshair, and leaves the one they are turned in", () => {
    const turned = turnPlanes(mpr(), stacks, 0, Math.PI / 6);
    const [coronal, sagittal] = [plane(turned, "coronal"), plane(turned, "sagittal")];
    expect(turned.scenes[0]).toEqual(mpr().scenes[0]);
    expect(dot(normalOf(coronal), normalOf(sagittal))).toBeCloseTo(0);
    for (const view of [coronal, sagittal]) {
      expect(away(view, [50, 100, 20])).toBeCloseTo(0);
      expect(length(view.right)).toBeCloseTo(1);
      expect(dot(view.right, view.down)).toBeCloseTo(0);
    }
    // Clockwise on the axial screen, whose down is the patient's back: right goes towards the back.
    expect(coronal.right[1]).toBeCloseTo(0.5);
    expect(coronal.down).toEqual([0, 0, -1]);
  });

  test("can turn one alone, and many small turns are one large one", () => {
    const once = turnPlanes(mpr(), stacks, 0, 1, "coronal");
    expect(plane(once, "sagittal").right).toEqual([0, 1, 0]);
    let many = mpr();
    for (let step = 0; step < 1000; step += 1) many = turnPlanes(many, stacks, 0, 0.001, "coronal");
    for (const axis of [0, 1, 2] as const) expect(plane(many, "coronal").right[axis]).toBeCloseTo(plane(once, "coronal").right[axis], 9);
  });

  test("reset brings them back", () => {
    const back = resetPlanes(turnPlanes(mpr(), stacks, 1, 0.7), stacks, ct);
    expect(back.scenes).toEqual(mpr().scenes);
    expect(back.cursor).toEqual(mpr().cursor);
  });
});

describe("lines in a plane", () => {
  test("lie where the other planes cut it, and can be held", () => {
    const lines = crossings(shown(mpr()), 0, SIZE);
    expect(lines.map(({ role }) => role)).toEqual(["coronal", "sagittal"]);
    const [coronal] = lines;
    if (!coronal) throw new Error("no line");
    const at = patientToScreen(plane(mpr(), "axial"), SIZE, [50, 100, 20]);
    expect(coronal.at).toEqual(at);
    expect(Math.abs(coronal.along[0])).toBeCloseTo(1);
    expect(gripAt(lines, at, false)).toEqual({ kind: "middle" });
    expect(gripAt(lines, turnHandles(coronal)[0] ?? at, false)).toMatchObject({ kind: "turn", line: { role: "coronal" } });
    expect(gripAt(lines, slabHandles(coronal)[0] ?? at, false)).toMatchObject({ kind: "slab", line: { role: "coronal" } });
    expect(gripAt(lines, [at[0] + 72, at[1] + 3], false)).toMatchObject({ kind: "line", line: { role: "coronal" } });
    expect(gripAt(lines, [at[0] + 40, at[1] + 30], false)).toBeNull();
  });

  test("are as wide as the slab", () => {
    const thick = changePlanes(mpr(), stacks, "9", "coronal", { slab_mm: 20 });
    const [coronal, sagittal] = crossings(shown(thick), 0, SIZE);
    // 200 mm fill the height of 300 pixels.
    expect(coronal?.half).toBeCloseTo(15);
    expect(sagittal?.half).toBe(0);
  });
});

describe("slabs", () => {
  test("grow and shrink through round numbers", () => {
    expect(stepSlab(0, 1)).toBe(0.5);
    expect(stepSlab(10, 2)).toBe(15);
    expect(stepSlab(7, 1)).toBe(8);
    expect(stepSlab(7, -1)).toBe(6);
    expect(stepSlab(100, 5)).toBe(100);
    expect(stepSlab(0.5, -3)).toBe(0);
    expect([0.1, 0.3, 7.26, 400].map(tidySlab)).toEqual([0, 0.5, 7.3, 100]);
  });
});

describe("scrolling through a volume", () => {
  test("lands on the stored slices, in their order", () => {
    const axial = plane(mpr(), "axial");
    expect(depthOf(ct.volume as NonNullable<typeof ct.volume>, axial)).toEqual({ frame: 10, count: 20 });
    const down = makeStack("1", {}, 20, (frame) => [0, 0, -2 * frame]);
    const volume = { ...(down.volume as NonNullable<typeof down.volume>), steps_mm: [[0, 0, -2], [0, 1, 0], [1, 0, 0]] as Steps };
    const scene = showFrame(spatialScene("1", axial, "axial"), { ...down, volume }, 3);
    expect(spatialOf(scene)?.centre_mm[2]).toBeCloseTo(-6);
  });

  test("stops at the ends", () => {
    const first = showFrame(spatialScene("1", plane(mpr(), "sagittal"), "sagittal"), ct, -5);
    // Sagittal planes are scrolled away from the reader: from the patient's left to the right.
    expect(spatialOf(first)?.centre_mm[0]).toBeCloseTo(99);
  });
});

describe("places on the screen", () => {
  test("there and back", () => {
    const view = { ...plane(turnPlanes(mpr(), stacks, 0, 0.3), "coronal"), zoom: 1.7 };
    const point = screenToPatient(view, SIZE, [33, 44]);
    const [x, y] = patientToScreen(view, SIZE, point);
    expect([x, y].map((each) => Math.round(each * 1e9) / 1e9)).toEqual([33, 44]);
  });

  test("phases agree in one space, projections are no planes", () => {
    const volume = ct.volume as NonNullable<typeof ct.volume>;
    const scenes = [...mpr().scenes, spatialScene("1", { ...startProjection(volume), phase: 3 })];
    const agreed = followPlanes({ ...EMPTY, rows: 2, columns: 2, scenes }, stacks, 3);
    expect(agreed.scenes.map((scene) => spatialOf(scene)?.phase)).toEqual([3, 3, 3, 3]);
  });
});
