/** Dates, ages and sizes as people read them. */
import { describe, expect, test } from "vitest";
import { civilDay, formatAge, formatAgo, formatBytes, formatDate, formatTime, parseDate } from "./format";

describe("dates", () => {
  test("DICOM and ISO spellings are one date", () => {
    expect(parseDate("20240229")).toEqual({ year: 2024, month: 2, day: 29 });
    expect(parseDate("2024-02-29")).toEqual({ year: 2024, month: 2, day: 29 });
  });
  test("impossible days are none", () => {
    expect(parseDate("20230229")).toBeNull();
    expect(parseDate("1994.11.05")).toBeNull();
    expect(parseDate(null)).toBeNull();
  });
  test("never ambiguous in English, as usual in German", () => {
    expect(formatDate("20240304", "en")).toBe("04 Mar 2024");
    expect(formatDate("20240304", "de")).toBe("04.03.2024");
  });
  test("unreadable dates are shown as they are: nothing is hidden from a reader", () => {
    expect(formatDate("1994.11.05", "en")).toBe("1994.11.05");
  });
  test("times lose seconds and fractions", () => {
    expect(formatTime("181602.123456")).toBe("18:16");
    expect(formatTime("18:16:02")).toBe("18:16");
    expect(formatTime("")).toBe("");
  });
  test("a day moves over months", () => {
    expect(civilDay(new Date(2024, 0, 1), 1)).toBe("2023-12-31");
  });
});

describe("age at the study", () => {
  test.each([
    ["19630615", "20240614", "60y"],
    ["19630615", "20240615", "61y"],
    ["20230101", "20241231", "23 mths"],
    ["20230101", "20250101", "2y"],
    ["20240101", "20240131", "30 days"],
    ["20240101", "20240101", "0 days"],
  ])("born %s, studied %s: %s", (birth, on, age) => {
    expect(formatAge(birth, on, "en")).toBe(age);
  });
  test("born after the study, or unknown: nothing", () => {
    expect(formatAge("20250101", "20240101", "en")).toBe("");
    expect(formatAge("", "20240101", "en")).toBe("");
  });
});

test("bytes in steps of 1000 with three digits", () => {
  expect(formatBytes(0, "en")).toBe("0 bytes");
  expect(formatBytes(999, "en")).toBe("999 bytes");
  expect(formatBytes(1000, "en")).toBe("1 kB");
  expect(formatBytes(526_300, "en")).toBe("526 kB");
  expect(formatBytes(1_630_000_000, "de")).toBe("1,63\u00a0GB");
});

test("how long ago", () => {
  const now = Date.parse("2024-03-10T12:00:00Z");
  expect(formatAgo("2024-03-10T11:59:30Z", now, "en")).toBe("now");
  expect(formatAgo("2024-03-10T11:57:00Z", now, "en")).toBe("3 min. ago");
  expect(formatAgo("2024-03-09T11:00:00Z", now, "en")).toBe("yesterday");
  expect(formatAgo("2024-01-02T11:00:00Z", now, "en")).toBe("02 Jan 2024");
  // A clock that runs behind the server's must not say "in 5 minutes".
  expect(formatAgo("2024-03-10T12:05:00Z", now, "en")).toBe("now");
});
