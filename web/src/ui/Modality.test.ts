import { expect, test } from "vitest";
import { fitModalities } from "./Modality";

test("pictures come first, what does not fit is counted", () => {
  expect(fitModalities(["CT"], 12)).toEqual({ shown: ["CT"], rest: [] });
  expect(fitModalities(["CT", "SEG"], 12)).toEqual({ shown: ["CT", "SEG"], rest: [] });
  expect(fitModalities(["CT", "MR", "PT"], 12)).toEqual({ shown: ["CT"], rest: ["MR", "PT"] });
  expect(fitModalities(["RTSTRUCT", "SEG", "PT"], 12)).toEqual({ shown: ["PT"], rest: ["RTSTRUCT", "SEG"] });
  expect(fitModalities(["RTSTRUCT"], 4)).toEqual({ shown: ["RTSTRUCT"], rest: [] });
  expect(fitModalities([], 12)).toEqual({ shown: [], rest: [] });
});
