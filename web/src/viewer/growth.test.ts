import { expect, test } from "vitest";
import type { Stack } from "../lib/api";
import { growing, placesIn, recounted } from "./growth";
import { History } from "./history";
import { firstScene } from "./layout/grid";
import { frameOf } from "./scene";
import { initialState, withScenes } from "./state";
import { makeSeries, makeStack } from "./testing";
import { spatialOf, withStackView, type View } from "./scene";

const old = makeStack("1", { content: "a" }, 3);
/** Two slices came before the first, one after the last. */
const fresh = { ...makeStack("1", { content: "b" }, 6), frames: [...makeStack("x", {}, 2).frames, ...old.frames, ...makeStack("y", {}, 1).frames] };

test("a frame is found again by its object", () => {
  const place = placesIn(old, fresh);
  expect([0, 1, 2].map(place)).toEqual([2, 3, 4]);
  expect(placesIn(fresh, old)(5), "one that is gone: as near as it can").toBe(2);
});

test("every viewport keeps its picture, links their base, others what they are", () => {
  const base = initialState("s", "window");
  const one = firstScene(makeSeries("1"));
  const other = firstScene(makeSeries("2"));
  const start = { ...base.arrangement, columns: 2, scenes: [one, other], links: { scroll: [1, 1], window: false, zoom: false } };
  const arrangement = withScenes(start, (scene) => withStackView(scene, { frame: 1 }));
  const after = recounted(old, fresh)(arrangement);
  expect(after.scenes.map((scene) => scene && frameOf(scene))).toEqual([3, 1]);
  expect(after.scenes[1]).toBe(arrangement.scenes[1]);
  expect(after.links.scroll).toEqual([3, 1]);
});

/** One phase, and the same after another that lies before it. */
function phases(): readonly [Stack, Stack, Stack] {
  const one = makeStack("1", { content: "a" }, 4);
  const frames = [...makeStack("x", {}, 4).frames, ...one.frames];
  const volume = one.volume && { ...one.volume, phases: 2, labels: ["b 0 s/mm²", "b 1000 s/mm²"], starts: [0, 4] };
  return [one, { ...one, content: "b", frames: frames.slice(2), volume: null }, { ...one, content: "c", frames, volume }];
}

test("a reconstruction keeps its phase when one arrives before it, through the time in which the series is no volume", () => {
  const [first, between, both] = phases();
  const view: View = { kind: "projection", centre_mm: [0, 0, 0], right: [1, 0, 0], down: [0, 0, -1], box_mm: [9, 9], zoom: 1, phase: 0, mode: "mip" };
  const start = { ...initialState("s", "window").arrangement, scenes: [{ ...firstScene(makeSeries("1")), view }] };
  const meanwhile = recounted(first, between)(start);
  expect(spatialOf(meanwhile.scenes[0])?.phase).toBe(0);
  expect(spatialOf(recounted(between, both, first)(meanwhile).scenes[0])?.phase).toBe(1);
  const other = { ...start, scenes: [{ ...firstScene(makeSeries("2")), view }] };
  expect(recounted(first, both)(other).scenes[0]).toBe(other.scenes[0]);
});

test("undo and redo come back to the pictures that were there", () => {
  const { arrangement } = initialState("s", "window");
  const at = (frame: number) => ({ ...arrangement, scenes: [withStackView(firstScene(makeSeries("1")), { frame })] });
  const shown = (one: typeof arrangement | null) => one?.scenes[0] && frameOf(one.scenes[0]);
  const history = new History<typeof arrangement>();
  const [first, second, third] = [at(0), at(1), at(2)];
  history.begin(first);
  history.end(second);
  history.begin(second);
  history.end(third);
  const recount = recounted(old, fresh);
  history.map(recount);
  const now = recount(third);
  const back = history.undo(now);
  expect(shown(back)).toBe(3);
  expect(shown(history.undo(back ?? now))).toBe(2);
  expect(shown(history.redo(back ?? now))).toBe(3);
});

test("a gesture that changed nothing while the series grew is no step", () => {
  const { arrangement } = initialState("s", "window");
  const history = new History<typeof arrangement>();
  const recount = recounted(old, fresh);
  history.begin(arrangement);
  history.map(recount);
  expect(history.end(recount(arrangement))).toBe(false);
});

test("only what was there before and has more now grows", () => {
  const study = (series: ReturnType<typeof makeSeries>[]) => ({ series }) as unknown as Parameters<typeof growing>[0];
  const before = study([makeSeries("1"), makeSeries("2")]);
  expect(growing(before, study([makeSeries("1", { instance_count: 21 }), makeSeries("2"), makeSeries("3")]))).toEqual(["1"]);
  expect(growing(null, before)).toEqual([]);
});
