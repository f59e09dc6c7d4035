import { expect, test } from "vitest";
import { Ready, type Orderly } from "./ready";

const FRAME_MS = 16;

function queue() {
  const dropped: number[] = [];
  const ready = new Ready<Orderly>(({ order }) => dropped.push(order));
  let now = 0;
  ready.take(now);
  return {
    dropped,
    come: (order: number, lossless = false) => ready.add({ order, lossless }),
    frame: (ms = FRAME_MS) => ready.take((now += ms))?.order ?? null,
    clear: () => ready.clear(),
  };
}

test("two pictures of one frame are shown in two", () => {
  const { come, frame, dropped } = queue();
  come(1);
  come(2);
  expect([frame(), frame(), frame()]).toEqual([1, 2, null]);
  expect(dropped).toEqual([]);
});

test("an older picture that was decoded later still comes first", () => {
  const { come, frame } = queue();
  come(2);
  come(1);
  expect([frame(), frame()]).toEqual([1, 2]);
});

test("no picture waits for more than one other", () => {
  const { come, frame, dropped } = queue();
  for (const order of [1, 2, 3, 4]) come(order);
  expect([frame(), frame(), frame()]).toEqual([3, 4, null]);
  expect(dropped).toEqual([1, 2]);
});

test("nothing is shown before a lossless picture of a newer state", () => {
  const { come, frame, dropped } = queue();
  come(1);
  come(2, true);
  expect(frame()).toBe(2);
  expect(dropped).toEqual([1]);
});

test("a drag that goes on after a lossless picture shows both", () => {
  const { come, frame } = queue();
  come(1, true);
  come(2);
  expect([frame(), frame()]).toEqual([1, 2]);
});

test("a page that misses frames shows the newest", () => {
  const { come, frame, dropped } = queue();
  come(1);
  come(2);
  expect(frame(2 * FRAME_MS)).toBe(2);
  expect(dropped).toEqual([1]);
});

test("a picture that no gap lets catch up waits for three frames", () => {
  const { come, frame, dropped } = queue();
  come(1);
  const seen = [2, 3, 4, 5, 6].map((order) => {
    come(order);
    return frame();
  });
  expect(seen).toEqual([1, 2, 3, 5, 6]);
  expect(dropped).toEqual([4]);
});

test("what is cleared is dropped", () => {
  const { come, frame, dropped, clear } = queue();
  come(1);
  come(2);
  clear();
  expect(frame()).toBeNull();
  expect(dropped).toEqual([1, 2]);
});
