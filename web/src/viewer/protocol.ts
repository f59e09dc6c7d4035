/** The stream's wire: JSON requests up, binary replies down with a 52-byte little-endian header. */
import type { Scene } from "./scene";
import { toWire } from "./viewport/spatial";

/** 0 lossless, 1 high, 2 draft, 3 small. */
export type Level = 0 | 1 | 2 | 3;
export type PixelSize = readonly [number, number];

export const HEADER_BYTES = 52;
const VERSION = 3;
const FLAG_FINAL = 1;
const FLAG_SKIPPED = 2;
const FLAG_ERROR = 4;
const NO_MARK = "0".repeat(16);
const MEDIA = [null, "image/jpeg", "image/png"] as const;

interface Head {
  readonly viewport: number;
  readonly seq: number;
}

/** A picture with the time that each stage of the server took (microseconds). */
export interface PictureReply extends Head {
  readonly kind: "picture";
  readonly media: "image/jpeg" | "image/png";
  readonly lossless: boolean;
  readonly width: number;
  readonly height: number;
  readonly loadUs: number;
  readonly renderUs: number;
  readonly encodeUs: number;
  /** Of the loading; 0 for pixels that were in the server's memory. */
  readonly fetchUs: number;
  readonly openUs: number;
  readonly decodeUs: number;
  /** Marks of the series that the layers were drawn from: the first 16 digits of their content. */
  readonly marks: readonly string[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A newer request of the same viewport made this one pointless. */
export interface SkippedReply extends Head {
  readonly kind: "skipped";
}

/** The server could not make the picture; `message` is a sentence for the reader. */
export interface ErrorReply extends Head {
  readonly kind: "error";
  readonly code: string;
  readonly message: string;
}

export type Reply = PictureReply | SkippedReply | ErrorReply;

/** Bytes that break the protocol; `message` says how. */
export class BadReply extends Error {
  override readonly name = "BadReply";
}

/** The request for one picture: the whole state, so that dropping it is harmless. */
export function encodeRequest(viewport: number, seq: number, scene: Scene, level: Level, px: PixelSize): string {
  return JSON.stringify({ v: viewport, q: seq, s: toWire(scene, px), l: level, px });
}

/** Says that the picture of a request bears another series' mark and is not shown. */
export function encodeWrong(seq: number): string {
  return JSON.stringify({ wrong: seq });
}

function readError(bytes: Uint8Array): { code: string; message: string } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new BadReply("error reply without JSON");
  }
  if (typeof value !== "object" || value === null || !("code" in value) || !("message" in value)) {
    throw new BadReply("error reply without code and message");
  }
  const { code, message } = value;
  if (typeof code !== "string" || typeof message !== "string") throw new BadReply("error reply without code and message");
  return { code, message };
}

/** The marks of the layers that there are. */
function readMarks(view: DataView): string[] {
  const marks = [36, 44].map((at) => view.getBigUint64(at).toString(16).padStart(16, "0"));
  return marks.filter((mark) => mark !== NO_MARK);
}

/** Reads one reply; throws BadReply for anything the protocol does not allow. */
export function parseReply(buffer: ArrayBuffer): Reply {
  if (buffer.byteLength < HEADER_BYTES) throw new BadReply("shorter than its header");
  const view = new DataView(buffer);
  if (view.getUint8(0) !== VERSION) throw new BadReply("unknown version");
  const viewport = view.getUint8(1);
  const codec = view.getUint8(2);
  const flags = view.getUint8(3);
  const seq = view.getUint32(4, true);
  const width = view.getUint16(8, true);
  const height = view.getUint16(10, true);
  const bytes = new Uint8Array(buffer, HEADER_BYTES);
  if (flags > (FLAG_FINAL | FLAG_SKIPPED | FLAG_ERROR)) throw new BadReply("unknown flag");
  const outcome = flags & (FLAG_SKIPPED | FLAG_ERROR);
  if (outcome !== 0 && (flags & (flags - 1)) !== 0) throw new BadReply("contradicting flags");
  if (outcome !== 0 && codec !== 0) throw new BadReply("picture where none was promised");
  if (outcome === FLAG_ERROR) return { kind: "error", viewport, seq, ...readError(bytes) };
  if (outcome === FLAG_SKIPPED) {
    if (bytes.length > 0) throw new BadReply("bytes after a skipped reply");
    return { kind: "skipped", viewport, seq };
  }
  const media = MEDIA[codec];
  if (!media) throw new BadReply("unknown codec");
  if (width === 0 || height === 0) throw new BadReply("picture without size");
  if (bytes.length === 0) throw new BadReply("picture without bytes");
  const marks = readMarks(view);
  if (marks.length === 0) throw new BadReply("picture without mark");
  return {
    kind: "picture",
    viewport,
    seq,
    media,
    lossless: (flags & FLAG_FINAL) !== 0,
    width,
    height,
    loadUs: view.getUint32(12, true),
    renderUs: view.getUint32(16, true),
    encodeUs: view.getUint32(20, true),
    fetchUs: view.getUint32(24, true),
    openUs: view.getUint32(28, true),
    decodeUs: view.getUint32(32, true),
    marks,
    bytes,
  };
}
