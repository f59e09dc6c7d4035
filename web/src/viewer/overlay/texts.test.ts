import { i18n } from "@lingui/core";
import { afterEach, expect, test } from "vitest";
import { stackScene, withLayer } from "../scene";
import { makeSeries, makeStack } from "../testing";
import { turnBy } from "../viewport/change";
import { spatialScene, startSurface } from "../viewport/spatial";
import { cornerTexts, formatTenth, formatValue, roomOf, type Shown } from "./texts";

afterEach(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

test("numbers are written as the language writes them, also after it changed", () => {
  i18n.loadAndActivate({ locale: "en", messages: {} });
  expect([formatTenth(-881.26), formatTenth(3), formatValue(3.27)]).toEqual(["-881.3", "3.0", "3.27"]);
  i18n.loadAndActivate({ locale: "de", messages: {} });
  expect([formatTenth(-881.26), formatTenth(3), formatValue(3.27)]).toEqual(["-881,3", "3,0", "3,27"]);
});

test("the smallest pictures say window and what lies over them in short lines", () => {
  const scene = withLayer(stackScene("1"), { window: { center: -600, width: 1500, function: "LINEAR" } });
  const shown = { study: { series: [makeSeries("1")] }, stack: makeStack("1"), scene, frame: 4, devicePixelRatio: 3, over: "PT 50 %  SUVbw 0–10" } as unknown as Shown;
  const look = (width: number) => cornerTexts({ ...shown, size: { width, height: 148 } }, "anonymous").bottomRight;
  expect(look(129)).toEqual(["W 1500  L -600", "PT 50 %", "SUVbw 0–10"]);
  expect(look(98)).toEqual(["W 1500", "L -600", "PT 50 %", "SUVbw 0–10"]);
  expect(cornerTexts({ ...shown, size: { width: 98, height: 148 } }, "anonymous").bottomLeft).toEqual(["5 / 20"]);
  expect(look(200)).toEqual(["W 1500", "L -600", "PT 50 %", "SUVbw 0–10"]);
  expect([roomOf({ width: 129, height: 148 }), roomOf({ width: 200, height: 300 })].map(({ least }) => least)).toEqual([true, false]);
});

test("a plane says where it is and how thick, in lines of their own where a picture is narrow", () => {
  const scene = { ...stackScene("1"), role: "axial", view: { kind: "plane", centre_mm: [0, 0, 4], right: [1, 0, 0], down: [0, 1, 0], box_mm: [9, 9], zoom: 1, slab_mm: 10, slab_mode: "minip", phase: 0 } };
  const shown = { study: { institution: "", study_date: null, study_time: null, description: "", series: [makeSeries("1")] }, stack: makeStack("1"), scene, frame: 0, devicePixelRatio: 1, over: "" } as unknown as Shown;
  const lines = (width: number) => cornerTexts({ ...shown, size: { width, height: 700 } }, "anonymous").bottomLeft.slice(-2);
  expect(lines(297)).toEqual(["Slab 10 mm MinIP", "Loc 4.0 mm"]);
  expect(lines(600)).toEqual(["Axial", "Loc 4.0 mm  Slab 10 mm MinIP"]);
});

test("turning a body changes nothing of its zoom, however far apart its slices are", () => {
  const stack = makeStack("1");
  if (!stack.volume) throw new Error("no volume");
  const front = spatialScene("1", startSurface(stack.volume, "bone"));
  const shown = { study: { institution: "", study_date: null, study_time: null, description: "", series: [makeSeries("1")] }, stack, frame: 0, size: { width: 600, height: 500 }, devicePixelRatio: 1, over: "" } as unknown as Shown;
  const zoom = (right: number, down: number) => cornerTexts({ ...shown, scene: turnBy(front, right, down) }, "anonymous").bottomRight.at(-1);
  expect(zoom(0, 0)).toMatch(/^Zoom \d/);
  expect([zoom(40, 30), zoom(90, 0)]).toEqual([zoom(0, 0), zoom(0, 0)]);
});
