"""The tag browser's list."""

from __future__ import annotations

import zlib
from pathlib import Path

import pydicom
import pytest
from tests.ingest.made import DEFLATED, ITEM_END, SEQUENCE_END, UNDEFINED, data_set, dicom, element, item, part10

from diaphane.base.errors import BadInput
from diaphane.base.settings import Limits
from diaphane.ingest import walk
from diaphane.ingest.read import read_file
from diaphane.ingest.walk import tag_lines
from diaphane.model.instance import DicomInstance

LIMITS = Limits()


def test_meta_first_then_the_data_set_without_pixels() -> None:
    lines = tag_lines(dicom(), LIMITS)
    assert [line.tag for line in lines[:4]] == ["(0002,0000)", "(0002,0001)", "(0002,0010)", "(0008,0016)"]
    by_keyword = {line.keyword: line for line in lines}
    assert by_keyword["PatientName"].value == "Doe^John"
    assert by_keyword["Rows"].value == "4"
    assert "PixelData" not in by_keyword


def test_items_are_counted_and_deeper() -> None:
    inner = element(0x0008, 0x0104, "LO", b"meaning")
    for sequence in (
        element(0x0008, 0x2218, "SQ", item(inner) + item(inner)),
        element(0x0008, 0x2218, "SQ", item(inner + ITEM_END, UNDEFINED) * 2 + SEQUENCE_END, UNDEFINED),
    ):
        lines = tag_lines(part10(sequence + data_set()), LIMITS)[3:8]
        assert [(line.name, line.depth) for line in lines] == [
            ("Anatomic Region Sequence", 0),
            ("Item 1", 1),
            ("Code Meaning", 1),
            ("Item 2", 1),
            ("Code Meaning", 1),
        ]


def test_makers_elements_have_their_names() -> None:
    private = element(0x0019, 0x0010, "LO", b"SIEMENS MR HEADER") + element(0x0019, 0x1008, "CS", b"IMAGE NUM 4")
    lines = tag_lines(part10(private + data_set()), LIMITS)
    assert lines[3].name == "Private Creator"
    assert lines[4].name not in {"", "Private element"}


def test_irregular_bytes_end_the_list_with_a_word() -> None:
    lines = tag_lines(part10(data_set(pixels=b"") + b"garbage and more garbage"), LIMITS)
    assert any(line.keyword == "PatientName" for line in lines)
    assert "irregular" in lines[-1].name
    with pytest.raises(BadInput):
        tag_lines(b"%PDF-1.4", LIMITS)


def test_the_list_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "MOST_LINES", 10)
    many = element(0x0008, 0x2218, "SQ", item(element(0x0008, 0x0104, "LO", b"")) * 500)
    lines = tag_lines(part10(many + data_set()), LIMITS)
    assert len(lines) <= 12
    assert "Only the first" in lines[-1].name


def test_deflated_files_are_listed_too() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    lines = tag_lines(part10(packer.compress(data_set()) + packer.flush(), DEFLATED), LIMITS)
    assert any(line.keyword == "StudyInstanceUID" for line in lines)


def test_every_real_header_is_listed_as_pydicom_counts_it(shared_data: Path) -> None:
    listed = 0
    for path in sorted(shared_data.rglob("*")):
        if not path.is_file() or any(part in path.as_posix() for part in ("broken", "head_", "STS_001/ct", "STS_001/mr", "STS_001/pet")):
            continue
        data = path.read_bytes()
        found = read_file(path.name, data, LIMITS)
        if not isinstance(found, DicomInstance):
            continue
        lines = tag_lines(data[: found.pixel_offset], LIMITS)
        dataset = pydicom.dcmread(path, stop_before_pixels=True, force=True)
        top = [line for line in lines if line.depth == 0 and not line.tag.startswith("(0002")]
        theirs = [f"({tag >> 16:04X},{tag & 0xFFFF:04X})" for tag in map(int, dataset.keys())]
        assert [line.tag for line in top] == theirs, path.name
        listed += 1
    assert listed > 60
