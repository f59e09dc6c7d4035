"""What decoding needs from a header: a fast scan of the top level, pydicom for headers that break the rules.

Only elements of `WANTED` are kept, sequences other than the two LUT sequences are stepped over. Runs inside a decoder's jail.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from struct import Struct

import pydicom
from pydicom.dataelem import RawDataElement

from diaphane.base.errors import BadInput
from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.dicom.syntaxes import TransferSyntax

PIXEL_PADDING, PADDING_LIMIT = 0x00280120, 0x00280121
PLANAR, BITS_STORED, HIGH_BIT, PIXEL_REPRESENTATION = 0x00280006, 0x00280101, 0x00280102, 0x00280103
PALETTE_DESCRIPTORS = (0x00281101, 0x00281102, 0x00281103)
PALETTE_DATA = (0x00281201, 0x00281202, 0x00281203)
SEGMENTED_DATA = (0x00281221, 0x00281222, 0x00281223)
MODALITY_LUT, VOI_LUT = 0x00283000, 0x00283010
LUT_DESCRIPTOR, LUT_EXPLANATION, LUT_DATA = 0x00283002, 0x00283003, 0x00283006
PRESENTATION_SHAPE = 0x20500020
FLOAT_PADDING, DOUBLE_PADDING = 0x00280122, 0x00280123
OVERLAY_GROUPS = tuple(range(0x60000000, 0x60200000, 0x20000))
OVERLAY_ROWS, OVERLAY_COLUMNS, OVERLAY_FRAMES, OVERLAY_ORIGIN, OVERLAY_FRAME_ORIGIN = 0x0010, 0x0011, 0x0015, 0x0050, 0x0051
OVERLAY_BIT, OVERLAY_DATA = 0x0102, 0x3000
_OVERLAY = (OVERLAY_ROWS, OVERLAY_COLUMNS, OVERLAY_FRAMES, OVERLAY_ORIGIN, OVERLAY_FRAME_ORIGIN, OVERLAY_BIT, OVERLAY_DATA)
SEQUENCES = frozenset({MODALITY_LUT, VOI_LUT})
WANTED = frozenset(
    {
        t.SPECIFIC_CHARACTER_SET, t.SAMPLES_PER_PIXEL, t.PHOTOMETRIC, t.FRAMES, t.ROWS, t.COLUMNS, t.BITS_ALLOCATED,
        t.RESCALE_SLOPE, t.RESCALE_INTERCEPT, PLANAR, BITS_STORED, HIGH_BIT, PIXEL_REPRESENTATION, PIXEL_PADDING, PADDING_LIMIT,
        FLOAT_PADDING, DOUBLE_PADDING, LUT_DESCRIPTOR, LUT_EXPLANATION, LUT_DATA, PRESENTATION_SHAPE,
        *PALETTE_DESCRIPTORS, *PALETTE_DATA, *SEGMENTED_DATA,
        *(group | element for group in OVERLAY_GROUPS for element in _OVERLAY),
    }
)  # fmt: skip
_PIXELS = frozenset({t.PIXELS, t.FLOAT_PIXELS, t.DOUBLE_PIXELS})
_UNDEFINED = 0xFFFFFFFF
_LONG = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))
_DEEPEST = 32
_MOST_ELEMENTS = 5_000_000
_ITEM_END, _SEQUENCE_END = 0xFFFEE00D, 0xFFFEE0DD


@dataclass(frozen=True, slots=True)
class Found:
    """The wanted elements, and the pixel element: its tag (0 = none), where its value begins, the length it says (`None` = fragments).

    `pixel_vr` is b"" where the file does not write VRs.
    """

    header: Header
    pixel_tag: int = 0
    value: int = 0
    length: int | None = None
    pixel_vr: bytes = b""


class _OddError(Exception):
    """The bytes are not as the standard says."""


def read_header(data: bytes, syntax: TransferSyntax, start: int | None = None) -> Found:
    """Read the data set of a Part 10 file's beginning (PS3.10 7.1; preamble and meta group may be missing) up to its pixels.

    `start` is where the data set begins, where that is known. Raises `BadInput` when even pydicom finds no sense in it.
    """
    at = _after_meta(data) if start is None else start
    try:
        return _Scan(data, explicit=syntax.explicit_vr, little=syntax.little_endian).dataset(at)
    except (_OddError, struct.error, RecursionError):
        return _careful(data, syntax, at)


def _after_meta(data: bytes) -> int:
    """Where the data set begins: after the preamble and the meta group, which is always explicit little endian."""
    at = 132 if data[128:132] == b"DICM" else 0
    while data[at : at + 2] == b"\x02\0" and data[at + 4 : at + 6].isalpha():
        long = data[at + 4 : at + 6] in _LONG
        length = int.from_bytes(data[at + 8 : at + 12] if long else data[at + 6 : at + 8], "little")
        at += (12 if long else 8) + length
    return at


class _Scan:
    """One pass over one data set."""

    def __init__(self, data: bytes, *, explicit: bool, little: bool) -> None:
        self.data = data
        self.little = little
        self.explicit = explicit
        order = "<" if little else ">"
        self.short = Struct(order + "HH2sH").unpack_from
        self.implicit = Struct(order + "HHI").unpack_from
        self.long = Struct(order + "I").unpack_from
        self.left = _MOST_ELEMENTS

    def head(self, at: int, *, explicit: bool) -> tuple[int, bytes, int, int]:
        """(tag, VR or b"", value's offset, length) of the element or item at `at`."""
        self.left -= 1
        if self.left < 0:
            raise BadInput("load.header", "The header has more elements than any real object.")
        if explicit:
            group, element, vr, length = self.short(self.data, at)
            if group != 0xFFFE:
                if vr in _LONG:
                    return group << 16 | element, vr, at + 12, self.long(self.data, at + 8)[0]
                if not vr.isalpha() or not vr.isupper():
                    raise _OddError
                return group << 16 | element, vr, at + 8, length
        group, element, length = self.implicit(self.data, at)
        return group << 16 | element, b"", at + 8, length

    def dataset(self, at: int) -> Found:
        """Elements up to the pixels, or to the end."""
        values: dict[int, bytes] = {}
        items: dict[int, list[Header]] = {}
        end = len(self.data)
        while at < end:
            tag, vr, value, length = self.head(at, explicit=self.explicit)
            if tag in _PIXELS:
                found = Header(values, items, little_endian=self.little)
                return Found(found, tag, value, None if length == _UNDEFINED else length, vr)
            if length == _UNDEFINED:
                at = self.skip_items(value, 1, explicit=self.explicit and vr != b"UN")
            else:
                at = value + length
                if at > end:
                    raise _OddError
                if tag in WANTED:
                    values[tag] = self.data[value:at]
            if tag in SEQUENCES:
                items[tag] = self.lut_items(value, at)
        return Found(Header(values, items, little_endian=self.little))

    def skip_items(self, at: int, depth: int, *, explicit: bool) -> int:
        """Step over the items of a sequence of undefined length; returns where it ends."""
        if depth > _DEEPEST:
            raise BadInput("load.header", "The header has sequences nested deeper than any real object.")
        while True:
            tag, _, value, length = self.head(at, explicit=explicit)
            if tag == _SEQUENCE_END:
                return value
            at = value + length if length != _UNDEFINED else self.skip_item(value, depth, explicit=explicit)

    def skip_item(self, at: int, depth: int, *, explicit: bool) -> int:
        """Step over the elements of an item of undefined length."""
        while True:
            tag, vr, value, length = self.head(at, explicit=explicit)
            if tag == _ITEM_END:
                return value
            at = value + length if length != _UNDEFINED else self.skip_items(value, depth + 1, explicit=explicit and vr != b"UN")

    def lut_items(self, at: int, end: int) -> list[Header]:
        """The items of a LUT sequence: flat data sets."""
        found: list[Header] = []
        while at + 8 <= end:
            tag, _, at, length = self.head(at, explicit=self.explicit)
            if tag == _SEQUENCE_END:
                break
            stop = min(end, at + length) if length != _UNDEFINED else end
            values: dict[int, bytes] = {}
            while at + 8 <= stop:
                tag, _, value, length = self.head(at, explicit=self.explicit)
                at = value + length if tag != _ITEM_END else value
                if tag == _ITEM_END:
                    break
                values[tag] = self.data[value:at]
            found.append(Header(values, little_endian=self.little))
        return found


def _careful(data: bytes, syntax: TransferSyntax, start: int) -> Found:
    """The same by pydicom, which forgives more. The pixel element is looked for by its tag where pydicom stopped."""
    try:
        stream = io.BytesIO(data[start:])
        dataset = pydicom.filereader.read_dataset(
            stream,
            is_implicit_VR=not syntax.explicit_vr,
            is_little_endian=syntax.little_endian,
            stop_when=lambda tag, _vr, _length: int(tag) in _PIXELS,
            defer_size=None,
        )
        header = _header_of(dataset, little=syntax.little_endian)
    except Exception as error:
        raise BadInput("load.header", "The picture's header cannot be read.") from error
    at = start + stream.tell()
    if at + 8 > len(data):
        return Found(header)
    try:
        scan = _Scan(data, explicit=syntax.explicit_vr, little=syntax.little_endian)
        tag, vr, value, length = scan.head(at, explicit=syntax.explicit_vr)
    except (_OddError, struct.error):
        return Found(header)
    return Found(header, tag if tag in _PIXELS else 0, value, None if length == _UNDEFINED else length, vr)


def _header_of(dataset: pydicom.Dataset, *, little: bool) -> Header:
    values: dict[int, bytes] = {}
    items: dict[int, list[Header]] = {}
    for key in list(dataset.keys()):
        tag = int(key)
        if tag in SEQUENCES:
            items[tag] = [_header_of(item, little=little) for item in dataset[key].value]
        elif tag in WANTED:
            element = dataset.get_item(key)
            if isinstance(element, RawDataElement) and isinstance(element.value, bytes):
                values[tag] = element.value
    return Header(values, items, little_endian=little)
