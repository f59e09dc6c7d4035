import { i18n } from "@lingui/core";
import { afterEach, expect, test } from "vitest";
import { formatTenth, formatValue } from "./texts";

afterEach(() => i18n.loadAndActivate({ locale: "en", messages: {} }));

test("numbers are written as the language writes them, also after it changed", () => {
  i18n.loadAndActivate({ locale: "en", messages: {} });
  expect([formatTenth(-881.26), formatTenth(3), formatValue(3.27)]).toEqual(["-881.3", "3.0", "3.27"]);
  i18n.loadAndActivate({ locale: "de", messages: {} });
  expect([formatTenth(-881.26), formatTenth(3), formatValue(3.27)]).toEqual(["-881,3", "3,0", "3,27"]);
});
