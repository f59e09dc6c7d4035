/** The work list's state survives its way through the address. */
import { describe, expect, test } from "vitest";
import { dateRange, EMPTY, isNarrowed, readState, toSearch, writeState, type WorklistState } from "./state";

const NOW = new Date(2024, 2, 1, 0, 30); // 1 March 2024, half past midnight where the reader is

const FULL: WorklistState = {
  q: "müller & söhne #3 100%",
  name: "山田 Tarou",
  id: "P/4+5",
  accession: "A=1",
  institution: "Klinik & Partner",
  referring: "Dr. Ö.",
  modalities: ["CT", "MR"],
  date: { quick: "7d" },
  since: "2024-02-29",
  documents: true,
  sort: "study_date",
};

describe("fragment", () => {
  test("an untouched list has an empty address", () => {
    expect(writeState(EMPTY).toString()).toBe("");
    expect(readState(new URLSearchParams(""))).toEqual(EMPTY);
  });
  test("every field comes back, whatever characters a name holds", () => {
    expect(readState(new URLSearchParams(writeState(FULL).toString()))).toEqual(FULL);
  });
  test("an open range keeps its open end", () => {
    const state = { ...EMPTY, date: { from: "2024-02-29", to: null } };
    expect(readState(writeState(state))).toEqual(state);
  });
  test("what cannot be read is left out, not passed to the server", () => {
    const state = readState(new URLSearchParams("sort=bytes&since=2024-02-31&documents=yes&date=century&from=2024-02-31&modality=CT,<b>,CT"));
    expect(state).toEqual({ ...EMPTY, modalities: ["CT"] });
  });
  test("the order alone does not narrow", () => {
    expect(isNarrowed({ ...EMPTY, sort: "patient_name" })).toBe(false);
    expect(isNarrowed({ ...EMPTY, accession: "1" })).toBe(true);
    expect(isNarrowed({ ...EMPTY, documents: true })).toBe(true);
  });
});

describe("search", () => {
  test("the plain list asks for nothing but its order", () => {
    expect(toSearch(EMPTY, NOW)).toEqual({ sort: "-received" });
  });
  test("blank fields are not sent", () => {
    expect(toSearch({ ...EMPTY, q: "  ", name: " lind " }, NOW)).toEqual({ patient_name: "lind", sort: "-received" });
  });
  test("received since begins at midnight where the reader is", () => {
    const midnight = (year: number, month: number, day: number) => new Date(year, month - 1, day).toISOString();
    expect(toSearch({ ...EMPTY, since: "today", documents: true }, NOW)).toEqual({
      received_from: midnight(2024, 3, 1),
      with_documents: true,
      sort: "-received",
    });
    expect(toSearch({ ...EMPTY, since: "7d" }, NOW).received_from).toBe(midnight(2024, 2, 24));
    expect(toSearch({ ...EMPTY, since: "2024-02-29" }, NOW).received_from).toBe(midnight(2024, 2, 29));
  });
  test("quick dates count whole days of the reader's own calendar, also over the end of February", () => {
    expect(dateRange({ quick: "today" }, NOW)).toEqual({ from: "2024-03-01", to: "2024-03-01" });
    expect(dateRange({ quick: "yesterday" }, NOW)).toEqual({ from: "2024-02-29", to: "2024-02-29" });
    expect(dateRange({ quick: "7d" }, NOW)).toEqual({ from: "2024-02-24", to: "2024-03-01" });
    expect(dateRange({ quick: "30d" }, NOW)).toEqual({ from: "2024-02-01", to: "2024-03-01" });
  });
});
