"""The file around a data set: preamble, file meta group, transfer syntax, deflate (PS3.10 section 7, PS3.5 A.5)."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from struct import Struct

from diaphane.base.errors import BadInput, TooLarge
from diaphane.base.settings import Limits
from diaphane.dicom import tags as t
from diaphane.dicom.syntaxes import EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE
from diaphane.ingest.heads import HEADS
from diaphane.ingest.scan import Encoding, truncated
from diaphane.model.sealed import Buffer

_PREAMBLE = 128
_HEAD = Struct("<HH2sH").unpack_from
_IMPLICIT_HEAD = Struct("<HHI").unpack_from
_LONG = Struct("<I").unpack_from
_FIRST_GROUPS = frozenset({0x0002, 0x0004, 0x0008})
_SMALL_RATIO_BYTES = 1 << 20
_MOST_META = 64
_META_UIDS = frozenset({t.TRANSFER_SYNTAX & 0xFFFF, t.MEDIA_STORAGE_SOP_CLASS & 0xFFFF})
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a file's data set begins and what the file meta group says. `transfer_syntax` is "" where it says none.

    `marked`: the file says itself that it is DICOM, by `DICM` or a file meta group.
    """

    dataset: int
    marked: bool
    transfer_syntax: str = ""
    sop_class: str = ""


def open_envelope(data: Buffer) -> Envelope | None:
    """The envelope of a DICOM file with or without preamble and file meta group; None for what does not begin like DICOM.

    The group length is not believed: meta elements are read one by one. Raises `BadInput` (`ingest.truncated`).
    """
    if data[_PREAMBLE : _PREAMBLE + 4] == b"DICM":
        return _meta(data, _PREAMBLE + 4)
    if data[:4] == b"DICM":
        return _meta(data, 4)
    if _first_group(data, 0) == 0x0002:
        return _meta(data, 0)
    return Envelope(0, marked=False) if encoding_at(data, 0) is not None else None


def _first_group(data: Buffer, at: int) -> int:
    """The group of an explicit little-endian element at `at`, -1 if there is none."""
    if len(data) < at + 8:
        return -1
    group, _, vr, _ = _HEAD(data, at)
    return int(group) if vr in HEADS else -1


def _meta(data: Buffer, at: int) -> Envelope:
    """Read file meta elements from `at` (explicit VR little endian, PS3.10 7.1) until another group begins."""
    found: dict[int, str] = {}
    end = len(data)
    for _ in range(_MOST_META):
        if at + 8 > end:
            break
        group, element, vr, length = _HEAD(data, at)
        head = HEADS.get(vr)
        if group != 0x0002 or head is None:
            break
        value = at + head
        if head == 12:
            if value > end:
                raise truncated()
            (length,) = _LONG(data, at + 8)
        at = value + length
        if at > end:
            raise truncated()
        if element in _META_UIDS:
            found[element] = bytes(data[value : min(at, value + 128)]).decode("ascii", "replace").strip(" \0")
    return Envelope(at, marked=True, transfer_syntax=found.get(0x0010, ""), sop_class=found.get(0x0002, ""))


def encoding_at(data: Buffer, at: int) -> Encoding | None:
    """How the data set at `at` is written, by its first element; None if nothing DICOM begins there.

    A data set begins with the lowest group; explicit VR shows its two letters; implicit VR is believed only if the value fits and is
    short, as the first elements of group 8 are.
    """
    if len(data) < at + 8:
        return None
    group, element, vr, _ = _HEAD(data, at)
    little = group in _FIRST_GROUPS
    if not little and int.from_bytes(data[at : at + 2], "big") not in _FIRST_GROUPS:
        return None
    if vr in HEADS:
        return Encoding(explicit=True, little=little)
    length = _IMPLICIT_HEAD(data, at)[2]
    if little and element < 0x2000 and length < 1024 and at + 8 + length <= len(data):
        return Encoding(explicit=False, little=True)
    return None


def guessed_syntax(encoding: Encoding) -> str:
    """The native transfer syntax of an encoding, for files that do not say theirs."""
    if not encoding.explicit:
        return IMPLICIT_LITTLE
    return EXPLICIT_LITTLE if encoding.little else EXPLICIT_BIG


def inflate(data: Buffer, start: int, limits: Limits) -> bytes:
    """The data set of a deflated file (raw RFC 1951), counted while it grows.

    Raises `TooLarge` (`ingest.bomb`) beyond `limits.file_bytes` or, above 1 MiB, `limits.zip_ratio` times the compressed size;
    `BadInput` (`ingest.deflate`) for bytes that do not inflate.
    """
    packed = memoryview(data)[start:]
    most = min(limits.file_bytes, max(_SMALL_RATIO_BYTES, limits.zip_ratio * len(packed)))
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces: list[bytes] = []
    size = 0
    rest: Buffer = packed
    try:
        while rest and not engine.eof:
            piece = engine.decompress(rest, _PIECE)
            size += len(piece)
            if size > most:
                raise TooLarge("ingest.bomb", f"The deflated file grows beyond {most:,} bytes: far more than a picture would.")
            pieces.append(piece)
            rest = engine.unconsumed_tail
    except zlib.error:
        raise BadInput("ingest.deflate", "The deflated part of the file is damaged. Send it again from its source.") from None
    return b"".join(pieces)
