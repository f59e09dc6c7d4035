import { i18n } from "@lingui/core";
import { beforeAll, expect, test } from "vitest";
import type { Running } from "../align/alignments";
import { registering, wayOut } from "../align/offers";
import { plainLayer, stackScene } from "../scene";
import { Store } from "../store";
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

test("sizes on the detector and lossy pixels are said without any note", () => {
  const badges = badgesOf({ lossy: true, spacing_kind: "detector", notes: [] });
  expect(badges.map(({ text }) => text)).toEqual(expect.arrayContaining(["Detector plane", "Lossy"]));
  expect(badgesOf({ ...PLAIN, notes: [] })).toEqual([]);
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

test("a registration under way is said on the pictures of its series, with a way to end it where there is no picture yet", () => {
  let ended = 0;
  const running = new Store<Running | null>({ under: "a", over: "b", share: 0.336 });
  const alignments = { running, cancel: () => void (ended += 1), register: () => Promise.resolve(), byHand: () => {} };
  const host = { alignments, volumes: { open: () => Promise.resolve() } };
  const scene = { ...stackScene("a"), layers: [plainLayer("a"), plainLayer("b")] };
  expect(alignmentBadges(scene, new Map(), registering(scene, host))[0]?.text).toBe("Registering, 34 %");
  expect(registering(stackScene("a"), host)).toBeNull();
  const none = { scene, code: "render.no_common_space", text: "No." };
  const [cancel] = wayOut(none, host).offers;
  expect([wayOut(none, host).text, cancel?.label]).toEqual(["Registering, 34 %", "Cancel"]);
  cancel?.run();
  expect(ended).toBe(1);
  running.update(() => null);
  expect(wayOut(none, host)).toMatchObject({ text: "No.", offers: [{ label: "Register" }, { label: "Shift by hand" }] });
  expect(wayOut({ ...none, code: "volume.sizes" }, host).offers.map(({ label }) => label)).toEqual(["Show the slices"]);
  expect(wayOut({ ...none, code: "load.damaged" }, host).offers).toEqual([]);
});
