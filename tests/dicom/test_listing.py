"""Lines of the tag browser."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.dicom.listing import LONGEST_VALUE, Element, line, names, vr_of


@pytest.mark.parametrize(
    ("element", "value", "vm"),
    [
        (Element(0x00100010, "PN", b"Doe^John ", 0), "Doe^John", 1),
        (Element(0x00080008, "CS", b"ORIGINAL\\PRIMARY", 0), "ORIGINAL\\PRIMARY", 2),
        (Element(0x00280010, "US", struct.pack("<H", 512), 0), "512", 1),
        (Element(0x00186024, "FD", struct.pack("<2d", 0.5, 1e-9), 0), "0.5\\1e-09", 2),
        (Element(0x00280009, "AT", struct.pack("<HH", 0x18, 0x1063), 0), "(0018,1063)", 1),
        (Element(0x00080008, "US", b"\1\2\3", 0), "01 02 03", 1),
        (Element(0x00420011, "OB", bytes(20), 0), "00 " * 15 + "00 … (20 bytes)", 1),
        (Element(0x00104000, "LT", b"a\\b", 0), "a\\b", 1),
        (Element(0x00100020, "LO", b"", 0), "", 0),
    ],
)
def test_values_in_words(element: Element, value: str, vm: int) -> None:
    found = line(element)
    assert found.value == value
    assert found.vm == vm


def test_long_values_are_cut_with_their_size() -> None:
    assert line(Element(0x00104000, "LT", b"x" * 5000, 0)).value == "x" * LONGEST_VALUE + "… (5,000 bytes)"
    assert line(Element(0x00281201, "US", bytes(2000), 0)).value.endswith("… (1,000 values)")
    assert line(Element(0x00420011, "OB", bytes(100), 0), size=123456).value.endswith("… (123,456 bytes)")


def test_names_of_the_standard_and_of_makers() -> None:
    found = line(Element(0x00100010, "PN", b"", 2))
    assert (found.tag, found.keyword, found.name, found.depth) == ("(0010,0010)", "PatientName", "Patient's Name", 2)
    assert names(0x60023000) == ("OverlayData", "Overlay Data")
    assert names(0x00290010) == ("", "Private Creator")
    assert names(0x00191008, "SIEMENS MR HEADER")[1] not in {"", "Private element"}
    assert names(0x00191099, "nobody") == ("", "Private element")
    assert names(0x00089999) == ("", "Unknown element")


def test_value_representations() -> None:
    assert vr_of(0x00100010) == "PN"
    assert vr_of(0x00280106) == "US"
    assert vr_of(0x7FE00010) == "OW"
    assert vr_of(0x00290010) == "LO"
    assert vr_of(0x00080000) == "UL"
    assert vr_of(0x00089999) == "UN"


def test_character_sets_apply_to_texts_only() -> None:
    assert line(Element(0x00100010, "PN", "Διο".encode("iso8859_7"), 0), ("iso_ir_126",)).value == "Διο"


@given(st.sampled_from(["US", "FD", "AT", "OB", "PN", "LO", "UT", "DS", "ZZ", "SQ"]), st.binary(max_size=300), st.booleans())
def test_no_bytes_raise(vr: str, value: bytes, little: bool) -> None:
    line(Element(0x00100010, vr, value, 0), little_endian=little).value.encode()
