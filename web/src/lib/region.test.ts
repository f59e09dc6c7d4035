/** A place where data lie is said with its city and country. */
import { setupI18n } from "@lingui/core";
import { expect, test } from "vitest";
import { placeOfRegion } from "./region";

const i18n = setupI18n({ locale: "en", messages: { en: {} } });

test("a region of the operator's catalogue is its city and country", () => {
  expect(placeOfRegion({ id: "eu-1", city: "Frankfurt", country: "Germany" }, i18n)).toBe("Frankfurt, Germany");
  expect(placeOfRegion({ id: "local", city: "Essen", country: "Germany" }, i18n)).toBe("Essen, Germany");
});

test("the catalogue of a computer alone names no city", () => {
  expect(placeOfRegion({ id: "local", city: "This computer", country: "" }, i18n)).not.toContain(",");
});
