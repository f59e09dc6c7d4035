import { describe, expect, test } from "vitest";
import { makeSeries, makeStack } from "../testing";
import { colourStops, GALLERY, galleryEntry, gradient } from "./colours";
import { plainLayer, stackScene, type Scene } from "../scene";
import { fusedAt, opacityOf, overlayOf, withOverlay, withWindow } from "./layers";
import { partners, usualPair } from "./pairs";
import { firstRange, rangeOf, readRange, exactWindow } from "./range";

describe("ranges", () => {
  test("a range and its window are the same", () => {
    expect(exactWindow({ low: 0, high: 10 })).toEqual({ center: 5, width: 10, function: "LINEAR_EXACT" });
    expect(rangeOf(exactWindow({ low: 0.3, high: 7.1 }))).toEqual({ low: 0.3, high: 7.1 });
    expect(readRange(5, 5)).toBeNull();
    expect(readRange(Number.NaN, 5)).toBeNull();
  });

  test("PET begins with SUV 0-10, what has no SUV with the file's window", () => {
    expect(firstRange({ modality: "PT", unit: "SUVbw", windows: [] })).toEqual({ low: 0, high: 10 });
    expect(firstRange({ modality: "PT", unit: "", windows: [{ name: "", center: 50, width: 100 }] })).toEqual({ low: 0, high: 100 });
  });
});

describe("colour maps", () => {
  test("gradients run from the lowest to the highest level", () => {
    expect(colourStops("grey", false)[0]).toBe("#020202");
    expect(colourStops("grey", true)[0]).toBe("#fefefe");
    expect(gradient("hot_iron", false)).toMatch(/^linear-gradient\(to right, #040000,.*#ff(?:f[0-9a-f]){2}\)$/);
    expect(galleryEntry({ colour_map: "grey", invert: true })).toBe(GALLERY.at(-1));
    expect(galleryEntry({ colour_map: "pet", invert: true })?.colour_map).toBe("pet");
  });
});

describe("pairs", () => {
  const series = [
    makeSeries("ct", { modality: "CT" }), makeSeries("mr", { modality: "MR" }), makeSeries("raw", { modality: "PT", frame_count: 40 }),
    makeSeries("pet", { modality: "PT" }), makeSeries("scout", { modality: "CT", frame_count: 2 }),
  ];
  const stacks = new Map(
    [
      makeStack("ct"), makeStack("mr", { modality: "MR", unit: "" }), makeStack("raw", { modality: "PT", unit: "" }),
      makeStack("pet", { modality: "PT", unit: "SUVbw" }),
    ].map((stack) => [stack.series_uid, stack] as const),
  );

  test("PET with SUV over CT, unless the reader looks at the MR", () => {
    expect(usualPair(series, stacks)).toEqual({ under: "ct", over: "pet" });
    expect(usualPair(series, stacks, "mr")).toEqual({ under: "mr", over: "pet" });
    expect(usualPair(series, stacks, "scout")).toEqual({ under: "ct", over: "pet" });
  });

  test("nothing is laid over another space", () => {
    const apart = new Map(stacks).set("ct", makeStack("ct", { frame_of_reference: "8" }));
    expect(usualPair(series, apart)).toEqual({ under: "mr", over: "pet" });
    expect(usualPair(series.slice(0, 1), stacks)).toBeNull();
    expect(partners(series, apart, "mr").map((one) => one.series_uid)).toEqual(["raw", "pet"]);
    expect(usualPair(series, new Map())).toBeNull();
  });
});

describe("layers", () => {
  const fused = (under: string, over: string): Scene => ({ ...stackScene(under), layers: [plainLayer(under), { ...plainLayer(over), opacity: 0.5 }] });
  const scenes = [stackScene("ct"), null, stackScene("pet"), fused("ct", "pet"), fused("mr", "pet")];

  test("opacity is changed in every fused picture, and in no other", () => {
    const next = withOverlay(scenes, "pet", { opacity: opacityOf(100) });
    expect(next.map((scene) => overlayOf(scene)?.opacity ?? null)).toEqual([null, null, null, 1, 1]);
    expect(next[2]).toBe(scenes[2]);
    expect(withOverlay(next, "pet", { opacity: 1 })).toBe(next);
    expect([opacityOf(-3), opacityOf(49.6), opacityOf(250)]).toEqual([0, 0.5, 1]);
  });

  test("a window is changed wherever the series is shown", () => {
    const window = { center: 5, width: 10, function: "LINEAR_EXACT" } as const;
    const next = withWindow(scenes, "pet", window);
    expect(next[2]?.layers[0]?.window).toBe(window);
    expect(next[3]?.layers.map((layer) => layer.window)).toEqual([null, window]);
    expect(next[0]).toBe(scenes[0]);
  });

  test("the fused picture meant is the active one, else the first", () => {
    expect([fusedAt(scenes, 4), fusedAt(scenes, 0), fusedAt(scenes.slice(0, 3), 0)]).toEqual([4, 3, -1]);
  });
});
