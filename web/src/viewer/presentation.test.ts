import { describe, expect, test } from "vitest";
import type { Presentation } from "../lib/api";
import { lookAt, present, presentationMarks, stateOf } from "./presentation";
import { stackScene, withLayer, type StackView } from "./scene";
import { makeStack, SAGITTAL } from "./testing";
import { ofFrame } from "./viewport/ofFrame";
import { edgeLetters } from "./viewport/letters";

const SIZE = { width: 400, height: 400 };
type Look = Presentation["looks"][number];

function state(change: Partial<Presentation> = {}, ...looks: Partial<Look>[]): Presentation {
  const plain: Look = { frames: [3], window: null, area: null, graphics: [], notes: [] };
  return {
    sop_uid: "9.9", label: "FINDING", description: "", creator: "", created: "", inverted: false, rotation_deg: 0, flip_h: false,
    looks: looks.map((look) => ({ ...plain, ...look })), ...change,
  };
}

function viewOf(scene: ReturnType<typeof present>): StackView {
  if (scene.view.kind !== "stack") throw new Error("a stack");
  return scene.view;
}

describe("choosing a presentation state", () => {
  const stack = makeStack("1"); // 100 x 200 pixels of 1 mm
  const window = { center: 40, width: 80, function: "LINEAR" as const };

  test("goes to its picture, window and direction", () => {
    const shown = present(stackScene("1"), stack, SIZE, state({ rotation_deg: 270, flip_h: true }, { window }), 4, 1);
    expect(viewOf(shown)).toMatchObject({ frame: 3, rotation_deg: -90, flip_h: true, zoom: 1, pan_mm: [0, 0] });
    expect(shown.layers[0]).toMatchObject({ presentation: "9.9", window, invert: false });
    expect(stateOf(shown, [state()])?.label).toBe("FINDING");
  });

  test("leaves windows that differ to the server", () => {
    const two = state({}, { window }, { frames: [4], window: { ...window, width: 9 } });
    expect(present(stackScene("1"), stack, SIZE, two, 4, 1).layers[0]?.window).toBeNull();
    expect(lookAt(two, 4)?.window?.width).toBe(9);
    expect(lookAt(two, 5)).toBeNull();
  });

  test("shows its area", () => {
    const area = { box: [10, 20, 60, 70] as [number, number, number, number], mode: "fit" as const, magnification: 1 };
    const view = viewOf(present(stackScene("1"), stack, SIZE, state({}, { area }), 4, 1));
    expect(view.pan_mm).toEqual([15, 55]);
    expect(view.zoom).toBeCloseTo(400 / 50 / 2); // 50 mm fill what 200 mm fill at zoom 1
    const magnified = state({}, { area: { ...area, mode: "magnify", magnification: 3 } });
    expect(viewOf(present(stackScene("1"), stack, SIZE, magnified, 4, 1)).zoom).toBeCloseTo(1.5);
  });
});

test("graphics lie on their pixels", () => {
  const stack = makeStack("1");
  const graphics: Look["graphics"] = [
    { kind: "polyline", points: [[0, 0], [100, 200]], display: false, filled: false, colour: "" },
    { kind: "circle", points: [[50, 100], [60, 100]], display: false, filled: false, colour: "" },
  ];
  const notes: Look["notes"] = [{ text: "Here", box: [[0.5, 0.5], [0.6, 0.6]], box_display: true, anchor: [50, 100], anchor_display: false, colour: "" }];
  const drawn = state({}, { frames: [0], graphics, notes });
  const scene = withLayer(stackScene("1"), { presentation: "9.9" });
  const [line, circle, note] = presentationMarks(drawn, stack, viewOf(scene), SIZE);
  expect(line?.d).toBe("M100.0 0.0L300.0 400.0");
  expect(circle?.d.startsWith("M220.0 200.0")).toBe(true);
  expect(note?.label?.text).toBe("Here");
  expect(note?.label?.at[0]).toBeCloseTo(200);
  expect(presentationMarks(drawn, stack, { ...viewOf(scene), frame: 1 }, SIZE)).toEqual([]);
});

test("curves are smooth, areas filled, texts keep their lines and stand beside what they are about", () => {
  const stack = makeStack("1");
  const graphics: Look["graphics"] = [
    { kind: "interpolated", points: [[0, 0], [50, 100], [100, 0]], display: false, filled: false, colour: "" },
    { kind: "polyline", points: [[0, 0], [10, 0], [10, 10], [0, 0]], display: false, filled: true, colour: "" },
  ];
  const note = { box: null, box_display: false, anchor: [50, 100] as [number, number], anchor_display: false, colour: "" };
  const notes: Look["notes"] = [{ ...note, text: "Two\r\nlines\r\n" }];
  const scene = withLayer(stackScene("1"), { presentation: "9.9" });
  const [smooth, area, words] = presentationMarks(state({}, { frames: [0], graphics, notes }), stack, viewOf(scene), SIZE);
  expect(smooth?.d).toBe("M100.0 0.0C116.7 33.3 166.7 200.0 200.0 200.0C233.3 200.0 283.3 33.3 300.0 0.0");
  expect(area?.look).toContain("dv-filled");
  expect(words?.label).toEqual({ text: "Two\nlines", at: [208, 192] });
});

test("a picture that lies otherwise has its own size and letters", () => {
  const base = makeStack("1");
  const { rows, columns, spacing_mm, spacing_kind, aspect, orientation } = base;
  const usual = { rows, columns, spacing_mm, spacing_kind, aspect, orientation, patient_orientation: null };
  const frames = base.frames.map((frame, index) => ({ ...frame, geometry: index < 10 ? 0 : 1 }));
  const mixed = makeStack("1", { geometries: [usual, { ...usual, rows: 64, orientation: SAGITTAL }], frames });
  expect(ofFrame(mixed, 3)).toBe(mixed);
  const other = ofFrame(mixed, 12);
  expect([other.rows, other.orientation]).toEqual([64, SAGITTAL]);
  expect(ofFrame(other, 13)).toBe(other);
  expect(ofFrame(other, 0)).toBe(mixed);
  const view = viewOf(stackScene("1"));
  expect(edgeLetters(mixed, view).right).toBe("L");
  expect(edgeLetters(other, view).right).toBe("P");
});
