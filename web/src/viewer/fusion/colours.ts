/** The colour maps one can choose, as the reader sees them. Names and colours are the server's (`looks.gen.ts`). Pure. */
import { msg } from "@lingui/core/macro";
import type { MessageDescriptor } from "@lingui/core";
import { COLOUR_MAPS } from "../looks.gen";

export type ColourMapName = keyof typeof COLOUR_MAPS;

/** A colour map, upright or turned round: one entry of the gallery. */
export interface Colours {
  readonly colour_map: ColourMapName;
  readonly invert: boolean;
  readonly label: MessageDescriptor;
}

const upright = (colour_map: ColourMapName, label: MessageDescriptor): Colours => ({ colour_map, invert: false, label });

export const GALLERY: readonly Colours[] = [
  upright("hot_iron", msg`Hot iron`),
  upright("pet", msg`PET`),
  upright("hot_metal_blue", msg`Hot metal, blue`),
  upright("pet_20_step", msg`PET, 20 steps`),
  upright("rainbow", msg`Rainbow`),
  upright("grey", msg`Grey`),
  { colour_map: "grey", invert: true, label: msg`Inverted grey` },
];

const RGB_HEX = 6;

export function isColourMap(name: string): name is ColourMapName {
  return Object.hasOwn(COLOUR_MAPS, name);
}

/** The colours as CSS, lowest first. */
export function colourStops(name: string, inverted: boolean): readonly string[] {
  const row = COLOUR_MAPS[isColourMap(name) ? name : "grey"];
  const stops = Array.from({ length: row.length / RGB_HEX }, (_, at) => `#${row.slice(at * RGB_HEX, (at + 1) * RGB_HEX)}`);
  return inverted ? stops.toReversed() : stops;
}

/** A CSS gradient from the lowest to the highest value. */
export function gradient(name: string, inverted: boolean, direction: "to right" | "to top" = "to right"): string {
  return `linear-gradient(${direction}, ${colourStops(name, inverted).join(",")})`;
}

/** The gallery's entry of a layer; the first of the same colours where none is turned that way. */
export function galleryEntry(layer: { readonly colour_map: string; readonly invert: boolean }): Colours | undefined {
  const same = GALLERY.filter((one) => one.colour_map === layer.colour_map);
  return same.find((one) => one.invert === layer.invert) ?? same[0];
}
