"""The door of the room: the bytes of a file to what it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from diaphane.base.errors import BadInput
from diaphane.base.log import logger
from diaphane.base.settings import Limits
from diaphane.dicom.text import file_title
from diaphane.ingest import documents, instance, part10
from diaphane.model.instance import ClinicalDocument, DicomInstance, Ingested, Unusable
from diaphane.model.sealed import Buffer, Plain

_DEEPEST_FOLDER = 32
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file that only lists or decorates others and is not kept, with the reason in words."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Archive:
    """A ZIP: `unpack.entries` has what is in it."""

    name: str
    data: Buffer


def read_file(name: str, data: Buffer, limits: Limits) -> Ingested | Ignored | Archive:
    """What one file is. Never raises: what cannot be used comes back as `Unusable`, with its bytes and a sentence.

    `name` is where the file lay in the upload (`CD/IMAGES/IM0001`): a title and a folder to find the study by, never a path.
    """
    digest = hashlib.sha256(data).digest()
    try:
        return _read(name, data, limits, digest)
    except instance.Directory:
        return Ignored(file_title(name), "A DICOMDIR lists other files: those are taken themselves.")
    except BadInput as refused:
        return _unusable(name, data, refused, digest)
    except Exception as unexpected:  # noqa: BLE001 (the wall of the room: hostile bytes end here, and nowhere else)
        logger("ingest").error("file.unexpected", error=type(unexpected).__name__, bytes=len(data))
        return _unusable(name, data, BadInput("ingest.damaged", "The file is damaged in a way that stopped its reading."), digest)


def unusable(name: str, data: Buffer, refused: BadInput) -> Unusable:
    """What a refusal becomes: kept in quarantine with its reason."""
    return _unusable(name, data, refused, hashlib.sha256(data).digest())


def _unusable(name: str, data: Buffer, refused: BadInput, digest: bytes) -> Unusable:
    return Unusable(file_title(name), refused.code, refused.message, Plain(data), digest)


def _read(name: str, data: Buffer, limits: Limits, digest: bytes) -> DicomInstance | ClinicalDocument | Ignored | Archive:
    if len(data) > limits.file_bytes:
        raise BadInput("ingest.too_large", f"The file is larger than {limits.file_bytes:,} bytes, the most this server takes.")
    envelope = part10.open_envelope(data)
    if envelope is not None:
        try:
            return instance.read(data, envelope, limits, digest)
        except BadInput:
            if envelope.marked:
                raise
            # Without DICM or file meta the beginning may have looked like DICOM by chance: what else is it?
    if bytes(data[:4]) in _ZIPS:
        office = documents.office_zip(data)
        if office is None:
            return Archive(name, data)
        return _document(name, data, office, digest)
    what = documents.clutter(data)
    if what:
        return Ignored(file_title(name), f"It is {what}, which holds nothing of a patient.")
    return _document(name, data, documents.recognise(data), digest)


def _document(name: str, data: Buffer, found: documents.Recognised, digest: bytes) -> ClinicalDocument:
    return ClinicalDocument(file_title(name), found.kind, found.media_type, Plain(data), digest, folder(name))


def folder(name: str) -> str:
    """The folder part of an upload's name, for finding neighbours: no empty parts, no `.` or `..`, `/` between."""
    parts = [part for part in name.replace("\\", "/").split("/")[:-1] if part not in {"", ".", ".."}]
    return "/".join(parts[:_DEEPEST_FOLDER])
