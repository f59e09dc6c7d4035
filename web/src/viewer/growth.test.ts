import { expect, test } from "vitest";
import { grown, growing, placesIn } from "./growth";
import { firstScene } from "./layout/grid";
import { frameOf } from "./scene";
import { initialState, withScenes } from "./state";
import { makeSeries, makeStack } from "./testing";
import { withStackView } from "./scene";

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
  const after = grown({ ...base, arrangement, stacks: new Map([["1", old]]) }, old, fresh);
  expect(after.arrangement.scenes.map((scene) => scene && frameOf(scene))).toEqual([3, 1]);
  expect(after.arrangement.scenes[1]).toBe(arrangement.scenes[1]);
  expect(after.arrangement.links.scroll).toEqual([3, 1]);
  expect(after.stacks.get("1")).toBe(fresh);
});

test("only what was there before and has more now grows", () => {
  const study = (series: ReturnType<typeof makeSeries>[]) => ({ series }) as unknown as Parameters<typeof growing>[0];
  const before = study([makeSeries("1"), makeSeries("2")]);
  expect(growing(before, study([makeSeries("1", { instance_count: 21 }), makeSeries("2"), makeSeries("3")]))).toEqual(["1"]);
  expect(growing(null, before)).toEqual([]);
});
