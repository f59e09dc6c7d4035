/** Why there is no picture, in the reader's language: the server's own sentence in English, its stable code's elsewhere. */
import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { explain } from "../lib/explain";
import { ApiError } from "../lib/http";
import { WITHOUT_VALUES } from "./said";

const BY_CODE: Readonly<Record<string, MessageDescriptor>> = {
  "load.truncated": msg`This image is not complete: its file was cut off. Send it again from its source.`,
  "load.damaged": msg`This image is damaged and cannot be decoded. Send it again from its source.`,
  "load.failed": msg`This image is damaged and cannot be decoded. Send it again from its source.`,
  "load.mismatch": msg`This image is damaged: its pixels are not what its header says.`,
  "load.header": msg`This image is damaged: its header does not describe a picture.`,
  "load.frame": msg`This image has fewer frames than its header says.`,
  "load.too_large": msg`This image is larger than this server decodes.`,
  "load.syntax": msg`This image is compressed in a way that this server does not read.`,
  "load.photometric": msg`This image has colours of a kind that this server does not show.`,
  "load.pixel_format": msg`This image has pixels of a kind that this server does not show.`,
  "series.sealed": msg`This series cannot be opened: its key is not here.`,
  "series.no_picture": msg`This series has no pictures.`,
  "render.no_common_space": msg`These two series have no common frame of reference: nothing in them says how they lie to each other. Register them, or shift one by hand.`,
  "render.busy": msg`Reconstructions are being prepared for this server, only this once: ${{ n0: "" }} of ${{ n1: "" }} steps are done. The picture comes by itself.`,
  "volume.too_large": msg`This series would need ${{ n0: "" }} MiB as a volume; the server may use ${{ n1: "" }} MiB. Look at its slices instead.`,
  "volume.too_many_voxels": msg`A volume of ${{ n0: "" }} × ${{ n1: "" }} × ${{ n2: "" }} voxels is too large to reconstruct here. Look at its slices instead.`,
  "pool.failed": msg`The picture could not be made. Try again, and tell the operator if it stays.`,
  "stream.failed": msg`The picture could not be made. Try again, and tell the operator if it stays.`,
};

/** `sentence`: what the server says, exact and in English; kept for codes that are not known here. Its numbers stand in ours in their order. */
export function reasonOf(code: string, sentence: string): string {
  if (i18n.locale === "en") return sentence;
  const known = BY_CODE[code] ?? WITHOUT_VALUES[code];
  const numbers = new Intl.NumberFormat(i18n.locale);
  return known ? i18n._(known.id, Object.fromEntries((sentence.match(/\d+/g) ?? []).map((digits, at) => [`n${at}`, numbers.format(Number(digits))]))) : sentence;
}

/** What went wrong, as a sentence for the reader. */
export function sentence(error: unknown): string {
  return error instanceof ApiError ? reasonOf(error.code, explain(error).message) : t`Something went wrong. Try again.`;
}
