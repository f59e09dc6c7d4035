import { expect, test } from "vitest";
import type { Shot } from "../picture";
import type { Level } from "../protocol";
import { stackScene, withLayer } from "../scene";
import { makeStack } from "../testing";
import { nextAhead } from "./ahead";
import { lookOf, PictureCache } from "./cache";
import { startPlane, startSurface, spatialScene, type Volume } from "./spatial";

const PX = [10, 10] as const;
const shot = (frame: number, level: Level, bytes = 100): Shot => ({
  scene: stackScene("1", frame), px: PX, level, lossless: level === 0, media: "image/png", bytes: new Uint8Array(bytes),
});

test("finds the best picture by content, not by name", () => {
  const cache = new PictureCache(10_000);
  cache.keep(shot(3, 0));
  cache.keep(shot(3, 2));
  expect(cache.find(stackScene("1", 3), PX)?.level).toBe(0);
  expect(cache.find(stackScene("1", 4), PX)).toBeNull();
  expect(cache.find(stackScene("1", 3), [11, 10])).toBeNull();
  expect(cache.find(withLayer(stackScene("1", 3), { invert: true }), PX)).toBeNull();
});

test("a window drawn in a plane makes no new 3D picture of the same series", () => {
  const volume = makeStack("1").volume as Volume;
  const other = { invert: true, window: { center: 1, width: 2, function: "LINEAR" as const } };
  const body = spatialScene("1", startSurface(volume, "bone"));
  const plane = spatialScene("1", startPlane(volume, "axial"));
  const fused = { ...body, layers: [...body.layers, ...plane.layers] };
  expect(lookOf(withLayer(body, other), PX)).toBe(lookOf(body, PX));
  expect(lookOf(withLayer(plane, other), PX)).not.toBe(lookOf(plane, PX));
  expect(lookOf({ ...fused, layers: [...body.layers, ...withLayer(plane, other).layers] }, PX)).not.toBe(lookOf(fused, PX));
});

test("stays within its budget, least recently used first, and knows which frames it has", () => {
  const cache = new PictureCache(250);
  cache.keep(shot(1, 1));
  cache.keep(shot(2, 1));
  cache.find(stackScene("1", 1), PX);
  cache.keep(shot(3, 1));
  expect(cache.bytes).toBe(200);
  expect([...cache.frames(lookOf(stackScene("1", 99), PX))].toSorted()).toEqual([1, 3]);
});

test("reads ahead in the direction of the reader, then a little behind", () => {
  expect(nextAhead(5, 1, 20, new Set())).toBe(6);
  expect(nextAhead(5, -1, 20, new Set([4]))).toBe(3);
  expect(nextAhead(19, 1, 20, new Set())).toBe(18);
  expect(nextAhead(0, 1, 1, new Set())).toBeNull();
});
