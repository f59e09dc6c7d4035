"""The fast header reader: wanted elements of a data set up to its pixels, bounded in depth, elements and bytes.

Reads implicit and explicit VR in both byte orders (PS3.5 section 7). What it is not sure of it declines: `careful` reads that.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from struct import Struct

from diaphane.base.errors import BadInput, TooLarge
from diaphane.dicom import tags as t
from diaphane.dicom.charset import Charset
from diaphane.dicom.header import Header
from diaphane.ingest.heads import HEADS, ITEM, ITEM_END, SEQUENCE_END, UNDEFINED, Declined, Heads

DEEPEST = 32
"""Sequences inside each other. Real objects stay below 10."""
MOST_ELEMENTS = 3_000_000
"""Elements and items read of one header. An enhanced object of 10,000 frames has about 600,000."""
LONGEST_WANTED = 1 << 16
"""Bytes of an element that becomes a fact; `_LARGE` ones may be longer."""

_PIXELS = frozenset({t.PIXELS, t.FLOAT_PIXELS, t.DOUBLE_PIXELS})
_LARGE = frozenset({t.ENCAPSULATED_DOCUMENT, t.EXTENDED_OFFSETS, t.EXTENDED_LENGTHS, t.FRAME_TIME_VECTOR})
_STOPS = _PIXELS | t.WANTED | t.SEQUENCES | {ITEM, ITEM_END, SEQUENCE_END}
_SPECIAL = _PIXELS | _LARGE | t.SEQUENCES | {ITEM, ITEM_END, SEQUENCE_END}


@dataclass(frozen=True, slots=True)
class Encoding:
    """How elements are written."""

    explicit: bool = True
    little: bool = True


@dataclass(frozen=True, slots=True)
class Scan:
    """The wanted elements, and where the pixels are.

    `pixels` is the offset of the pixel element's tag (the data's length if there is none), `pixel_tag` that tag or 0,
    `pixel_value` the offset of its value and `pixel_length` the length it says (`UNDEFINED` = fragments).
    """

    header: Header
    pixels: int
    pixel_tag: int = 0
    pixel_value: int = 0
    pixel_length: int = 0


def scan(data: bytes, start: int, encoding: Encoding) -> Scan:
    """Read the data set that begins at `start`.

    Raises `Declined` for what the standard forbids, `BadInput` (`ingest.truncated`) where the bytes end inside an element,
    `TooLarge` for too deep a nesting or too many elements.
    """
    reader = _Reader(data, encoding)
    scope = _Scope(encoding.explicit)
    try:
        end = reader.elements(start, len(data), scope)
    except struct.error:
        raise truncated() from None
    header = Header(scope.values, scope.items, little_endian=encoding.little)
    return Scan(header, end, *reader.pixels)


def truncated() -> BadInput:
    """The refusal of a file whose header is cut off."""
    return BadInput("ingest.truncated", "The file ends in the middle of its header: it was cut off. Send it again from its source.")


class _Plain:
    """What the inline loops go by, for one byte order: tags as one 32-bit number just as it is read, so nothing is put together."""

    def __init__(self, *, little: bool) -> None:
        order = "<" if little else ">"
        self.explicit = Struct(order + "I2sH").unpack_from
        self.implicit = Struct(order + "II").unpack_from
        self.long = Struct(order + "I").unpack_from

        def read(tag: int) -> int:
            return (tag & 0xFFFF) << 16 | tag >> 16 if little else tag

        self.wanted = {read(tag): tag for tag in t.WANTED - _SPECIAL}
        self.special = frozenset(map(read, _SPECIAL))


_PLAIN = {True: _Plain(little=True), False: _Plain(little=False)}
_SHORT = frozenset(vr for vr, head in HEADS.items() if head == 8)
_LONG = frozenset(vr for vr, head in HEADS.items() if head == 12)
_NOTHING: dict[int, int] = {}


class _Scope:
    """A data set or an item being read. `open`: it has no length and ends with a delimiter; `keep`: it holds facts."""

    __slots__ = ("depth", "explicit", "items", "keep", "open", "outer", "values")

    def __init__(self, explicit: bool, depth: int = 0, *, keep: bool = True, open_end: bool = False, outer: Charset = ()) -> None:  # noqa: FBT001 (one of two encodings, named at every call)
        self.explicit = explicit
        self.depth = depth
        self.keep = keep
        self.open = open_end
        self.outer = outer
        self.values: dict[int, bytes] = {}
        self.items: dict[int, list[Header]] = {}

    @property
    def charset(self) -> Charset:
        """The character set that items inside inherit."""
        return Header(self.values, outer=self.outer).charset


class _Reader:
    """One pass over one header."""

    def __init__(self, data: bytes, encoding: Encoding) -> None:
        self.data = data
        self.little = encoding.little
        self.heads = Heads(data, little=encoding.little)
        self.order = _PLAIN[encoding.little]
        self.ticks = iter(range(MOST_ELEMENTS))  # shared by all loops: bounds the whole header
        self.pixels = (0, 0, 0)

    def elements(self, at: int, end: int, scope: _Scope) -> int:
        """Read elements from `at` to `end`, to the item's end or, outside of items, to the pixels. Where it stopped."""
        if scope.depth > DEEPEST:
            raise TooLarge("ingest.too_deep", f"The header has more than {DEEPEST} sequences inside each other: no real object has.")
        head, run = (self.heads.explicit, self.run_explicit) if scope.explicit else (self.heads.implicit, self.run_implicit)
        for _ in self.ticks:
            at = run(at, end, scope)
            if at >= end:
                if at > end or scope.open:
                    raise truncated()
                return at
            tag, vr, value, length = head(at)
            if tag not in _STOPS and length != UNDEFINED:
                at = value + length
            elif tag == ITEM_END or (tag in _PIXELS and not scope.depth):
                return self.close(at, tag, value, length, scope)
            else:
                at = self.take(tag, vr, value, length, end, scope)
        raise _too_many()

    def run_explicit(self, at: int, end: int, scope: _Scope) -> int:
        """Keep or step over plain explicit VR elements, inline because nearly all are; where the first other one is."""
        data, unpack, special, values = self.data, self.order.explicit, self.order.special, scope.values
        wanted = (self.order.wanted if scope.keep else _NOTHING).get
        for _ in self.ticks:
            if at >= end:
                break
            key, vr, length = unpack(data, at)
            if vr in _SHORT:
                value = at + 8
                at = value + length
                if (tag := wanted(key)) is not None:
                    values[tag] = data[value:at]
            elif vr in _LONG and key not in special and wanted(key) is None:
                (length,) = self.order.long(data, at + 8)
                if length == UNDEFINED:
                    break
                at += 12 + length
            else:
                break
        return at

    def run_implicit(self, at: int, end: int, scope: _Scope) -> int:
        """The same of implicit VR elements."""
        data, unpack, special, values = self.data, self.order.implicit, self.order.special, scope.values
        wanted = (self.order.wanted if scope.keep else _NOTHING).get
        for _ in self.ticks:
            if at >= end:
                break
            key, length = unpack(data, at)
            if length == UNDEFINED or key in special:
                break
            value = at + 8
            at = value + length
            if (tag := wanted(key)) is not None and length <= LONGEST_WANTED:
                values[tag] = data[value:at]
        return at

    def close(self, at: int, tag: int, value: int, length: int, scope: _Scope) -> int:
        """The end of an item or of the header: where reading goes on."""
        if tag == ITEM_END:
            if not scope.open:
                raise Declined
            return value
        self.pixels = (tag, value, length)
        return at

    def take(self, tag: int, vr: bytes, value: int, length: int, end: int, scope: _Scope) -> int:
        """Keep a wanted element, or step over a value of undefined length. Where the next element is."""
        if length == UNDEFINED:
            return self.undefined(tag, vr, value, end, scope)
        after = value + length
        if after > end:
            raise truncated()
        if tag in t.SEQUENCES:
            if scope.keep:
                inner = _Scope(scope.explicit and vr != b"UN", scope.depth + 1, outer=scope.charset)
                scope.items[tag] = self.sequence(value, after, inner)[0]
        elif tag >> 16 == 0xFFFE:
            raise Declined
        elif scope.keep and (length <= LONGEST_WANTED or tag in _LARGE):
            scope.values[tag] = self.data[value:after]
        return after

    def undefined(self, tag: int, vr: bytes, value: int, end: int, scope: _Scope) -> int:
        """Read or step over a value without a length: a sequence, or fragments of an icon's pixels (PS3.5 7.5, A.4)."""
        if vr in {b"OB", b"OW"}:
            return self.fragments(value, end)
        if vr not in {b"SQ", b"UN", b""} or tag >> 16 == 0xFFFE:
            raise Declined
        keep = scope.keep and tag in t.SEQUENCES
        # UN of undefined length holds implicit VR items whatever is around it (PS3.5 6.2.2, note 4).
        inner = _Scope(scope.explicit and vr == b"SQ", scope.depth + 1, keep=keep, open_end=True, outer=scope.charset if keep else ())
        found, after = self.sequence(value, end, inner)
        if keep:
            scope.items[tag] = found
        return after

    def sequence(self, at: int, end: int, scope: _Scope) -> tuple[list[Header], int]:
        """The items from `at` to `end` or, if the scope is open, to the delimiter; and where reading goes on."""
        found: list[Header] = []
        for _ in self.ticks:
            if at >= end:
                if at > end or scope.open:
                    raise truncated()
                return found, at
            tag, _, value, length = self.heads.implicit(at)
            if tag == SEQUENCE_END and scope.open:
                return found, value
            if tag != ITEM:
                raise Declined
            stop = end if length == UNDEFINED else value + length
            if stop > end:
                raise truncated()
            if length != UNDEFINED and not scope.keep:
                at = stop
                continue
            item = _Scope(scope.explicit, scope.depth, keep=scope.keep, open_end=length == UNDEFINED, outer=scope.outer)
            at = self.elements(value, stop, item)
            if scope.keep:
                found.append(Header(item.values, item.items, little_endian=self.little, outer=scope.outer))
        raise _too_many()

    def fragments(self, at: int, end: int) -> int:
        """Step over fragments to behind their delimiter."""
        for _ in self.ticks:
            tag, _, value, length = self.heads.implicit(at)
            if tag == SEQUENCE_END:
                return value
            if tag != ITEM or length == UNDEFINED:
                raise Declined
            at = value + length
            if at > end:
                raise truncated()
        raise _too_many()


def _too_many() -> TooLarge:
    return TooLarge("ingest.too_many_elements", f"The header has more than {MOST_ELEMENTS:,} elements: no real object has.")
