"""The header of a DICOM file as the DICOM JSON Model (PS3.18 F), without file meta, group lengths, pixels and other bulk data."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Any

import orjson

from diaphane.base.errors import BadInput, TooLarge
from diaphane.base.settings import Limits
from diaphane.dicom import json_value
from diaphane.dicom import tags as t
from diaphane.dicom.charset import Charset
from diaphane.dicom.header import Header
from diaphane.dicom.listing import vr_of
from diaphane.dicom.syntaxes import SYNTAXES
from diaphane.ingest import part10
from diaphane.ingest.heads import ITEM, ITEM_END, SEQUENCE_END, UNDEFINED, Declined, Heads
from diaphane.ingest.scan import DEEPEST, MOST_ELEMENTS, Encoding
from diaphane.model.sealed import Buffer

_PIXELS = frozenset({t.PIXELS, t.FLOAT_PIXELS, t.DOUBLE_PIXELS})
_MOST_VALUE = 1 << 20
_UTF8 = {"vr": "CS", "Value": ["ISO_IR 192"]}
_REPRESENTATION = 0x00280103
_LIKE_PIXELS = frozenset({0x00280106, 0x00280107, 0x00280108, 0x00280109, 0x00280110, 0x00280111, 0x00280120, 0x00280121})
"""US or SS, whichever the pixels are: smallest, largest and padding values (PS3.5 A.1 note)."""
Object = dict[str, Any]


def as_json(data: Buffer, limits: Limits) -> bytes:
    """The JSON object of a Part 10 file, or of its beginning up to the pixels, in UTF-8.

    Irregular bytes end it early; what was read by then stays. Raises `BadInput` for what is no DICOM at all.
    """
    envelope = part10.open_envelope(data)
    if envelope is None:
        raise BadInput("ingest.unknown_format", "The file is no DICOM file, so it has no metadata.")
    body, start = bytes(data), envelope.dataset
    syntax = SYNTAXES.get(envelope.transfer_syntax)
    if syntax is not None and syntax.deflated:
        body, start = part10.inflate(body, start, limits), 0
    said = Encoding(syntax.explicit_vr, syntax.little_endian) if syntax else Encoding()
    encoding = part10.encoding_at(body, start) or said
    found: Object = {}
    _Walk(body, encoding).whole(start, found, explicit=encoding.explicit)
    return orjson.dumps(dict(sorted(found.items())))


_known_vr = lru_cache(8192)(vr_of)


class _Walk:
    """One pass over one header; `at` is where it is."""

    def __init__(self, data: bytes, encoding: Encoding) -> None:
        self.data = data
        self.little = encoding.little
        self.heads = Heads(data, little=encoding.little)
        self.left = MOST_ELEMENTS
        self.signed = False

    def whole(self, at: int, found: Object, *, explicit: bool) -> None:
        try:
            self.elements(at, len(self.data), found, explicit=explicit)
        except (Declined, struct.error):
            return

    def elements(self, at: int, end: int, found: Object, *, explicit: bool, outer: Charset = (), depth: int = 0) -> int:
        """Read elements into `found`; returns where they ended."""
        if depth > DEEPEST:
            raise Declined
        creators: dict[int, str] = {}
        charset = outer
        while at < end:
            tag, vr, value, length = self.heads.explicit(at) if explicit else self.heads.implicit(at)
            if tag == ITEM_END:
                return value
            if tag in _PIXELS and not depth:
                return at
            name = self.vr(tag, vr, creators)
            key = f"{tag:08X}"
            if name == "SQ" or (length == UNDEFINED and name in {"UN", ""}):
                items: list[Object] = []
                inner = explicit and vr == b"SQ"
                at = self.items(value, end if length == UNDEFINED else value + length, items, (inner, charset, depth + 1), length)
                found[key] = {"vr": "SQ", "Value": items} if items else {"vr": "SQ"}
                continue
            if length == UNDEFINED or value + length > end:
                raise Declined
            at = value + length
            raw = self.data[value : min(at, value + _MOST_VALUE)]
            charset = self.plain(tag, name, raw, charset, found)
            if tag >> 16 & 1 and 0x10 <= tag & 0xFFFF <= 0xFF:
                creators[(tag & 0xFFFF0000 | (tag & 0xFF) << 8) >> 8] = raw.decode("ascii", "replace").strip(" \0")
        return at

    def items(self, at: int, end: int, found: list[Object], scope: tuple[bool, Charset, int], length: int) -> int:
        """Read a sequence's items into `found`; returns where they ended."""
        explicit, charset, depth = scope
        while at < end:
            tag, _, value, size = self.heads.implicit(at)
            if tag == SEQUENCE_END and length == UNDEFINED:
                return value
            if tag != ITEM:
                raise Declined
            self._count()
            one: Object = {}
            found.append(one)
            stop = end if size == UNDEFINED else value + size
            ended = self.elements(value, stop, one, explicit=explicit, outer=charset, depth=depth)
            at = ended if size == UNDEFINED else stop
        return at

    def plain(self, tag: int, name: str, raw: bytes, charset: Charset, found: Object) -> Charset:
        """Put an element that is no sequence into `found`; returns the character set that holds after it."""
        self._count()
        if tag == t.SPECIFIC_CHARACTER_SET:
            found[f"{tag:08X}"] = _UTF8
            return Header({tag: raw}).charset
        if tag == _REPRESENTATION:
            self.signed = b"\1" in raw[:2]
        if tag & 0xFFFF and tag >> 16 > 2:
            found[f"{tag:08X}"] = json_value.element(name, raw, charset, little_endian=self.little)
        return charset

    def vr(self, tag: int, vr: bytes, creators: dict[int, str]) -> str:
        """What the file says, or else PS3.6: a known element that somebody passed on as UN has its own VR back (PS3.5 6.2.2)."""
        if vr and vr != b"UN":
            return vr.decode()
        name = _known_vr(tag, creators.get(tag >> 8, ""))
        return "SS" if self.signed and tag in _LIKE_PIXELS else name

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooLarge("ingest.header_size", f"The header has more than {MOST_ELEMENTS:,} elements.")
