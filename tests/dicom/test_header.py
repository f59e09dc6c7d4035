"""Values of a data set, whatever stands in it."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.dicom import tags as t
from diaphane.dicom.header import EMPTY, Header


def header(tag: int, value: bytes) -> Header:
    return Header({tag: value})


def test_padding_is_no_part_of_a_value() -> None:
    assert header(t.SOP_UID, b"1.2.3\0").string(t.SOP_UID) == "1.2.3"
    assert header(t.IMAGE_TYPE, b"ORIGINAL \\PRIMARY").strings(t.IMAGE_TYPE) == ("ORIGINAL", "PRIMARY")
    assert EMPTY.strings(t.IMAGE_TYPE) == ()


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (b" 1.5 ", 1.5),
        (b"-2E3", -2000.0),
        (b"nan", None),
        (b"1e999", None),
        (b"1_0", None),
        (b"", None),
        (b"x", None),
        (b"1" * 70, None),
    ],
)
def test_decimal_strings(raw: bytes, number: float | None) -> None:
    assert header(t.SLICE_THICKNESS, raw).number(t.SLICE_THICKNESS) == number


@pytest.mark.parametrize(
    ("raw", "number"), [(b"12 ", 12), (b"-3", -3), (b"1A", None), (b"1.5", None), (b"99999999999", None), (b"1_0", None)]
)
def test_integer_strings(raw: bytes, number: int | None) -> None:
    assert header(t.FRAMES, raw).integer(t.FRAMES) == number


def test_one_bad_number_empties_the_element() -> None:
    assert header(t.IMAGE_POSITION, b"1\\2\\3").numbers(t.IMAGE_POSITION) == (1.0, 2.0, 3.0)
    assert header(t.IMAGE_POSITION, b"1\\\\3").numbers(t.IMAGE_POSITION) == ()


def test_rows_of_another_size_than_us_are_not_believed() -> None:
    assert header(t.ROWS, struct.pack("<H", 512)).unsigned(t.ROWS) == 512
    assert header(t.ROWS, struct.pack("<I", 512)).unsigned(t.ROWS) is None
    assert Header({t.ROWS: struct.pack(">H", 512)}, little_endian=False).unsigned(t.ROWS) == 512


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        (b"20240229", "20240229"),
        (b"20230229", ""),
        (b"1997.07.04", "19970704"),
        (b"19970704-19980704", "19970704"),
        (b"", ""),
        (b"today", ""),
    ],
)
def test_dates_are_days_of_the_calendar(raw: bytes, day: str) -> None:
    assert header(t.STUDY_DATE, raw).date(t.STUDY_DATE) == day


@pytest.mark.parametrize(
    ("raw", "time"),
    [
        (b"235959.123456", "235959.123456"),
        (b"09", "090000"),
        (b"0930", "093000"),
        (b"09:30:15", "093015"),
        (b"250000", ""),
        (b"9", ""),
        (b"120000.x", "120000"),
    ],
)
def test_times_are_times_of_the_day(raw: bytes, time: str) -> None:
    assert header(t.STUDY_TIME, raw).time(t.STUDY_TIME) == time


def test_items_inherit_the_character_set() -> None:
    outer = Header({t.SPECIFIC_CHARACTER_SET: b"ISO_IR 126"})
    inner = Header({t.PATIENT_NAME: "Διονυσιος".encode("iso8859_7")}, outer=outer.charset)
    assert inner.name(t.PATIENT_NAME).alphabetic == "Διονυσιος"
    own = Header({t.SPECIFIC_CHARACTER_SET: b"ISO_IR 192", t.PATIENT_NAME: "Διο".encode()}, outer=outer.charset)
    assert own.name(t.PATIENT_NAME).alphabetic == "Διο"


@given(
    st.binary(max_size=200), st.sampled_from([b"", b"ISO_IR 192", b"\\ISO 2022 IR 87", b"ISO 2022 IR 13\\ISO 2022 IR 149", b"GBK", b"\xff"])
)
def test_no_value_raises(value: bytes, charset: bytes) -> None:
    tag = t.PATIENT_ID
    for little in (True, False):
        h = Header({tag: value, t.SPECIFIC_CHARACTER_SET: charset}, little_endian=little)
        h.text(tag).encode()
        h.name(tag).alphabetic.encode()
        assert h.strings(tag) is not None
        for read in (h.string, h.numbers, h.number, h.integer, h.unsigned, h.unsigned_longs, h.doubles, h.double, h.date, h.time):
            read(tag)
