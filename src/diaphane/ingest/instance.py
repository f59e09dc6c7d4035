"""A DICOM file's bytes to a validated, described instance."""

from __future__ import annotations

import hashlib

from diaphane.base.errors import BadInput
from diaphane.base.settings import Limits
from diaphane.dicom import classes, facts, uid
from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.dicom.picture import picture
from diaphane.dicom.syntaxes import SYNTAXES, TransferSyntax
from diaphane.dicom.text import file_title
from diaphane.ingest import careful, documents, frames, part10
from diaphane.ingest.heads import Declined
from diaphane.ingest.part10 import Envelope
from diaphane.ingest.scan import Encoding, Scan, scan
from diaphane.model.ids import SopUid
from diaphane.model.instance import ClinicalDocument, DicomInstance, FrameIndex, PictureFacts
from diaphane.model.sealed import Buffer, Plain

_PREFIX_BYTES = 1 << 15
_UNSHOWN = {
    "video": "It is a video: it is played as a whole, not shown as single pictures.",
    "referenced": "The pixels are on the server that made the file, not in it.",
    "jpeg-xl": "JPEG XL inside DICOM is kept and can be downloaded, but not shown yet.",
}


class Directory(Exception):
    """The file is a DICOMDIR: a list of other files, which are read themselves (PS3.10 section 8)."""


def read(data: Buffer, envelope: Envelope, limits: Limits, sha256: bytes) -> DicomInstance:
    """The instance in `data`, whose digest is `sha256`.

    Raises `BadInput` (codes `ingest.*`, `dicom.picture_size`) with the reason in words, `Directory` for a DICOMDIR.
    """
    if envelope.sop_class == classes.MEDIA_DIRECTORY:
        raise Directory
    syntax, found, body = _scan(data, envelope, limits)
    header = found.header
    sop_class, sop_uid = header.string(t.SOP_CLASS), header.string(t.SOP_UID)
    if sop_class == classes.MEDIA_DIRECTORY or (not sop_class and header.raw(t.DIRECTORY_RECORDS_OFFSET)):
        raise Directory
    _check_identity(header)
    pictured, index, reason = _picture(body, found, syntax, limits)
    if syntax.deflated and index is not None:
        index = FrameIndex(index.encapsulated, ((envelope.dataset, len(data) - envelope.dataset),))
    document, reason = _document(header, sop_class, reason)
    return DicomInstance(
        sop_uid=SopUid(sop_uid),
        sop_class=sop_class,
        transfer_syntax=syntax.uid,
        patient=facts.patient(header),
        study=facts.study(header),
        series=facts.series(header),
        data=Plain(data),
        sha256=sha256,
        pixel_offset=len(data) if syntax.deflated else found.pixels,
        frames=index,
        picture=pictured,
        not_viewable=reason,
        document=document,
    )


def _scan(data: Buffer, envelope: Envelope, limits: Limits) -> tuple[TransferSyntax, Scan, Buffer]:
    """The header, and the bytes its offsets count in (the inflated ones of a deflated file)."""
    uid_said = envelope.transfer_syntax
    syntax = SYNTAXES.get(uid_said)
    body, start = data, envelope.dataset
    if syntax is not None and syntax.deflated:
        body, start = part10.inflate(data, start, limits), 0
    seen = part10.encoding_at(body, start)
    if seen is None:
        if len(body) - start < 8:
            raise BadInput("ingest.no_dataset", "The file has a DICOM beginning, but nothing follows.")
        seen = Encoding(syntax.explicit_vr, syntax.little_endian) if syntax else Encoding()
    if syntax is None:
        # None said: the bytes tell. A private one: PS3.5 10.1 leaves only explicit VR little endian.
        guessed = part10.guessed_syntax(seen)
        syntax = SYNTAXES[guessed] if not uid_said else TransferSyntax(uid_said, "Unknown transfer syntax", "unknown")
    return syntax, _read_header(body, start, seen), body


def _read_header(body: Buffer, start: int, encoding: Encoding) -> Scan:
    """Fast if the bytes are as the standard says, else carefully. A copy of the first part is enough for most headers."""
    try:
        if isinstance(body, bytes):
            return scan(body, start, encoding)
        if len(body) > _PREFIX_BYTES:
            found = _of_prefix(bytes(body[:_PREFIX_BYTES]), start, encoding)
            if found is not None:
                return found
        return scan(bytes(body), start, encoding)
    except Declined:
        return careful.scan(body, start, encoding)


def _of_prefix(prefix: bytes, start: int, encoding: Encoding) -> Scan | None:
    """The header if the prefix holds all of it."""
    try:
        found = scan(prefix, start, encoding)
    except BadInput:
        return None
    return found if found.pixel_tag else None


_IDENTITY = (
    (t.SOP_CLASS, "SOP Class UID"),
    (t.SOP_UID, "SOP Instance UID"),
    (t.STUDY_UID, "Study Instance UID"),
    (t.SERIES_UID, "Series Instance UID"),
)


def _check_identity(header: Header) -> None:
    """Refuse what no place in the archive can be found for."""
    said = [(word, header.string(tag)) for tag, word in _IDENTITY]
    if all(uid.usable(value) for _, value in said):
        return
    missing = [word for word, value in said if not value]
    if missing:
        raise BadInput("ingest.no_identity", f"The DICOM header lacks {' and '.join(missing)}: nobody could find the object again.")
    wrong = [word for word, value in said if not uid.usable(value)]
    raise BadInput("ingest.bad_uid", f"{' and '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} not made of digits and dots.")


def _picture(body: Buffer, found: Scan, syntax: TransferSyntax, limits: Limits) -> tuple[PictureFacts | None, FrameIndex | None, str]:
    """Picture facts, frame extents, and a sentence if there is nothing to look at."""
    if not found.pixel_tag:
        if syntax.codec == "referenced":
            return None, None, _UNSHOWN["referenced"]
        return None, None, classes.no_pictures(found.header.string(t.SOP_CLASS))
    if found.pixel_length == 0:
        return None, None, "The pixel data are empty, so there is no picture to show."
    pictured = picture(found.header, lossy=syntax.lossy)
    frames.check_size(pictured, limits)
    if syntax.codec == "unknown":
        return pictured, None, f"The pixels are in an encoding that cannot be shown ({syntax.uid[:64]})."
    index = frames.index(body, found, syntax, pictured)
    return pictured, index, _UNSHOWN.get(syntax.codec, "")


def _document(header: Header, sop_class: str, reason: str) -> tuple[ClinicalDocument | None, str]:
    """The document inside an encapsulated one (PS3.3 C.24), its kind by its bytes; and why there is no picture."""
    value = header.raw(t.ENCAPSULATED_DOCUMENT)
    if not value:
        return None, reason
    said = header.unsigned_longs(t.ENCAPSULATED_DOCUMENT_LENGTH)
    content = value[: said[0]] if said and 0 < said[0] <= len(value) else value.removesuffix(b"\0")
    try:
        kind = documents.recognise(content)
    except BadInput as refused:
        return None, f"The document inside cannot be used. {refused.message}"
    title = header.text(t.DOCUMENT_TITLE) or header.text(t.SERIES_DESCRIPTION) or classes.name(sop_class)
    return ClinicalDocument(file_title(title), kind.kind, kind.media_type, Plain(content), hashlib.sha256(content).digest()), reason
