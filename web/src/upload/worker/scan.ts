/** Looks at one file: what it is, what its header says, and the digest of its bytes. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Header, Kind } from "../types";
import { NeedsMore, NotDicom, readHeader } from "./header";

export interface ScanResult {
  kind: Kind;
  header: Header | null;
  sha256: string;
}

const FIRST_BYTES = 64 * 1024;
/** Up to here a file is read once for header and digest: each reading of a part costs a round trip inside of the browser. */
const ONCE_BYTES = 4 * 1024 * 1024;
/** Above this the digest is made piece by piece: the browser's own digest wants the whole file in memory. */
const WHOLE_BYTES = 16 * 1024 * 1024;
const PIECE_BYTES = 8 * 1024 * 1024;

/** Bytes of a file from `start` up to `end`. */
type Read = (start: number, end: number) => Promise<Uint8Array<ArrayBuffer>>;

async function head(size: number, read: Read): Promise<{ kind: Kind; header: Header | null }> {
  for (let length = Math.min(FIRST_BYTES, size); ; length = Math.min(length * 8, size)) {
    const bytes = await read(0, length);
    if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) return { kind: "zip", header: null };
    try {
      const header = readHeader(bytes);
      return header === "dicomdir" ? { kind: "dicomdir", header: null } : { kind: "dicom", header };
    } catch (error) {
      if (error instanceof NotDicom) return { kind: "document", header: null };
      if (!(error instanceof NeedsMore)) throw error;
      if (length >= size) return { kind: "dicom", header: null };
    }
  }
}

async function digest(size: number, read: Read): Promise<string> {
  if (size <= WHOLE_BYTES) return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", await read(0, size))));
  const hash = sha256.create();
  for (let at = 0; at < size; at += PIECE_BYTES) hash.update(await read(at, Math.min(at + PIECE_BYTES, size)));
  return bytesToHex(hash.digest());
}

const bytes = async (part: Blob) => new Uint8Array(await part.arrayBuffer());

/** Kind, header values and SHA-256 of a file. `known` is the digest of an earlier scan of the same bytes. */
export async function scan(file: Blob, known: string | undefined): Promise<ScanResult> {
  const whole = known === undefined && file.size <= ONCE_BYTES ? await bytes(file) : null;
  const read: Read = async (start, end) => whole?.subarray(start, end) ?? (await bytes(file.slice(start, end)));
  const seen = await head(file.size, read);
  return { ...seen, sha256: known ?? (await digest(file.size, read)) };
}
