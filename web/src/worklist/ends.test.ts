/** Rows of a work list that is loaded from both of its ends. */
import { describe, expect, test } from "vitest";
import type { StudyRow } from "../lib/api";
import { countOf, joinEnds, offsetFor, placeIn, rowAt, shiftOf, stepTo, wantingEnd } from "./ends";

const rows = (from: number, to: number): StudyRow[] =>
  Array.from({ length: to - from }, (_, at) => ({ study_uid: `${from + at}` }) as StudyRow);
const loaded = (head: number, tail: number, count: number, total: number | null = count) =>
  joinEnds(rows(0, head), rows(count - tail, count), head < count, total);

describe("places", () => {
  test("a row is its study from whichever end it was loaded, or not there yet", () => {
    const ends = loaded(3, 2, 10);
    expect(Array.from({ length: 10 }, (_, at) => rowAt(ends, at)?.study_uid)).toEqual(["0", "1", "2", ...Array(5).fill(undefined), "8", "9"]);
    expect(["0", "9", "5", "none"].map((uid) => placeIn(ends, uid))).toEqual([0, 9, -1, -1]);
    expect(placeIn(ends, null)).toBe(-1);
  });
  test("ends that met are one list without holes or doubles", () => {
    const ends = loaded(6, 6, 10);
    expect(Array.from({ length: 10 }, (_, at) => rowAt(ends, at)?.study_uid)).toEqual(rows(0, 10).map((row) => row.study_uid));
    expect([countOf(ends), ends.between, ends.exact]).toEqual([10, 0, true]);
  });
  test("a count that is too small hides no row: ends that did not meet have a place between them", () => {
    const ends = joinEnds(rows(0, 5), rows(6, 10), true, 9);
    expect([ends.between, countOf(ends)]).toEqual([1, 10]);
  });
  test("all rows from the top leave nothing to the end", () => {
    expect(countOf(loaded(10, 4, 10))).toBe(10);
    expect(countOf(joinEnds([], [], false, 0))).toBe(0);
  });
});

describe("steps", () => {
  test("keys stop at the edge of what is not loaded", () => {
    const ends = loaded(20, 20, 1000);
    expect([stepTo(ends, 19, 20), stepTo(ends, 15, 27), stepTo(ends, 980, 979), stepTo(ends, 985, 973)]).toEqual([19, 19, 980, 980]);
    expect([stepTo(ends, 0, -5), stepTo(ends, 999, 1011), stepTo(ends, 990, 0)]).toEqual([0, 999, 0]);
    expect(stepTo(loaded(20, 0, 1000), 19, 20)).toBe(19);
  });
});

describe("pages", () => {
  test("one is wanted before its rows are seen, from the nearer end", () => {
    expect(wantingEnd(loaded(200, 0, 10_000), 0, 20)).toBeNull();
    expect(wantingEnd(loaded(200, 0, 10_000), 110, 130)).toBe("head");
    expect(wantingEnd(loaded(200, 200, 10_000), 9980, 9999)).toBeNull();
    expect(wantingEnd(loaded(200, 200, 10_000), 9870, 9890)).toBe("tail");
    expect(wantingEnd(loaded(10, 0, 10), 0, 9)).toBeNull();
  });
  test("from the top while nothing is loaded from the end", () => {
    expect(wantingEnd(loaded(200, 0, 10_000), 201, 205)).toBe("head");
  });
  test("who reads at the end of a list that nobody counted keeps the rows in sight", () => {
    const [before, after] = [loaded(200, 200, 100_000, null), loaded(200, 400, 100_000, null)];
    const [seen] = rows(99_850, 99_851).map((row) => placeIn(before, row.study_uid));
    expect(placeIn(after, "99850") - (seen ?? 0)).toBe(shiftOf(before, after, seen ?? 0));
    expect(shiftOf(before, after, 50)).toBe(0);
    expect(shiftOf(loaded(200, 0, 100_000, null), before, 0)).toBe(0);
    expect(shiftOf(loaded(200, 200, 10_000), loaded(200, 400, 10_000), 9_900)).toBe(0);
  });
  test("nor when the last page from the top meets the end", () => {
    const before = loaded(700, 150, 900, null);
    const after = joinEnds(rows(0, 900), before.tail, false, null);
    const [from, to] = [before, after].map((ends) => placeIn(ends, "800"));
    expect(shiftOf(before, after, from ?? 0)).toBe((to ?? 0) - (from ?? 0));
    expect(shiftOf(before, joinEnds(rows(2000, 2100), [], false, null), from ?? 0)).toBe(0); // another search
  });
});

describe("the way to a row", () => {
  test.each([
    [0, 300, 0], // above: just below the head
    [10, 300, 300], // in sight: nothing moves
    [20, 300, 480], // below: its lower edge on the list's
    [15, 300, 300],
    [16, 300, 320],
  ])("row %i from %i px in a list of 400 px: %i", (at, from, to) => {
    expect(offsetFor(at, from, 400, 40)).toBe(to);
  });
});
