"""The fast header reader on regular, odd and hostile bytes."""

from __future__ import annotations

import io
import struct

import pydicom
import pytest
from pydicom.dataset import Dataset
from tests.ingest.made import ITEM_END, SEQUENCE_END, UNDEFINED, data_set, element, item, us

from diaphane.base.errors import BadInput, TooLarge
from diaphane.dicom import tags as t
from diaphane.ingest import careful
from diaphane.ingest import scan as scan_module
from diaphane.ingest.heads import Declined
from diaphane.ingest.scan import DEEPEST, Encoding, scan

POSITION = element(0x0020, 0x0032, "DS", b"1\\2\\3")


def nested(depth: int, *, open_end: bool) -> bytes:
    """Sequences inside each other, private, around one short element."""
    inner = element(0x0009, 0x1001, "LO", b"x")
    for _ in range(depth):
        body = item(inner + ITEM_END, UNDEFINED) + SEQUENCE_END if open_end else item(inner)
        inner = element(0x0009, 0x1010, "SQ", body, UNDEFINED if open_end else None)
    return inner


@pytest.mark.parametrize("open_end", [False, True])
def test_sequences_with_and_without_length(open_end: bool) -> None:
    groups = item(element(0x0020, 0x9113, "SQ", item(POSITION)))
    if open_end:
        inside = element(0x0020, 0x9113, "SQ", item(POSITION + ITEM_END, UNDEFINED) + SEQUENCE_END, UNDEFINED)
        groups = item(inside + ITEM_END, UNDEFINED)
    tail = SEQUENCE_END if open_end else b""
    body = element(0x5200, 0x9230, "SQ", groups * 3 + tail, UNDEFINED if open_end else None) + element(0x7FE0, 0x0010, "OW", b"ab")
    found = scan(body, 0, Encoding())
    frames = found.header.items(t.PER_FRAME_GROUPS)
    assert len(frames) == 3
    assert frames[2].item(t.PLANE_POSITION).numbers(t.IMAGE_POSITION) == (1, 2, 3)
    assert body[found.pixel_value :] == b"ab"


def test_unwanted_sequences_are_stepped_over() -> None:
    icon = element(0x0088, 0x0200, "SQ", item(element(0x7FE0, 0x0010, "OB", item(b"") + item(b"\xff\xd8") + SEQUENCE_END, UNDEFINED)))
    unknown = element(0x0009, 0x1010, "UN", item(struct.pack("<HHI", 9, 1, 2) + b"ab" + ITEM_END, UNDEFINED) + SEQUENCE_END, UNDEFINED)
    body = unknown + nested(5, open_end=True) + icon + data_set()
    found = scan(body, 0, Encoding())
    assert found.header.string(t.SOP_UID) == "2.25.3"
    assert found.pixel_length == 32


@pytest.mark.parametrize("open_end", [False, True])
def test_deep_nesting_is_refused_in_words(open_end: bool) -> None:
    assert scan(nested(DEEPEST, open_end=open_end), 0, Encoding()).pixel_tag == 0
    body = nested(400, open_end=True)
    with pytest.raises(TooLarge) as refused:
        scan(body, 0, Encoding())
    assert refused.value.code == "ingest.too_deep"


def test_too_many_elements_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_module, "MOST_ELEMENTS", 1000)
    with pytest.raises(TooLarge) as refused:
        scan(element(0x0009, 0x1001, "LO", b"") * 1001, 0, Encoding())
    assert refused.value.code == "ingest.too_many_elements"


@pytest.mark.parametrize("cut", [1, 5, 9, 40, 100])
def test_a_cut_header_is_refused_in_words(cut: int) -> None:
    body = data_set(pixels=b"")
    with pytest.raises(BadInput) as refused:
        scan(body[:-cut], 0, Encoding())
    assert refused.value.code == "ingest.truncated"


def test_an_element_that_reaches_past_the_end() -> None:
    for body in (element(0x0010, 0x0010, "PN", b"x", 60000), element(0x0009, 0x1001, "OB", b"x", 0xFFFFFFFE)):
        with pytest.raises(BadInput) as refused:
            scan(body, 0, Encoding())
        assert refused.value.code == "ingest.truncated"


@pytest.mark.parametrize(
    "odd",
    [
        element(0x0009, 0x1001, "ZZ", b"ab"),
        element(0x0009, 0x1001, "??", b"ab"),
        ITEM_END,
        SEQUENCE_END,
        item(b"ab"),
        element(0x0009, 0x1001, "UT", b"", UNDEFINED),
        element(0x5200, 0x9230, "SQ", b"garbage!"),
    ],
)
def test_what_the_standard_forbids_is_declined(odd: bytes) -> None:
    with pytest.raises(Declined):
        scan(odd + data_set(), 0, Encoding())


def test_the_careful_reader_understands_what_was_declined() -> None:
    # An unknown VR with a 16-bit length, as pydicom reads it.
    body = element(0x0009, 0x1001, "ZZ", b"ab") + data_set()
    found = careful.scan(body, 0, Encoding())
    assert found.header.string(t.STUDY_UID) == "2.25.1"
    assert body[found.pixel_value : found.pixel_value + 4] == bytes(range(4))
    assert found.pixel_length == 32


@pytest.mark.parametrize(("implicit", "little"), [(True, True), (False, False), (False, True)])
def test_every_encoding_pydicom_writes(implicit: bool, little: bool) -> None:
    dataset = Dataset()
    dataset.PatientName = "Doe^John"
    dataset.Rows = 300
    frame = Dataset()
    frame.PlanePositionSequence = [Dataset()]
    frame.PlanePositionSequence[0].ImagePositionPatient = [1, 2, 3]
    dataset.PerFrameFunctionalGroupsSequence = [frame, frame]
    dataset.EffectiveEchoTime = 12.5
    file = io.BytesIO()
    pydicom.dcmwrite(file, dataset, implicit_vr=implicit, little_endian=little)
    found = scan(file.getvalue(), 0, Encoding(explicit=not implicit, little=little)).header
    assert found.name(t.PATIENT_NAME).alphabetic == "Doe^John"
    assert found.unsigned(t.ROWS) == 300
    assert found.double(t.EFFECTIVE_ECHO_TIME) == 12.5
    assert [f.item(t.PLANE_POSITION).numbers(t.IMAGE_POSITION) for f in found.items(t.PER_FRAME_GROUPS)] == [(1, 2, 3)] * 2


def test_a_fact_of_absurd_length_is_not_kept() -> None:
    assert scan(element(0x0010, 0x0020, "UT", b"x" * 70000), 0, Encoding()).header.raw(t.PATIENT_ID) == b""


def test_a_later_element_wins_over_an_earlier_one() -> None:
    body = element(0x0028, 0x0010, "US", us(1)) + element(0x0028, 0x0010, "US", us(2))
    assert scan(body, 0, Encoding()).header.unsigned(t.ROWS) == 2
