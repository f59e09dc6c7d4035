/** Where data lie, in words: the city and country of the operator's catalogue. */
import type { I18n } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Region } from "./api";

/** The catalogue that comes with the product has one place, which is no city. */
const EMBEDDED_CITY = "This computer";

export function placeOfRegion(region: Pick<Region, "id" | "city" | "country">, i18n: I18n): string {
  if (region.id === "local" && region.city === EMBEDDED_CITY) return i18n._(msg`this computer`);
  return `${region.city}, ${region.country}`;
}
