/** What the server says of a series, in the reader's language: its own sentence in English, its stable code's with its values elsewhere. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import type { Stack } from "../lib/api";

export type Said = Stack["notes"][number];

/** Why a series is no volume: sentences that need no values. */
export const WITHOUT_VALUES: Readonly<Record<string, MessageDescriptor>> = {
  "volume.too_few": msg`There is one picture of each place only: nothing can be reconstructed.`,
  "volume.no_places": msg`The pictures of this series do not say where they lie: there is nothing to reconstruct.`,
  "stack.localizers": msg`The pictures are localizers: overviews for planning, not a volume.`,
  "volume.phases": msg`Some pictures of this series are missing in some phases: they are no volume.`,
  "volume.spacing": msg`The pictures of this series do not say how large their pixels are: nothing can be reconstructed.`,
  "volume.orientations": msg`The pictures of this series lie in several orientations: they are no volume.`,
  "volume.colour": msg`These are colour pictures: they cannot be reconstructed.`,
  "volume.sizes": msg`The pictures of this series are of different sizes: they are no volume. Look at them as a stack.`,
  "volume.places": msg`The pictures of this series do not lie one behind the other: they are no volume.`,
};

/** Values stand empty here: they come with each sentence. */
const BY_CODE: Readonly<Record<string, MessageDescriptor>> = {
  "stack.gaps": msg`Slices are missing: gaps at ${{ places: "" }}, about ${{ missing: "" }} of the usual ${{ usual: "" }} mm.`,
  "stack.uneven": msg`Slices lie at uneven distances: ${{ least: "" }} to ${{ most: "" }} mm, mostly ${{ usual: "" }} mm.`,
  "stack.tilt": msg`The gantry was tilted by ${{ degrees: "" }} degrees: slices are shifted against each other.`,
  "stack.shifted": msg`Slices are shifted against each other: they do not lie in one straight line.`,
  "stack.side_by_side": msg`Several pictures lie side by side at the same depth.`,
  "stack.volumes": msg`The same places were imaged ${{ times: "" }} times (they differ in ${{ what: "" }}): shown one volume after another.`,
  "stack.volumes_unnamed": msg`The same places were imaged ${{ times: "" }} times (nothing in them says what differs): shown one volume after another.`,
  "stack.localizers_first": msg`${{ count: "" }} of ${{ all: "" }} pictures are localizers: shown first.`,
  "stack.orientations": msg`The pictures lie in ${{ count: "" }} orientations: shown one orientation after another.`,
  "stack.loose": msg`${{ count: "" }} of ${{ all: "" }} pictures do not say where they lie: shown last, by instance number.`,
  "stack.rotation": msg`The pictures lie in more than ${{ count: "" }} orientations: shown by instance number.`,
  "stack.sizes": msg`The pictures are of different sizes.`,
  "stack.pixel_sizes": msg`The pixels of the pictures are of different sizes.`,
  "stack.regions": msg`Parts of the picture have scales of their own: lengths are true inside one part only.`,
  "stack.frames_of_reference": msg`The pictures belong to different frames of reference: distances between them mean nothing.`,
  "stack.units": msg`The values of the pictures are in different units: ${{ units: "" }}.`,
  "stack.left_out": msg`${{ count: "" }} of ${{ all: "" }} objects of this series hold no picture: they are not in the stack.`,
  "suv.missing": msg`No SUV: the file does not hold what it needs.`,
  "suv.attenuation": msg`No SUV: the images are not corrected for attenuation.`,
  "suv.decay": msg`No SUV: the images are not corrected for decay.`,
  "suv.counts": msg`No SUV: the pixels are counts, and the file holds no factor from counts to activity.`,
  "suv.no_units": msg`No SUV: the file does not say in which units its pixels are.`,
  "suv.units": msg`No SUV: the pixels are in ${{ value: "" }}.`,
  "suv.no_weight": msg`No SUV: the patient's weight is missing.`,
  "suv.weight": msg`No SUV: a patient's weight of ${{ value: "" }} cannot be true.`,
  "suv.no_dose": msg`No SUV: the injected dose is missing.`,
  "suv.dose": msg`No SUV: an injected dose of ${{ value: "" }} cannot be true.`,
  "suv.no_reference": msg`No SUV: the file does not say to which moment decay was corrected.`,
  "suv.no_half_life": msg`No SUV: the half-life of the radionuclide is missing.`,
  "suv.no_scan_start": msg`No SUV: the moment at which the scan began is not known.`,
  "suv.no_injection": msg`No SUV: the time of the injection is missing.`,
  "suv.injection": msg`No SUV: the time of the injection does not fit the time of the scan.`,
  "suv.several_drugs": msg`No SUV: the images show several radiopharmaceuticals.`,
  "suv.which_drug": msg`No SUV: the file does not say which radiopharmaceutical the images show.`,
};

/** In what volumes of one place differ, as the server names it. */
const DIFFERENCES: Readonly<Record<string, MessageDescriptor>> = {
  "echo time": msg`echo time`,
  "b-value": msg`b-value`,
  time: msg`time`,
  "cardiac phase": msg`cardiac phase`,
};

function inWords(value: string | number): string {
  if (typeof value === "number") return new Intl.NumberFormat(i18n.locale).format(value);
  return value
    .split(" and ")
    .map((word) => (DIFFERENCES[word] ? i18n._(DIFFERENCES[word]) : word))
    .join(", ");
}

export function said({ code, text, values }: Said): string {
  const known = i18n.locale === "en" ? undefined : (BY_CODE[code] ?? WITHOUT_VALUES[code]);
  if (!known) return text;
  const words = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inWords(value)]));
  return i18n._(known.id, words);
}
