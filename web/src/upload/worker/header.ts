/** Reads the few header values that group an upload, from the first bytes of a DICOM file (PS3.5 section 7, PS3.10 section 7). */
import { written } from "../../lib/written";
import type { Header } from "../types";
import { decoderFor } from "./charset";

/** More bytes are needed than were given. */
export class NeedsMore extends Error {}
/** The bytes are no DICOM data set that this small reader knows. */
export class NotDicom extends Error {}

const LONG = new Set(["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"]);
const UNDEFINED = 0xffffffff;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const MAX_DEPTH = 32;

const WANTED: Record<number, keyof Header> = {
  0x00080018: "sopUid", 0x00080020: "studyDate", 0x00080060: "modality", 0x00081030: "studyDescription",
  0x00100010: "patientName", 0x00100020: "patientId", 0x00100030: "birthDate",
  0x0020000d: "studyUid", 0x0020000e: "seriesUid",
};
const LAST_WANTED = 0x0020000e;
const CHARACTER_SET = 0x00080005;

interface Element {
  tag: number;
  vr: string;
  length: number;
  at: number;
}

class Reader {
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly explicit: boolean;
  private readonly little: boolean;

  constructor(bytes: Uint8Array, explicit: boolean, little: boolean) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.explicit = explicit;
    this.little = little;
  }

  element(at: number): Element {
    if (at + 12 > this.bytes.length) throw new NeedsMore();
    const tag = this.view.getUint16(at, this.little) * 0x10000 + this.view.getUint16(at + 2, this.little);
    if (tag >= ITEM && tag <= SEQUENCE_END) return { tag, vr: "", length: this.view.getUint32(at + 4, this.little), at: at + 8 };
    if (!this.explicit) return { tag, vr: "", length: this.view.getUint32(at + 4, this.little), at: at + 8 };
    const vr = String.fromCharCode(this.bytes[at + 4] ?? 0, this.bytes[at + 5] ?? 0);
    if (!/^[A-Z]{2}$/.test(vr)) throw new NotDicom();
    if (LONG.has(vr)) return { tag, vr, length: this.view.getUint32(at + 8, this.little), at: at + 12 };
    return { tag, vr, length: this.view.getUint16(at + 6, this.little), at: at + 8 };
  }

  value(element: Element): Uint8Array {
    if (element.at + element.length > this.bytes.length) throw new NeedsMore();
    return this.bytes.subarray(element.at, element.at + element.length);
  }

  /** Offset behind an element, whatever its length says. */
  after(element: Element, depth = 0): number {
    if (element.length !== UNDEFINED) return element.at + element.length;
    if (depth > MAX_DEPTH) throw new NotDicom();
    let at = element.at;
    for (;;) {
      const next = this.element(at);
      if (next.tag === SEQUENCE_END || next.tag === ITEM_END) return next.at;
      at = this.after(next, depth + 1);
    }
  }
}

const latin = new TextDecoder("windows-1252");
const clean = (bytes: Uint8Array): string => latin.decode(bytes).replace(/[\0\s]+$/u, "");

/** Where the data set starts and how it is written; a file without preamble is recognised by a plausible first element. */
function start(bytes: Uint8Array): { at: number; syntax: string } {
  let at = latin.decode(bytes.subarray(128, 132)) === "DICM" ? 132 : 0;
  if (at === 0 && !(bytes[1] === 0 && bytes[3] === 0 && (bytes[0] === 2 || bytes[0] === 8))) throw new NotDicom();
  const meta = new Reader(bytes, true, true);
  let syntax = at === 0 && bytes[0] === 8 && !/^[A-Z]{2}$/.test(latin.decode(bytes.subarray(4, 6))) ? "1.2.840.10008.1.2" : "";
  while (at + 12 <= bytes.length && bytes[at] === 2 && bytes[at + 1] === 0) {
    const element = meta.element(at);
    if (element.tag === 0x00020010) syntax = clean(meta.value(element));
    if (element.tag === 0x00020002 && clean(meta.value(element)) === "1.2.840.10008.1.3.10") return { at, syntax: "dicomdir" };
    at = meta.after(element);
  }
  return { at, syntax };
}

/**
 * Header values of a DICOM file from its first bytes.
 * Returns "dicomdir" for a media directory and null for a deflated data set, which only the server reads.
 * Throws NeedsMore when the bytes end too early, NotDicom when they are something else.
 */
export function readHeader(bytes: Uint8Array): Header | "dicomdir" | null {
  if (bytes.length < 132) throw new NotDicom();
  const { at: from, syntax } = start(bytes);
  if (syntax === "dicomdir") return "dicomdir";
  if (syntax === "1.2.840.10008.1.2.1.99") return null;
  const reader = new Reader(bytes, syntax !== "1.2.840.10008.1.2", syntax !== "1.2.840.10008.1.2.2");
  const raw = new Map<keyof Header, Uint8Array>();
  let characterSet = "";
  let at = from;
  for (;;) {
    const element = reader.element(at);
    if (element.tag > LAST_WANTED) break;
    const name = WANTED[element.tag];
    if (name) raw.set(name, reader.value(element));
    else if (element.tag === CHARACTER_SET) characterSet = clean(reader.value(element));
    at = reader.after(element);
  }
  const text = decoderFor(characterSet);
  const get = (name: keyof Header): string => written(text(raw.get(name) ?? new Uint8Array()));
  const header: Header = {
    patientName: get("patientName"), patientId: get("patientId"), birthDate: get("birthDate"), studyUid: get("studyUid"),
    studyDate: get("studyDate"), studyDescription: get("studyDescription"), modality: get("modality"),
    seriesUid: get("seriesUid"), sopUid: get("sopUid"),
  };
  if (!header.studyUid || !header.sopUid) throw new NotDicom();
  return header;
}
