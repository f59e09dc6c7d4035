import { expect, test } from "vitest";
import type { Ask } from "./asker";
import { Measure, sampleOf } from "./measure";
import type { PictureReply } from "./protocol";

const ask = { changedAt: 90, sentAt: 100, level: 2 } as Ask;
const reply = { loadUs: 3000, renderUs: 2000, encodeUs: 1000, fetchUs: 800, openUs: 200, decodeUs: 1500, width: 4, height: 2, bytes: new Uint8Array(10) } as PictureReply;

test("the line's share is what neither server nor browser took", () => {
  const sample = sampleOf(ask, reply, 150, 160, { decodeMs: 4, waitMs: 5, drawMs: 1 });
  expect([sample.lineMs, sample.ageMs, sample.spent?.decodeMs]).toEqual([44, 70, 4]);
  expect(sampleOf(ask, reply, 101, 160, null).lineMs, "clocks of two machines may disagree").toBe(0);
  const measure = new Measure();
  measure.add(sample);
  expect(measure.figures(170).last).toBe(sample);
});
