"""Where frames lie."""

from __future__ import annotations

import struct
from itertools import accumulate

import pytest
from tests.ingest.made import JPEG, RLE, Changes, dicom, element, fragments, item, us

from diaphane.base.settings import Limits
from diaphane.ingest.read import read_file
from diaphane.model.instance import DicomInstance, Unusable

SOI = b"\xff\xd8\xff"
LIMITS = Limits()


def frames(count: int) -> Changes:
    return {(0x0028, 0x0008): ("IS", str(count).encode())}


def extents(data: bytes) -> list[bytes]:
    found = read_file("x", data, LIMITS)
    assert isinstance(found, DicomInstance), found
    assert found.frames is not None
    return [data[at : at + length] for at, length in found.frames.extents]


def code(data: bytes) -> str:
    found = read_file("x", data, LIMITS)
    assert isinstance(found, Unusable), found
    return found.reason_code


def offsets(parts: list[list[bytes]]) -> bytes:
    """A basic offset table for frames of these fragments."""
    sizes = [sum(8 + len(p) for p in part) for part in parts]
    return struct.pack(f"<{len(parts)}I", *accumulate([0, *sizes[:-1]]))


def test_native_frames_follow_each_other() -> None:
    pixels = element(0x7FE0, 0x0010, "OW", bytes(range(96)) + b"padding!")
    assert extents(dicom(frames(3), pixels)) == [bytes(range(i, i + 32)) for i in (0, 32, 64)]


def test_colour_and_halved_chroma() -> None:
    colour: Changes = {(0x0028, 0x0002): ("US", us(3)), (0x0028, 0x0100): ("US", us(8))}
    rgb = extents(dicom(colour | {(0x0028, 0x0004): ("CS", b"RGB")}, element(0x7FE0, 0x0010, "OW", bytes(48))))
    assert [len(f) for f in rgb] == [48]
    half = extents(dicom(colour | {(0x0028, 0x0004): ("CS", b"YBR_FULL_422")}, element(0x7FE0, 0x0010, "OW", bytes(32))))
    assert [len(f) for f in half] == [32]


def test_one_bit_frames_that_start_inside_a_byte_are_one_extent() -> None:
    bits: Changes = {(0x0028, 0x0100): ("US", us(1)), (0x0028, 0x0010): ("US", us(3)), (0x0028, 0x0011): ("US", us(3))}
    assert [len(f) for f in extents(dicom(bits | frames(4), element(0x7FE0, 0x0010, "OB", bytes(6))))] == [5]
    whole: Changes = {(0x0028, 0x0100): ("US", us(1))}
    assert [len(f) for f in extents(dicom(whole | frames(4), element(0x7FE0, 0x0010, "OB", bytes(8))))] == [2] * 4


@pytest.mark.parametrize("end", [True, False])
def test_one_fragment_a_frame(end: bool) -> None:
    parts = [SOI + bytes([n]) for n in range(3)]
    assert extents(dicom(frames(3), fragments(*parts, end=end), JPEG)) == [item(p) for p in parts]


def test_one_frame_of_many_fragments() -> None:
    assert extents(dicom(pixels=fragments(b"abcd", b"ef"), syntax=JPEG)) == [item(b"abcd") + item(b"ef")]


PARTS = [[SOI + b"1", b"rest"], [SOI + b"2"], [SOI + b"3", b"more", b"tail"]]
FLAT = [p for part in PARTS for p in part]
WANTED = [b"".join(map(item, part)) for part in PARTS]


def test_many_fragments_by_offset_table() -> None:
    parts = [[p.replace(SOI, b"\0\0\0") for p in part] for part in PARTS]
    flat = [p for part in parts for p in part]
    assert extents(dicom(frames(3), fragments(*flat, table=offsets(parts)), JPEG)) == [b"".join(map(item, part)) for part in parts]


def test_many_fragments_by_extended_offset_table() -> None:
    table = offsets(PARTS)
    extended = struct.pack("<3Q", *struct.unpack("<3I", table))
    changes = frames(3) | {(0x7FE0, 0x0001): ("OV", extended)}
    assert extents(dicom(changes, fragments(*FLAT), JPEG)) == WANTED


@pytest.mark.parametrize(
    "table",
    [
        b"",
        b"\1\2\3",
        struct.pack("<3I", 0, 4, 8),
        struct.pack("<3I", 0, 0xFFFFFFFF, 1),
        struct.pack("<3I", 0, 12, 12),
        struct.pack("<2I", 0, 12),
        struct.pack("<3I", 12, 0, 24),
    ],
)
def test_a_table_that_lies_is_not_believed(table: bytes) -> None:
    assert extents(dicom(frames(3), fragments(*FLAT, table=table), JPEG)) == WANTED


def test_fragments_nobody_can_tell_apart() -> None:
    assert code(dicom(frames(3), fragments(b"a" * 8, b"b" * 8, b"c" * 8, b"d" * 8), RLE)) == "ingest.fragments"
    assert code(dicom(frames(3), fragments(b"a" * 8, b"b" * 8), RLE)) == "ingest.fragments"


def test_damaged_fragments() -> None:
    good = dicom(frames(2), fragments(SOI + b"1", SOI + b"2"), JPEG)
    assert code(good[:-10]) == "ingest.pixels_short"
    assert code(good.replace(item(SOI + b"2"), b"\0" * 12)) == "ingest.fragments"
    assert code(dicom(pixels=fragments(), syntax=JPEG)) == "ingest.pixels_short"


def test_sizes_beyond_what_is_decoded_here() -> None:
    huge: Changes = {(0x0028, 0x0010): ("US", us(65535)), (0x0028, 0x0011): ("US", us(65535))}
    assert code(dicom(huge)) == "ingest.picture_size"
    assert code(dicom(frames(2**31 - 1))) == "ingest.picture_size"
