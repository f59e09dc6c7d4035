/** What is chosen in the quarantine is what the server is told. */
import { describe, expect, test } from "vitest";
import type { QuarantineItem } from "../lib/api";
import { allUntil, isChosen, NOTHING, requests, sizeOf, withItems } from "./choice";

const item = (id: string, received_at: string): QuarantineItem => ({
  id,
  received_at,
  name: id,
  reason_code: "x",
  reason: "X.",
  bytes: 1,
  upload_id: null,
});
const [young, middle, old] = [item("c", "2024-03-03T00:00:00Z"), item("b", "2024-03-02T00:00:00Z"), item("a", "2024-03-01T00:00:00Z")];

describe("choice", () => {
  test("files are chosen and given back", () => {
    const some = withItems(withItems(NOTHING, [young, old], true), [young], false);
    expect([young, middle, old].map((each) => isChosen(some, each))).toEqual([false, false, true]);
    expect(sizeOf(some, 3)).toBe(1);
    expect(requests(some)).toEqual([{ ids: ["a"] }]);
  });
  test("all means what was there: one that comes later is not chosen", () => {
    const all = allUntil(middle.received_at);
    expect([young, middle, old].map((each) => isChosen(all, each))).toEqual([false, true, true]);
    expect(requests(all)).toEqual([{ received_until: middle.received_at, besides: [] }]);
  });
  test("giving one of all back keeps the others, those that are not loaded too", () => {
    const rest = withItems(allUntil(young.received_at), [middle], false);
    expect([young, middle, old].map((each) => isChosen(rest, each))).toEqual([true, false, true]);
    expect(sizeOf(rest, 10_000)).toBe(9999);
    expect(requests(rest)).toEqual([{ received_until: young.received_at, besides: ["b"] }]);
    expect(sizeOf(withItems(rest, [middle], true), 10_000)).toBe(10_000);
  });
  test("more than a request takes is told in several", () => {
    const many = { ids: new Set(Array.from({ length: 2500 }, (_, at) => `${at}`)) };
    expect(requests(many).map((each) => each.ids?.length)).toEqual([1000, 1000, 500]);
  });
});
