/** Why a series shows no pictures, in the reader's language. The server stores the English sentence with the object; it is the key here. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const SENTENCES: Record<string, MessageDescriptor> = {
  "Waveforms (ECG, pressure, audio) are curves, not pictures.": msg`Waveforms (ECG, pressure, audio) are curves, not pictures.`,
  "A presentation state says how to show other pictures; it has none of its own.": msg`A presentation state says how to show other pictures; it has none of its own.`,
  "A surface segmentation holds meshes, not pictures.": msg`A surface segmentation holds meshes, not pictures.`,
  "A registration holds coordinates, not pictures.": msg`A registration holds coordinates, not pictures.`,
  "Fiducials are coordinates, not pictures.": msg`Fiducials are coordinates, not pictures.`,
  "Tractography results are tracks, not pictures.": msg`Tractography results are tracks, not pictures.`,
  "Raw data are a scanner's own and hold no pictures.": msg`Raw data are a scanner's own and hold no pictures.`,
  "A real world value mapping says what pixel values mean; it has no pictures of its own.": msg`A real world value mapping says what pixel values mean; it has no pictures of its own.`,
  "A surface scan holds meshes, not pictures.": msg`A surface scan holds meshes, not pictures.`,
  "Eye measurements are numbers, not pictures.": msg`Eye measurements are numbers, not pictures.`,
  "An eye measurement report holds text, not pictures.": msg`An eye measurement report holds text, not pictures.`,
  "A macular grid report holds text, not pictures.": msg`A macular grid report holds text, not pictures.`,
  "A structured report holds text, not pictures.": msg`A structured report holds text, not pictures.`,
  "A content assessment holds text, not pictures.": msg`A content assessment holds text, not pictures.`,
  "A microscopy annotation marks other pictures; it has none of its own.": msg`A microscopy annotation marks other pictures; it has none of its own.`,
  "An encapsulated document is no picture: it is listed among the study's documents.": msg`An encapsulated document is no picture: it is listed among the study's documents.`,
  "A procedure protocol holds settings, not pictures.": msg`A procedure protocol holds settings, not pictures.`,
  "An inventory lists other objects; it has no pictures.": msg`An inventory lists other objects; it has no pictures.`,
  "A radiotherapy structure set holds outlines drawn on other pictures; it has none of its own.": msg`A radiotherapy structure set holds outlines drawn on other pictures; it has none of its own.`,
  "A radiotherapy treatment record holds numbers, not pictures.": msg`A radiotherapy treatment record holds numbers, not pictures.`,
  "A radiotherapy plan holds numbers, not pictures.": msg`A radiotherapy plan holds numbers, not pictures.`,
  "A radiotherapy ion plan holds numbers, not pictures.": msg`A radiotherapy ion plan holds numbers, not pictures.`,
  "A radiotherapy object without pixel data holds no pictures.": msg`A radiotherapy object without pixel data holds no pictures.`,
  "The object holds no pixel data, so there is no picture to show.": msg`The object holds no pixel data, so there is no picture to show.`,
  "The pixel data are empty, so there is no picture to show.": msg`The pixel data are empty, so there is no picture to show.`,
  "It is a video: it is played as a whole, not shown as single pictures.": msg`It is a video: it is played as a whole, not shown as single pictures.`,
  "The pixels are on the server that made the file, not in it.": msg`The pixels are on the server that made the file, not in it.`,
  "JPEG XL inside DICOM is kept and can be downloaded, but not shown yet.": msg`JPEG XL inside DICOM is kept and can be downloaded, but not shown yet.`,
};

/** `sentence`: the server's; kept as it is where no translation is known. */
export function noPicturesIn(i18n: I18n, sentence: string): string {
  const known = SENTENCES[sentence];
  return known ? i18n._(known) : sentence;
}
