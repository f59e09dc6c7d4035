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
/** Above this the digest is made piece by piece: the browser's own digest wants the whole file in memory. */
const WHOLE_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 8 * 1024 * 1024;

async function head(file: Blob): Promise<{ kind: Kind; header: Header | null }> {
  for (let length = Math.min(FIRST_BYTES, file.size); ; length = Math.min(length * 8, file.size)) {
    const bytes = new Uint8Array(await file.slice(0, length).arrayBuffer());
    if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) return { kind: "zip", header: null };
    try {
      const header = readHeader(bytes);
      return header === "dicomdir" ? { kind: "dicomdir", header: null } : { kind: "dicom", header };
    } catch (error) {
      if (error instanceof NotDicom) return { kind: "document", header: null };
      if (!(error instanceof NeedsMore)) throw error;
      if (length >= file.size) return { kind: "dicom", header: null };
    }
  }
}

async function digest(file: Blob): Promise<string> {
  if (file.size <= WHOLE_BYTES) return bytesToHex(new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())));
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += PIECE_BYTES) hash.update(new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer()));
  return bytesToHex(hash.digest());
}

/** Kind, header values and SHA-256 of a file. `known` is the digest of an earlier scan of the same bytes. */
export async function scan(file: Blob, known: string | undefined): Promise<ScanResult> {
  const seen = await head(file);
  return { ...seen, sha256: known ?? (await digest(file)) };
}
