import { i18n } from "@lingui/core";
import { beforeAll, expect, test } from "vitest";
import { plainLayer } from "../scene";
import { makeStack } from "../testing";
import { alignmentBadges, badgesOf } from "./badges";

const PLAIN = { lossy: false, spacing_kind: "patient" as const };

const note = (code: string, text: string) => ({ code, text, values: {} });

beforeAll(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

test("notes are said in words, their details on the badge", () => {
  const tilt = "The gantry was tilted by 12.0 degrees: slices are shifted against each other.";
  const times = "The same places were imaged 4 times (they differ in echo time): shown one volume after another.";
  const suv = "No SUV: the patient's weight is missing.";
  const badges = badgesOf({ ...PLAIN, notes: [note("stack.tilt", tilt), note("stack.volumes", times), note("suv.no_weight", suv)] });
  expect(badges.map(({ text }) => text)).toEqual([
    "The gantry was tilted by 12.0 degrees",
    "The same places were imaged 4 times",
    "No SUV: the patient's weight is missing",
  ]);
  expect(badges.map(({ hint }) => hint)).toEqual([tilt, times, suv]);
});

test("what is too much to say is counted", () => {
  const badges = badgesOf({ ...PLAIN, notes: ["One.", "Two.", "Three.", "Four.", "Five."].map((text) => note("some.code", text)) });
  expect(badges).toHaveLength(4);
  expect(badges[3]?.hint).toBe("Four.\nFive.");
});

test("series without a common space are never said to lie as in their files", () => {
  const layers = [plainLayer("a"), plainLayer("b")];
  const stacks = (of: string) => new Map([["a", makeStack("a")], ["b", makeStack("b", { frame_of_reference: of })]]);
  expect(alignmentBadges({ layers }, stacks("9")).map(({ text }) => text)).toEqual(["As in the files"]);
  expect(alignmentBadges({ layers }, stacks("8")).map(({ text }) => text)).toEqual(["Not aligned"]);
});
