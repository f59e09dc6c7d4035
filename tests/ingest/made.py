"""DICOM files made for a test, byte by byte."""

from __future__ import annotations

import struct

EXPLICIT = "1.2.840.10008.1.2.1"
IMPLICIT = "1.2.840.10008.1.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
JPEG = "1.2.840.10008.1.2.4.50"
RLE = "1.2.840.10008.1.2.5"
_LONG = {"OB", "OW", "SQ", "UN", "UT", "OD", "OF", "OL", "OV", "UC", "UR"}
UNDEFINED = 0xFFFFFFFF

Changes = dict[tuple[int, int], tuple[str, bytes | None]]
PLAIN: Changes = {
    (0x0008, 0x0016): ("UI", b"1.2.840.10008.5.1.4.1.1.2"),
    (0x0008, 0x0018): ("UI", b"2.25.3"),
    (0x0008, 0x0020): ("DA", b"20240102"),
    (0x0008, 0x0060): ("CS", b"CT"),
    (0x0010, 0x0010): ("PN", b"Doe^John"),
    (0x0010, 0x0020): ("LO", b"ID1"),
    (0x0020, 0x000D): ("UI", b"2.25.1"),
    (0x0020, 0x000E): ("UI", b"2.25.2"),
    (0x0020, 0x0013): ("IS", b"1"),
    (0x0028, 0x0002): ("US", struct.pack("<H", 1)),
    (0x0028, 0x0004): ("CS", b"MONOCHROME2"),
    (0x0028, 0x0010): ("US", struct.pack("<H", 4)),
    (0x0028, 0x0011): ("US", struct.pack("<H", 4)),
    (0x0028, 0x0100): ("US", struct.pack("<H", 16)),
}


def padded(vr: str, value: bytes) -> bytes:
    return value + (b"\0" if vr in {"UI", "OB", "UN"} else b" ") * (len(value) % 2)


def element(group: int, number: int, vr: str, value: bytes, length: int | None = None) -> bytes:
    """One explicit VR little-endian element; `length` lies about its value's."""
    value = padded(vr, value)
    said = len(value) if length is None else length
    if vr in _LONG:
        return struct.pack("<HH2sHI", group, number, vr.encode(), 0, said) + value
    return struct.pack("<HH2sH", group, number, vr.encode(), said) + value


def item(value: bytes, length: int | None = None) -> bytes:
    """A sequence item or a fragment."""
    return struct.pack("<HHI", 0xFFFE, 0xE000, len(value) if length is None else length) + value


SEQUENCE_END = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
ITEM_END = struct.pack("<HHI", 0xFFFE, 0xE00D, 0)


def fragments(*parts: bytes, table: bytes = b"", end: bool = True) -> bytes:
    """Encapsulated pixel data (PS3.5 A.4)."""
    body = item(table) + b"".join(map(item, parts)) + (SEQUENCE_END if end else b"")
    return element(0x7FE0, 0x0010, "OB", b"", UNDEFINED) + body


def data_set(changes: Changes | None = None, pixels: bytes | None = None) -> bytes:
    """A 4x4 CT's data set with other or further elements (value None: without it)."""
    elements = PLAIN | (changes or {})
    body = b"".join(element(*tag, vr, value) for tag, (vr, value) in sorted(elements.items()) if value is not None)
    return body + (element(0x7FE0, 0x0010, "OW", bytes(range(32))) if pixels is None else pixels)


def part10(body: bytes, syntax: str = EXPLICIT, preamble: bytes = bytes(128)) -> bytes:
    """A file around a data set."""
    meta = element(0x0002, 0x0001, "OB", b"\0\1") + element(0x0002, 0x0010, "UI", syntax.encode())
    return preamble + b"DICM" + element(0x0002, 0x0000, "UL", struct.pack("<I", len(meta))) + meta + body


def dicom(changes: Changes | None = None, pixels: bytes | None = None, syntax: str = EXPLICIT) -> bytes:
    """A 4x4 CT as a file."""
    return part10(data_set(changes, pixels), syntax)


def us(value: int) -> bytes:
    return struct.pack("<H", value)
