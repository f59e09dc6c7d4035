"""ABUSE 39: DICOM cut, flipped and lied about everywhere. The room answers with a value, never an exception, in bounded time."""

from __future__ import annotations

import random
import struct
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.made import ITEM_END, JPEG, SEQUENCE_END, UNDEFINED, data_set, dicom, element, fragments, item, part10

from diaphane.base.errors import BadInput
from diaphane.base.settings import Limits
from diaphane.ingest import read as door
from diaphane.ingest.read import Archive, Ignored, read_file
from diaphane.ingest.walk import tag_lines
from diaphane.model.instance import ClinicalDocument, DicomInstance, Unusable

LIMITS = Limits()
SAMPLES = (
    "compressed/pydicom/MR_small_implicit.dcm",
    "compressed/pydicom/MR_small_bigendian.dcm",
    "compressed/pydicom/MR_small_RLE.dcm",
    "compressed/pydicom/image_dfl.dcm",
    "charset/pydicom/chrH32.dcm",
    "encapsulated/report_pdf_of_STS_001.dcm",
    "seg/dcmqi/23x38x3_multiframe_mf.dcm",
    "rt/rtplan.dcm",
)


@pytest.fixture(autouse=True)
def _no_surprise(monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall that catches the unexpected must not be what holds: here it is taken down, so that a surprise fails the test."""

    class Loud:
        def error(self, event: str, **facts: object) -> None:
            pytest.fail(f"{event} {facts}")

    monkeypatch.setattr(door, "logger", lambda _room: Loud())


def survive(data: bytes) -> object:
    """Read, and look at what came out as a caller would."""
    found = read_file("x", data, LIMITS)
    match found:
        case DicomInstance():
            assert found.data.data is data
            if found.frames is not None:
                assert all(at >= 0 and at + length <= len(data) for at, length in found.frames.extents)
            assert 0 <= found.pixel_offset <= len(data)
        case Unusable():
            assert found.reason.endswith(".")
            assert len(found.reason) < 400
        case ClinicalDocument() | Ignored() | Archive():
            pass
    with suppress(BadInput):
        tag_lines(data, LIMITS)
    return found


def samples(shared_data: Path) -> list[bytes]:
    return [(shared_data / name).read_bytes() for name in SAMPLES]


def test_files_cut_anywhere(shared_data: Path) -> None:
    rng = random.Random(1)
    for data in samples(shared_data):
        for end in [*range(0, len(data), 1024), *rng.sample(range(min(len(data), 3000)), 60)]:
            survive(data[:end])


def test_bytes_flipped(shared_data: Path) -> None:
    rng = random.Random(2)
    for data in samples(shared_data):
        for _ in range(120):
            hurt = bytearray(data)
            for _ in range(rng.choice((1, 2, 8, 40))):
                hurt[rng.randrange(128, min(len(hurt), 4000))] = rng.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF, rng.randrange(256)))
            survive(bytes(hurt))


def test_pieces_moved_and_doubled(shared_data: Path) -> None:
    rng = random.Random(3)
    for data in samples(shared_data):
        for _ in range(40):
            a, b, c = sorted(rng.sample(range(132, min(len(data), 5000)), 3))
            survive(data[:a] + data[b:c] + data[a:b] + data[c:])
            survive(data[:b] + data[a:])


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    survive(data)


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", bytes(128) + b"DICM", b"DICM", b"\2\0\0\0UL\4\0\0\0\0\0", b"\x08\0\x05\0", b"\0\x08\0\x05", b"PK\3\4"]),
)
def test_any_bytes_behind_a_promising_start(data: bytes, start: bytes) -> None:
    survive(start + data)


TAGS: st.SearchStrategy[tuple[int, int]] = st.sampled_from(
    [
        (0x0002, 0x0010), (0x0008, 0x0005), (0x0008, 0x0016), (0x0008, 0x0018), (0x0020, 0x000D), (0x0028, 0x0008), (0x0028, 0x0010),
        (0x0028, 0x0100), (0x5200, 0x9230), (0x0018, 0x6011), (0x0054, 0x0016), (0x7FE0, 0x0001), (0x7FE0, 0x0010), (0xFFFE, 0xE000),
    ]
)  # fmt: skip
VRS = st.sampled_from(["UI", "CS", "US", "UL", "SQ", "OB", "OW", "UN", "DS", "PN", "ZZ", "\0\0"])


def lying(tag: tuple[int, int], vr: str, value: bytes, lie: int) -> bytes:
    """An element whose length is off by `lie`."""
    return element(tag[0], tag[1], vr, value, (len(value) + lie) & (0xFFFFFFFF if vr in {"SQ", "OB", "OW", "UN"} else 0xFFFF))


ELEMENTS = st.builds(
    lying,
    TAGS,
    VRS,
    st.binary(max_size=40).map(lambda b: b + b"\0" * (len(b) % 2)),
    st.sampled_from([0, 0, 0, 0, -2, 2, 1000, -1 << 31, 0xFFFF0000]),
)


@given(st.lists(ELEMENTS, max_size=12), st.sampled_from(["1.2.840.10008.1.2.1", "1.2.840.10008.1.2", JPEG, "1.2.840.10008.1.2.1.99", ""]))
def test_any_elements(parts: list[bytes], syntax: str) -> None:
    survive(part10(b"".join(parts), syntax))
    survive(part10(data_set(pixels=b"") + b"".join(parts), syntax))


def test_sequences_ten_thousand_deep() -> None:
    head = element(0x0009, 0x1010, "SQ", b"", UNDEFINED) + item(b"", UNDEFINED)
    for body in (head * 10_000, head * 10_000 + ITEM_END * 10_000):
        start = time.perf_counter()
        found = survive(part10(body))
        assert isinstance(found, Unusable)
        assert found.reason_code == "ingest.too_deep"
        assert time.perf_counter() - start < 5
    implicit = struct.pack("<HHI", 0x0009, 0x1010, UNDEFINED) + item(b"", UNDEFINED)
    found = survive(part10(implicit * 10_000, "1.2.840.10008.1.2"))
    assert isinstance(found, Unusable)


def test_a_header_of_millions_of_empty_elements_ends_soon() -> None:
    body = element(0x0009, 0x1001, "LO", b"") * 3_100_000
    start = time.perf_counter()
    found = read_file("x", part10(body), LIMITS)
    assert isinstance(found, Unusable)
    assert found.reason_code == "ingest.too_many_elements"
    assert time.perf_counter() - start < 20  # about 1 s where nothing else runs


def test_irregular_headers_of_any_size_stay_with_the_careful_reader_for_a_moment() -> None:
    odd = element(0x0009, 0x1001, "ZZ", b"ab")
    flat = element(0x0009, 0x1001, "LO", b"") * 500_000
    inside = element(0x0009, 0x1010, "SQ", item(flat + ITEM_END, UNDEFINED) + SEQUENCE_END, UNDEFINED)
    start = time.perf_counter()
    for body in (odd + flat, odd + inside):
        found = read_file("x", part10(body), LIMITS)
        assert isinstance(found, Unusable)
        assert found.reason_code in {"ingest.header_size", "ingest.damaged"}
    assert time.perf_counter() - start < 20  # well below 1 s where nothing else runs


def test_a_polyglot_keeps_its_bytes() -> None:
    # ABUSE 43: a program in the preamble is kept as it came; what is sent out is the door's concern.
    data = part10(data_set(), preamble=b"MZ" + b"\x90" * 126)
    found = survive(data)
    assert isinstance(found, DicomInstance)
    tiff = survive(part10(data_set(), preamble=b"II*\0" + bytes(124)))
    assert isinstance(tiff, DicomInstance)


def test_offset_tables_that_overlap_or_point_outside() -> None:
    # ABUSE 44
    soi = b"\xff\xd8\xff\xe0"
    for table in (struct.pack("<2I", 0, 0), struct.pack("<2I", 0xFFFFFFF0, 0xFFFFFFF8), struct.pack("<2I", 0, 13), b"\xff" * 4096):
        changes = {(0x0028, 0x0008): ("IS", b"2"), (0x7FE0, 0x0001): ("OV", b"\xff" * 16)}
        survive(dicom(dict(changes), fragments(soi, b"rest", soi, table=table), JPEG))
