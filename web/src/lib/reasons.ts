/** Why a file cannot be used, in the reader's language: the server's own sentence in English, its stable code's elsewhere. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

const BY_CODE: Record<string, MessageDescriptor> = {
  "dicom.picture_size": msg`The header says nothing usable about the size or the number of its pictures.`,
  "document.pending": msg`This document is safe and waits for the end of its upload: then it is placed with the study it lies beside.`,
  "document.which_study": msg`This document lies beside no study, or beside several: nobody can know whose it is. Upload it again in its study's folder.`,
  "upload.conflict": msg`Another object with the same SOP Instance UID, or of the same series in another study, is here already. Both are kept.`,
  "ingest.archive": msg`It is an archive of another kind. Only ZIP archives are unpacked: unpack it first, then upload the files.`,
  "ingest.bad_uid": msg`A UID of the DICOM header is not made of digits and dots.`,
  "ingest.bomb": msg`Unpacked, it grows far beyond what a picture or document would: it is not unpacked.`,
  "ingest.damaged": msg`The file is damaged: its DICOM header cannot be read.`,
  "ingest.deflate": msg`The deflated part of the file is damaged. Send it again from its source.`,
  "ingest.doctype": msg`The XML declares a document type or entities, which can make readers fetch or expand other data.`,
  "ingest.empty": msg`The file is empty.`,
  "ingest.fragments": msg`The fragments of the compressed pixels are damaged, or are not what the header says.`,
  "ingest.header_size": msg`The DICOM header is irregular and too long to be read.`,
  "ingest.no_dataset": msg`The file has a DICOM beginning, but nothing follows.`,
  "ingest.no_identity": msg`The DICOM header lacks a UID that it must have: nobody could find the object again.`,
  "ingest.picture_size": msg`The pictures are larger than this server decodes.`,
  "ingest.pixels_short": msg`Pixels are missing: the file was cut off. Send it again from its source.`,
  "ingest.presentation": msg`The presentation state is damaged or too large and cannot be read.`,
  "ingest.program": msg`It is a program or a script: programs are not kept among clinical documents.`,
  "ingest.too_deep": msg`The DICOM header nests too many sequences in each other.`,
  "ingest.too_large": msg`The file is larger than this server takes.`,
  "ingest.too_many_elements": msg`The DICOM header has more elements than this server reads.`,
  "ingest.truncated": msg`The file ends in the middle of its header: it was cut off. Send it again from its source.`,
  "ingest.unknown_format": msg`The file is neither DICOM nor a document of a known kind.`,
  "ingest.upload_bytes": msg`Unpacked, the upload holds more bytes than this server takes at once.`,
  "ingest.upload_files": msg`Unpacked, the upload holds more files than this server takes at once.`,
  "ingest.web_page": msg`It is a web page or a drawing that can hold scripts: such files are not kept among documents.`,
  "ingest.zip_damaged": msg`The ZIP archive is damaged or not complete. Make it again, or upload the files without it.`,
  "ingest.zip_depth": msg`There are too many ZIP archives inside each other.`,
  "ingest.zip_encrypted": msg`The ZIP archive is locked with a password: unpack it first, then upload the files.`,
  "ingest.zip_entry": msg`This file is damaged inside the ZIP archive: it does not match its size or checksum.`,
  "ingest.zip_link": msg`It is a link to another file, not a file: links are not followed.`,
  "ingest.zip_method": msg`The ZIP archive is compressed in an unusual way: make it again with the usual one (Deflate).`,
};

/** `sentence`: what the server says, exact and in English; kept for codes that are not known here. */
export function reasonIn(i18n: I18n, code: string, sentence: string): string {
  const known = i18n.locale === "en" ? undefined : BY_CODE[code];
  return known ? i18n._(known) : sentence;
}
