/** Words of the upload: what was picked, what its header said, what the server answered. */

/** A file as it was picked: where it lay below the dropped folder, and its bytes. */
export interface Picked {
  /** Path below what was dropped, `/`-separated. Stays on this machine and in request bodies. */
  path: string;
  file: File;
}

/** The few header values that name a patient, a study and a series (PS3.3 C.7.1.1, C.7.2.1, C.7.3.1). */
export interface Header {
  patientName: string;
  patientId: string;
  birthDate: string;
  studyUid: string;
  studyDate: string;
  studyDescription: string;
  modality: string;
  seriesUid: string;
  sopUid: string;
}

export type Kind = "dicom" | "dicomdir" | "zip" | "document";

/** A picked file after the worker read it. `header` is null where the browser cannot read it; the server decides. */
export interface Scanned extends Picked {
  kind: Kind;
  header: Header | null;
  /** SHA-256 of all bytes, lower-case hex. */
  sha256: string;
}

export type Outcome = "stored" | "already_there" | "quarantined" | "conflict" | "ignored" | "unpacked";

/** What the server did with one file. */
export interface FileResult {
  index: number;
  outcome: Outcome;
  code?: string | null;
  message?: string | null;
  study_uid?: string | null;
  children?: { name: string; outcome: Outcome; code?: string | null; message?: string | null }[] | null;
}

/** Counts and reasons of a whole upload, as the server keeps them. */
export interface UploadSummary {
  upload_id: string;
  files: number;
  missing: number[];
  counts: Record<string, number>;
  studies: string[];
  finished: boolean;
  quarantined?: { name: string; reason_code: string; reason: string }[];
}

/** Answer to a manifest: what the server lacks and how it wants it. */
export interface UploadTicket {
  upload_id: string;
  missing: number[];
  batch_bytes: number;
  part_bytes: number;
}
