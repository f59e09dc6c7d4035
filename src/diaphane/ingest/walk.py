"""Every element of a header, in order, for the tag browser: bounded in lines and depth, and never failing on odd bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from diaphane.base.errors import BadInput
from diaphane.base.settings import Limits
from diaphane.dicom import tags as t
from diaphane.dicom.charset import Charset
from diaphane.dicom.header import Header
from diaphane.dicom.listing import Element, TagLine, item_line, line, sequence_line, vr_of
from diaphane.dicom.syntaxes import SYNTAXES
from diaphane.ingest import part10
from diaphane.ingest.heads import ITEM, ITEM_END, SEQUENCE_END, UNDEFINED, Declined, Heads
from diaphane.ingest.scan import DEEPEST, Encoding
from diaphane.model.sealed import Buffer

MOST_LINES = 20_000
_MOST_VALUE = 1 << 16
_PIXELS = frozenset({t.PIXELS, t.FLOAT_PIXELS, t.DOUBLE_PIXELS})


def tag_lines(data: Buffer, limits: Limits) -> tuple[TagLine, ...]:
    """The elements of a DICOM file (or of its first `pixel_offset` bytes), file meta first, the pixels left out.

    At most `MOST_LINES`; where the bytes are irregular the list ends with a line that says so. Raises `BadInput` for what is no DICOM.
    """
    envelope = part10.open_envelope(data)
    if envelope is None:
        raise BadInput("ingest.unknown_format", "The file is no DICOM file, so it has no tags.")
    body = bytes(data)
    found: list[TagLine] = []
    try:
        if envelope.marked:
            meta = 0 if body[:2] == b"\x02\0" else body.index(b"DICM") + 4
            _collect(found, _Walk(body, Encoding()).elements(meta, envelope.dataset, _Scope(explicit=True)))
        syntax = SYNTAXES.get(envelope.transfer_syntax)
        start = envelope.dataset
        if syntax is not None and syntax.deflated:
            body, start = part10.inflate(body, start, limits), 0
        said = Encoding(syntax.explicit_vr, syntax.little_endian) if syntax else Encoding()
        encoding = part10.encoding_at(body, start) or said
        _collect(found, _Walk(body, encoding).elements(start, len(body), _Scope(explicit=encoding.explicit)))
    except (Declined, struct.error):
        found.append(TagLine("", "", "The rest is irregular and cannot be listed", "", 0, "", 0))
    return tuple(found)


def _collect(found: list[TagLine], lines: Iterator[TagLine]) -> None:
    for one in lines:
        if len(found) >= MOST_LINES:
            found.append(TagLine("", "", f"Only the first {MOST_LINES:,} elements are listed", "", 0, "", 0))
            return
        found.append(one)


class _Scope:
    """A data set or an item being listed."""

    __slots__ = ("charset", "creators", "depth", "explicit")

    def __init__(self, *, explicit: bool, depth: int = 0, charset: Charset = ()) -> None:
        self.explicit = explicit
        self.depth = depth
        self.charset = charset
        self.creators: dict[int, str] = {}


class _Walk:
    """One pass over one header."""

    def __init__(self, data: bytes, encoding: Encoding) -> None:
        self.data = data
        self.little = encoding.little
        self.heads = Heads(data, little=encoding.little)
        self.at = 0

    def elements(self, at: int, end: int, scope: _Scope) -> Iterator[TagLine]:
        """Lines of the elements from `at`; `self.at` is where they ended."""
        if scope.depth > DEEPEST:
            raise Declined
        self.at = at
        while self.at < end:
            at = self.at
            tag, vr, value, length = self.heads.explicit(at) if scope.explicit else self.heads.implicit(at)
            if tag == ITEM_END:
                self.at = value
                return
            if tag in _PIXELS and not scope.depth:
                return
            creator = scope.creators.get(tag >> 8, "")
            name = vr.decode() if vr else vr_of(tag, creator)
            if name == "SQ" or (length == UNDEFINED and name in {"UN", ""}):
                inner = _Scope(explicit=scope.explicit and vr == b"SQ", depth=scope.depth + 1, charset=scope.charset)
                yield sequence_line(tag, scope.depth, creator=creator)
                yield from self.items(value, end if length == UNDEFINED else value + length, length == UNDEFINED, inner)
            else:
                yield self.plain(Element(tag, name, b"", scope.depth, creator), value, length, end, scope)

    def plain(self, element: Element, value: int, length: int, end: int, scope: _Scope) -> TagLine:
        """The line of an element that is no sequence."""
        if length == UNDEFINED or value + length > end:
            raise Declined
        self.at = value + length
        raw = self.data[value : min(self.at, value + _MOST_VALUE)]
        if element.tag == t.SPECIFIC_CHARACTER_SET:
            scope.charset = Header({element.tag: raw}).charset
        if element.tag >> 16 & 1 and 0x10 <= element.tag & 0xFFFF <= 0xFF:
            # A private creator reserves the block gggg,xx00-xxFF for itself (PS3.5 7.8.1).
            scope.creators[(element.tag & 0xFFFF0000 | (element.tag & 0xFF) << 8) >> 8] = raw.decode("ascii", "replace").strip(" \0")
        whole = Element(element.tag, element.vr, raw, element.depth, element.creator)
        return line(whole, scope.charset, little_endian=self.little, size=length)

    def items(self, at: int, end: int, open_end: bool, scope: _Scope) -> Iterator[TagLine]:  # noqa: FBT001 (whether a delimiter ends it)
        """The lines of a sequence's items."""
        number = 0
        while at < end:
            item, _, value, size = self.heads.implicit(at)
            if item == SEQUENCE_END and open_end:
                at = value
                break
            if item != ITEM:
                raise Declined
            number += 1
            yield item_line(number, scope.depth)
            stop = end if size == UNDEFINED else value + size
            yield from self.elements(value, stop, _Scope(explicit=scope.explicit, depth=scope.depth, charset=scope.charset))
            at = self.at if size == UNDEFINED else stop
        self.at = at
