/** Person names of PS3.5 in the order people expect. */
import { expect, test } from "vitest";
import { nameLine, nameLines, readableGroup } from "./personName";

test.each([
  ["Lindqvist^Astrid", "Lindqvist, Astrid"],
  ["Ahlberg^Karin^Maria^Dr.^MD", "Ahlberg, Dr. Karin Maria, MD"],
  ["^Unknown", "Unknown"],
  ["BABY", "BABY"],
  ["  Doe ^ John ^^^", "Doe, John"],
  ["", ""],
])("%s reads %s", (group, text) => {
  expect(readableGroup(group)).toBe(text);
});

const YAMADA = { alphabetic: "Yamada^Tarou", ideographic: "山田^太郎", phonetic: "やまだ^たろう" };

test("Western readers see the alphabetic writing first, East Asian readers the ideographic", () => {
  expect(nameLines(YAMADA, "de")).toEqual({ primary: "Yamada, Tarou", secondary: "山田 太郎" });
  expect(nameLines(YAMADA, "ja")).toEqual({ primary: "山田 太郎", secondary: "Yamada, Tarou" });
});
test("a name with one group only is still a name", () => {
  expect(nameLines({ alphabetic: "", ideographic: "山田^太郎", phonetic: "" }, "en")).toEqual({ primary: "山田 太郎", secondary: "" });
  expect(nameLines({ alphabetic: "", ideographic: "", phonetic: "やまだ^たろう" }, "en").primary).toBe("やまだ たろう");
});
test("physicians come as a name or as plain text", () => {
  expect(nameLine(YAMADA, "en")).toBe("Yamada, Tarou");
  expect(nameLine("Rossi^Paolo", "en")).toBe("Rossi, Paolo");
});
