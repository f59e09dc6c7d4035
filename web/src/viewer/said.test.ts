import { i18n } from "@lingui/core";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { messages } from "../locales/de.po";
import { said } from "./said";

afterEach(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

const gap = { code: "stack.gaps", text: "Slices are missing: …", values: { count: 1, places: "4-5", missing: 2, usual: 1.5 } };

test("in English it is the server's own sentence", () => {
  i18n.loadAndActivate({ locale: "en", messages: {} });
  expect(said(gap)).toBe(gap.text);
});

test("in another language values stand in its own sentence, numbers as it writes them", () => {
  i18n.loadAndActivate({ locale: "de", messages });
  expect(said(gap)).toBe("Schichten fehlen: Lücken bei 4-5, etwa 2 der üblichen 1,5 mm.");
  const volumes = { code: "stack.volumes", text: "", values: { times: 4, what: "echo time and b-value" } };
  expect(said(volumes)).toContain("Echozeit, b-Wert");
});

test("a code of a newer server keeps its sentence", () => {
  i18n.loadAndActivate({ locale: "de", messages });
  expect(said({ code: "stack.unheard", text: "Something new.", values: {} })).toBe("Something new.");
});

test("every code that the server gives a stack is known", () => {
  const room = join(import.meta.dirname, "../../../src/diaphane");
  const rules = readdirSync(join(room, "dicom")).filter((file) => file.endsWith(".py"));
  const sources = [...rules.map((file) => join(room, "dicom", file)), join(room, "flows/stack.py")];
  const text = sources.map((file) => readFileSync(file, "utf8")).join("\n");
  const codes = new Set([...text.matchAll(/"((?:stack|suv|volume)\.[a-z_]+)"/gu)].map((match) => match[1]));
  expect(codes.size).toBeGreaterThan(30);
  i18n.loadAndActivate({ locale: "de", messages });
  const unknown = [...codes].filter((code) => said({ code: code ?? "", text: "?", values: {} }) === "?");
  expect(unknown.filter((code) => !ELSEWHERE.has(code ?? ""))).toEqual([]);
});

/** Said by routes, not with a stack. */
const ELSEWHERE = new Set(["volume.phase"]);
