/** Pages and live arrivals become one list in which nothing jumps and nothing appears twice. */
import { describe, expect, test } from "vitest";
import type { StudyPage, StudyRow } from "../lib/api";
import { admit, mergeRows, NO_ARRIVALS, takeIn } from "./merge";

function row(uid: string, images = 1): StudyRow {
  return {
    study_uid: uid,
    patient: { name: { alphabetic: uid, ideographic: "", phonetic: "" }, id: uid, birth_date: "", sex: "" },
    study_date: "",
    study_time: "",
    description: "",
    accession: "",
    referring_physician: "",
    institution: "",
    modalities: [],
    series_count: 1,
    instance_count: images,
    document_count: 0,
    bytes: 0,
    received_at: "2024-01-01T00:00:00Z",
    body_part: "",
  };
}

const page = (total: number, ...rows: StudyRow[]): StudyPage => ({ studies: rows, next: null, total });
const uids = (rows: readonly StudyRow[]) => rows.map((each) => each.study_uid).join("");
const PAGES = [page(3, row("b"), row("c")), page(3, row("c"), row("d"))];

describe("mergeRows", () => {
  test("a study that moved between two pages appears once", () => {
    expect(uids(mergeRows(PAGES, NO_ARRIVALS))).toBe("bcd");
  });
});

describe("takeIn", () => {
  const rows = mergeRows(PAGES, NO_ARRIVALS);
  test("at the top, a new study comes first", () => {
    const next = takeIn(NO_ARRIVALS, rows, page(4, row("a"), row("b")), true);
    expect(uids(mergeRows(PAGES, next))).toBe("abcd");
    expect(next.waiting).toEqual([]);
    expect(next.total).toBe(4);
  });
  test("scrolled away, it waits and the list stays as it is", () => {
    const next = takeIn(NO_ARRIVALS, rows, page(4, row("a"), row("b")), false);
    expect(uids(mergeRows(PAGES, next))).toBe("bcd");
    expect(uids(next.waiting)).toBe("a");
    expect(uids(mergeRows(PAGES, admit(next)))).toBe("abcd");
  });
  test("a growing study is renewed where it stands", () => {
    const next = takeIn(NO_ARRIVALS, rows, page(3, row("c", 250)), false);
    const merged = mergeRows(PAGES, next);
    expect(uids(merged)).toBe("bcd");
    expect(merged[1]?.instance_count).toBe(250);
  });
  test("a waiting study that grows is counted once and shown at its newest", () => {
    const first = takeIn(NO_ARRIVALS, rows, page(4, row("a", 1)), false);
    const second = takeIn(first, rows, page(5, row("z"), row("a", 9)), false);
    expect(uids(second.waiting)).toBe("za");
    expect(second.waiting[1]?.instance_count).toBe(9);
  });
  test("what was shown stays on top when more arrives", () => {
    const first = takeIn(NO_ARRIVALS, rows, page(4, row("a")), true);
    const second = takeIn(first, mergeRows(PAGES, first), page(5, row("z"), row("a")), true);
    expect(uids(mergeRows(PAGES, second))).toBe("zabcd");
  });
});
