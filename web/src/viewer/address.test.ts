import { describe, expect, test } from "vitest";
import type { Stack } from "../lib/api";
import { fromFragment as read, toFragment as write } from "./address";
import { located, named, toDescribe } from "./link/pictures";
import { spatialOf, stackScene, withLayer, withStackView, type View } from "./scene";
import { EMPTY, type Arrangement } from "./state";
import { makeStack } from "./testing";

const toFragment = (one: Arrangement): string => write({ arrangement: one, pictures: [], bases: [] });
const fromFragment = (text: string): Arrangement | null => read(text)?.arrangement ?? null;

const scene = withLayer(withStackView(stackScene("1.2.840", 17), { pan_mm: [0.1, -1 / 3], zoom: Math.SQRT2, rotation_deg: 12.5, flip_h: true }), {
  window: { center: 40.5, width: 399, function: "SIGMOID" },
  invert: true,
});
const arrangement: Arrangement = {
  rows: 1, columns: 2, scenes: [scene, null], active: 1, maximised: true, links: { scroll: [3, 0], window: true, zoom: false },
  cursor: { point_mm: [1.25, -2, 3], space: "1.2.3" }, layout: null,
};

/** A fragment of changed JSON. */
function forged(change: (value: { scenes: { layers: Record<string, unknown>[]; view: Record<string, unknown> }[] } & Record<string, unknown>) => void): string {
  const value = JSON.parse(JSON.stringify(arrangement));
  change(value);
  return toFragment(value);
}

describe("exact-view links", () => {
  test("hold the whole state to the last digit", () => {
    expect(fromFragment(toFragment(arrangement))).toEqual(arrangement);
    expect(fromFragment(toFragment(EMPTY))).toEqual(EMPTY);
  });

  test("hold what was cut away, and refuse cuts of unknown kinds", () => {
    const cut = { ...arrangement, scenes: [withLayer(scene, { cuts: [{ kind: "table" }, { kind: "bone" }] }), null] };
    expect(fromFragment(toFragment(cut))).toEqual(cut);
    expect(fromFragment(forged(({ scenes }) => Object.assign(scenes[0]?.layers[0] ?? {}, { cuts: [{ kind: "heart" }] })))).toBeNull();
  });

  test("hold planes, projections and 3D with their crosshair", () => {
    const place = { centre_mm: [1.5, -2, 1 / 3] as const, right: [1, 0, 0] as const, down: [0, 0, -1] as const, box_mm: [300, 200] as const, zoom: 1.25, phase: 2 };
    const views: readonly View[] = [
      { kind: "plane", ...place, slab_mm: 12.5, slab_mode: "avg", interpolation: "linear" },
      { kind: "projection", ...place, mode: "minip" },
      { kind: "surface", ...place, preset: "bone", curve: [[100, 1, 0.5, 0.25, 1]], shift: -20, perspective_deg: 30, crop_mm: [[0, 0, 0], [1, 2, 3]], clip: null, shaded: true },
    ];
    const scenes = views.map((view, index) => ({ ...scene, view, role: index === 0 ? ("coronal" as const) : null }));
    const volumes: Arrangement = { ...arrangement, columns: 3, scenes, layout: "mpr3d" };
    expect(fromFragment(toFragment(volumes))).toEqual(volumes);
  });

  test("of the first kind, without a crosshair, still open", () => {
    const old = JSON.parse(JSON.stringify({ ...arrangement, cursor: undefined, layout: undefined }));
    for (const one of old.scenes) if (one) delete one.role;
    expect(fromFragment(toFragment(old))).toEqual({ ...arrangement, cursor: null });
  });

  test("need no escaping", () => {
    expect(toFragment(arrangement)).toMatch(/^v2\.[A-Za-z0-9_-]+$/);
  });

  test.each([
    ["nothing", ""],
    ["another fragment", "series=1.2"],
    ["a cut link", toFragment(arrangement).slice(0, -9)],
    ["no JSON", "v1.AAAA"],
    ["a grid that does not fit", forged((value) => void (value["rows"] = 3))],
    ["too many rows", forged((value) => void (value["rows"] = 5))],
    ["a foreign active viewport", forged((value) => void (value["active"] = 7))],
    ["a frame that is none", forged((value) => void (value.scenes[0] && (value.scenes[0].view["frame"] = -1)))],
    ["a zoom of nothing", forged((value) => void (value.scenes[0] && (value.scenes[0].view["zoom"] = 0)))],
    ["a series that is no UID", forged((value) => void (value.scenes[0]?.layers[0] && (value.scenes[0].layers[0]["series_uid"] = "../x")))],
    ["an opacity above one", forged((value) => void (value.scenes[0]?.layers[0] && (value.scenes[0].layers[0]["opacity"] = 2)))],
  ])("refuse %s", (_, fragment) => {
    expect(fromFragment(fragment)).toBeNull();
  });
});

describe("pictures of links", () => {
  const old = makeStack("1.2.840", { content: "a" }, 20);
  /** Three slices came before the first. */
  const fresh = { ...old, content: "b", frames: [...makeStack("9", {}, 3).frames, ...old.frames] };
  const stacks = (stack: typeof old) => new Map([[stack.series_uid, stack]]);
  const sent = write(named(arrangement, stacks(old)));

  test("are found again by their objects in a series that grew, and so is where scrolling began", () => {
    const link = read(sent);
    if (!link) throw new Error("a link of ours");
    expect(toDescribe(link)).toEqual(["1.2.840"]);
    expect(located(link, stacks(old))).toEqual({ arrangement, gone: false });
    const { arrangement: now, gone } = located(link, stacks(fresh));
    expect([now.scenes[0]?.view, now.links.scroll, gone]).toEqual([{ ...scene.view, frame: 20 }, [6, 0], false]);
  });

  test("are told apart within one object", () => {
    const cine = { ...old, frames: old.frames.map((one, frame) => ({ ...one, sop_uid: "1.2.3", frame })) };
    const link = read(write(named(arrangement, stacks(cine))));
    expect(link && located(link, stacks({ ...cine, frames: cine.frames.toReversed() })).arrangement.scenes[0]?.view).toEqual({ ...scene.view, frame: 2 });
  });

  test("name the phase of a reconstruction by its first image, in whichever layer it is", () => {
    const volume = old.volume && { ...old.volume, phases: 2, labels: ["", ""], starts: [0, 10] };
    const beating = { ...old, volume };
    const grown = { ...fresh, frames: [...makeStack("8", {}, 10).frames, ...old.frames], volume: volume && { ...volume, phases: 3, starts: [0, 10, 20] } };
    const still = makeStack("7", {}, 5);
    const view: View = { kind: "projection", centre_mm: [0, 0, 0], right: [1, 0, 0], down: [0, 0, -1], box_mm: [9, 9], zoom: 1, phase: 1, mode: "mip" };
    const fused = { ...stackScene("7"), layers: [...stackScene("7").layers, ...scene.layers], view };
    const shown = { ...arrangement, scenes: [fused, { ...scene, view }], links: { ...arrangement.links, scroll: null } };
    const both = (stack: typeof old) => new Map([["7", still], ["1.2.840", stack]]);
    const link = read(write(named(shown, both(beating))));
    if (!link) throw new Error("a link of ours");
    expect(toDescribe(link)).toEqual(["7", "1.2.840"]);
    expect(located(link, both(beating))).toEqual({ arrangement: shown, gone: false });
    const later = located(link, both(grown));
    expect([later.gone, ...later.arrangement.scenes.map((one) => spatialOf(one)?.phase)]).toEqual([false, 2, 2]);
    const other = located(link, both({ ...grown, frames: makeStack("6", {}, 30).frames }));
    expect([other.gone, ...other.arrangement.scenes.map((one) => spatialOf(one)?.phase)]).toEqual([true, 1, 1]);
  });

  test("of two series that both have phases name that of each", () => {
    const phased = (uid: string, phases: number, from = 0) => {
      const stack = makeStack(uid, {}, 10 * phases);
      const starts = Array.from({ length: phases }, (_, at) => 10 * at);
      return { ...stack, frames: [...makeStack(`${uid}.9`, {}, 10 * from).frames, ...stack.frames].slice(0, 10 * phases), volume: stack.volume && { ...stack.volume, phases, starts } };
    };
    const at = (phase: number) => {
      const view: View = { kind: "projection", centre_mm: [0, 0, 0], right: [1, 0, 0], down: [0, 0, -1], box_mm: [9, 9], zoom: 1, phase, mode: "mip" };
      const fused = { ...stackScene("7"), layers: [...stackScene("7").layers, ...stackScene("8").layers], view };
      return { ...arrangement, scenes: [fused, null], links: { ...arrangement.links, scroll: null } };
    };
    const both = (first: number, second: number, before: [number, number] = [0, 0]) =>
      new Map([["7", phased("7", first + before[0], before[0])], ["8", phased("8", second + before[1], before[1])]]);
    const opened = (phase: number, then: ReadonlyMap<string, Stack>) => {
      const link = read(write(named(at(phase), both(2, 4))));
      const found = link && located(link, then);
      return [found?.gone, spatialOf(found?.arrangement.scenes[0] ?? null)?.phase];
    };
    expect([0, 1, 3].map((phase) => opened(phase, both(2, 4)))).toEqual([[false, 0], [false, 1], [false, 3]]);
    // A phase that arrived before those of both: each shows what it did.
    expect([1, 3].map((phase) => opened(phase, both(2, 4, [1, 1])))).toEqual([[false, 2], [false, 4]]);
    // The first stays at its last one.
    expect(opened(3, both(2, 4, [1, 0]))).toEqual([false, 3]);
    // No one number is of both any more, and that is said.
    expect(opened(0, both(2, 4, [1, 0]))).toEqual([true, 1]);
  });

  test("that are gone leave the one of their number, and that is said", () => {
    const link = read(sent);
    const few = { ...old, frames: makeStack("7", {}, 4).frames };
    const found = link && located(link, stacks(few));
    expect([found?.gone, found?.arrangement.scenes[0]?.view]).toEqual([true, { ...scene.view, frame: 3 }]);
  });

  test("have numbers alone in older links, and where their series could not be described", () => {
    const link = read(toFragment(arrangement));
    if (!link) throw new Error("a link of ours");
    expect(toDescribe(link)).toEqual([]);
    expect(located(link, stacks(fresh))).toEqual({ arrangement, gone: false });
    const again = read(sent);
    expect(again && located(again, new Map())).toEqual({ arrangement, gone: false });
  });

  test("add little to a link, and names of another kind make it none", () => {
    expect(sent.length - toFragment(arrangement).length).toBeLessThan(100);
    expect(read(write({ arrangement, pictures: ["1.2.840.113619"], bases: [] }))).toBeNull();
  });
});
