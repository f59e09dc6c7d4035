import { i18n } from "@lingui/core";
import { afterEach, expect, test } from "vitest";
import { stackScene, withLayer } from "../scene";
import { makeSeries, makeStack } from "../testing";
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
