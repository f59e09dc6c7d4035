/** Rows of a list that is loaded from both ends. */
import { expect, test } from "vitest";
import type { QuarantineItem } from "../lib/api";
import { fileAt, wanting, type Ends } from "./ends";

const files = (from: number, count: number, step: number): QuarantineItem[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `${from + step * at}`, name: "", received_at: "", reason_code: "", reason: "", bytes: 1, upload_id: null,
  }));
const loaded = (newest: number, oldest: number, count: number): Ends => ({
  newest: files(0, newest, 1),
  oldest: files(count - 1, oldest, -1),
  count,
});

test("a row is its file from whichever end it was loaded, or not there yet", () => {
  const ends = loaded(3, 2, 10);
  expect(Array.from({ length: 10 }, (_, row) => fileAt(ends, row)?.id)).toEqual(["0", "1", "2", ...Array(5).fill(undefined), "8", "9"]);
});

test("ends that met are one list without holes or doubles", () => {
  const ends = loaded(6, 6, 10);
  expect(Array.from({ length: 10 }, (_, row) => fileAt(ends, row)?.id)).toEqual(Array.from({ length: 10 }, (_, row) => `${row}`));
  expect(wanting(ends, 0, 9)).toBeNull();
});

test("a page is wanted before its rows are seen, from the nearer end", () => {
  expect(wanting(loaded(200, 0, 10_000), 0, 20)).toBeNull();
  expect(wanting(loaded(200, 0, 10_000), 110, 130)).toBe("newest");
  expect(wanting(loaded(200, 0, 10_000), 9980, 9999)).toBe("oldest");
  expect(wanting(loaded(200, 200, 10_000), 9980, 9999)).toBeNull();
  expect(wanting(loaded(200, 200, 10_000), 9870, 9890)).toBe("oldest");
});
