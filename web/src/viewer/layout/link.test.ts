import { describe, expect, test } from "vitest";
import { frameOf, stackScene, withStackView, type Scene } from "../scene";
import { EMPTY, NO_LINKS, type Arrangement } from "../state";
import { makeStack, SAGITTAL } from "../testing";
import { imageToScreen } from "../viewport/place";
import { anchors, followScroll, followWindow, followZoom } from "./link";

const SIZE = { width: 400, height: 400 };
const a = makeStack("1");
const thick = makeStack("2", { rows: 100, columns: 50, spacing_mm: [2, 2] }, 5, (frame) => [0.5, 0.5, 8 * frame]);
const sagittal = makeStack("3", { orientation: SAGITTAL });
const elsewhere = makeStack("4", { frame_of_reference: "8" }, 20, (frame) => [0, 0, 100 - 4 * frame]);
const cine = makeStack("5", { frame_of_reference: "", orientation: null });
const stacks = new Map([a, thick, sagittal, elsewhere, cine].map((stack) => [stack.series_uid, stack]));

function side(left: Scene, right: Scene, links: Partial<Arrangement["links"]> = {}): Arrangement {
  const arrangement = { ...EMPTY, columns: 2, scenes: [left, right] };
  return { ...arrangement, links: { ...NO_LINKS, scroll: anchors(arrangement), ...links } };
}

function scrolled(arrangement: Arrangement, frame: number): number {
  const [left, right] = arrangement.scenes as [Scene, Scene];
  const moved = { ...arrangement, scenes: [withStackView(left, { frame }), right] };
  return frameOf(followScroll(moved, stacks, 0).scenes[1] as Scene);
}

test("a window stays with its stack: others of its series, and the file's own choice, are left alone", () => {
  const arrangement = side(stackScene("1"), stackScene("1", 3));
  expect(followWindow(arrangement, stacks, 0).scenes).toEqual(arrangement.scenes);
});

describe("linked scrolling", () => {
  test("goes by position in one frame of reference", () => {
    expect(scrolled(side(stackScene("1"), stackScene("2")), 12)).toBe(3);
  });

  test("leaves crossing planes alone", () => {
    expect(scrolled(side(stackScene("1"), stackScene("3", 7)), 12)).toBe(7);
  });

  test("goes by millimetres from where they were linked in different spaces", () => {
    expect(scrolled(side(stackScene("1", 2), stackScene("4", 20 - 1)), 10)).toBe(15);
  });

  test("goes by images where nothing is known of positions, and never off the end", () => {
    expect(scrolled(side(stackScene("1", 2), stackScene("5", 5)), 6)).toBe(9);
    expect(scrolled(side(stackScene("1", 2), stackScene("5", 18)), 19)).toBe(19);
  });

  test("does nothing when nothing is linked", () => {
    expect(scrolled(side(stackScene("1"), stackScene("2"), { scroll: null }), 12)).toBe(0);
  });
});

describe("linked windows and zoom", () => {
  test("a window is given to the same kind of picture only", () => {
    const pet = makeStack("6", { modality: "PT", unit: "SUVbw" });
    const window = { center: 1, width: 2, function: "LINEAR" } as const;
    const scene = { ...stackScene("1"), layers: stackScene("1").layers.map((layer) => ({ ...layer, window, invert: true })) };
    const with2 = followWindow(side(scene, stackScene("2"), { window: true }), stacks, 0);
    expect(with2.scenes[1]?.layers[0]).toMatchObject({ window, invert: true });
    const with6 = followWindow(side(scene, stackScene("6"), { window: true }), new Map([...stacks, ["6", pet]]), 0);
    expect(with6.scenes[1]?.layers[0]).toMatchObject({ window: null, invert: false });
  });

  test("zoom shows the same place of the patient at the same scale", () => {
    const scene = withStackView(stackScene("1"), { zoom: 3, pan_mm: [20, -30] });
    const linked = followZoom(side(scene, stackScene("2"), { zoom: true }), stacks, 0, SIZE);
    const [left, right] = linked.scenes.map((one) => one?.view);
    if (left?.kind !== "stack" || right?.kind !== "stack") throw new Error("no stack");
    const from = imageToScreen(a, left, SIZE);
    const to = imageToScreen(thick, right, SIZE);
    // Both grids begin at their outer edge at x = y = -0.5 mm of the patient.
    expect(to.a / 2).toBeCloseTo(from.a);
    expect(to.e).toBeCloseTo(from.e);
    expect(to.f).toBeCloseTo(from.f);
  });
});
