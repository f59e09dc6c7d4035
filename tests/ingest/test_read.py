"""The door: what a file is."""

from __future__ import annotations

import hashlib
import struct
import zlib

import pytest
from tests.ingest.made import DEFLATED, EXPLICIT, IMPLICIT, JPEG, UNDEFINED, Changes, data_set, dicom, element, fragments, part10, us

from diaphane.base.settings import Limits
from diaphane.dicom.syntaxes import SYNTAXES
from diaphane.ingest.part10 import guessed_syntax
from diaphane.ingest.read import Archive, Ignored, folder, read_file
from diaphane.ingest.scan import Encoding
from diaphane.model.instance import ClinicalDocument, DicomInstance, Unusable

LIMITS = Limits()


def instance(data: bytes) -> DicomInstance:
    found = read_file("CD/IM1", data, LIMITS)
    assert isinstance(found, DicomInstance), found
    return found


def refused(data: bytes) -> Unusable:
    found = read_file("CD/IM1", data, LIMITS)
    assert isinstance(found, Unusable), found
    assert found.reason.endswith(".")
    assert found.sha256 == hashlib.sha256(data).digest()
    assert found.data.data == data
    return found


def test_an_instance_with_all_its_facts() -> None:
    data = dicom()
    found = instance(data)
    assert (found.sop_uid, found.study.uid, found.series.uid) == ("2.25.3", "2.25.1", "2.25.2")
    assert found.transfer_syntax == EXPLICIT
    assert found.patient.name.alphabetic == "Doe^John"
    assert found.study.date == "20240102"
    assert found.series.modality == "CT"
    assert found.sha256 == hashlib.sha256(data).digest()
    assert found.frames is not None
    ((at, length),) = found.frames.extents
    assert data[at : at + length] == bytes(range(32))
    assert data[found.pixel_offset :].startswith(b"\xe0\x7f\x10\0OW")
    assert found.not_viewable == ""


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_buffer_is_read(kind: type) -> None:
    large = dicom({(0x0009, 0x1001): ("UT", b"x" * 100_000)})
    found = read_file("x", kind(large), LIMITS)
    assert isinstance(found, DicomInstance)
    assert found.frames is not None
    at, length = found.frames.extents[0]
    assert large[at : at + length] == bytes(range(32))


def test_without_preamble_without_meta_and_with_neither() -> None:
    whole = dicom()
    assert instance(whole[128:]).sop_uid == "2.25.3"
    assert instance(whole[132:]).transfer_syntax == EXPLICIT
    assert instance(data_set()).transfer_syntax == EXPLICIT
    assert instance(bytes(128) + b"DICM" + data_set()).transfer_syntax == EXPLICIT


def test_a_wrong_group_length_is_not_believed() -> None:
    whole = dicom()
    for lie in (0, 7, 0xFFFFFFFF):
        assert instance(whole[:140] + struct.pack("<I", lie) + whole[144:]).sop_uid == "2.25.3"


def test_the_bytes_win_over_the_transfer_syntax_about_their_vr() -> None:
    assert instance(part10(data_set(), IMPLICIT)).patient.name.alphabetic == "Doe^John"


def test_a_private_transfer_syntax_is_kept_but_not_shown() -> None:
    found = instance(part10(data_set(), "1.2.999.1"))
    assert found.transfer_syntax == "1.2.999.1"
    assert "cannot be shown" in found.not_viewable
    assert found.frames is None


def test_a_deflated_file_is_kept_as_it_came() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = part10(packer.compress(data_set()) + packer.flush(), DEFLATED)
    found = instance(data)
    assert found.data.data == data
    assert found.frames is not None
    start = found.frames.extents[0][0]
    assert zlib.decompress(data[start:], -15) == data_set()
    assert found.pixel_offset == len(data)


def test_a_dicomdir_is_ignored() -> None:
    meta = element(0x0002, 0x0002, "UI", b"1.2.840.10008.1.3.10") + element(0x0002, 0x0010, "UI", EXPLICIT.encode())
    body = element(0x0004, 0x1130, "CS", b"CD") + element(0x0004, 0x1200, "UL", bytes(4))
    for data in (bytes(128) + b"DICM" + meta + body, body):
        found = read_file("DICOMDIR", data, LIMITS)
        assert isinstance(found, Ignored)


@pytest.mark.parametrize(
    ("changes", "code", "word"),
    [
        ({(0x0020, 0x000D): ("UI", None)}, "ingest.no_identity", "Study Instance UID"),
        ({(0x0008, 0x0018): ("UI", b"../../etc/passwd")}, "ingest.bad_uid", "SOP Instance UID"),
        ({(0x0020, 0x000E): ("UI", b"1" * 65)}, "ingest.bad_uid", "Series Instance UID"),
        ({(0x0028, 0x0010): ("US", us(0))}, "dicom.picture_size", "rows"),
        ({(0x0028, 0x0010): ("UL", struct.pack("<I", 4))}, "dicom.picture_size", "rows"),
        ({(0x0028, 0x0008): ("IS", b"3")}, "ingest.pixels_short", "32 of 96"),
    ],
)
def test_what_cannot_be_used_says_why(changes: Changes, code: str, word: str) -> None:
    found = refused(dicom(changes))
    assert found.reason_code == code
    assert word in found.reason
    assert found.name == "IM1"


def test_pixels_in_the_wrong_form() -> None:
    assert refused(dicom(pixels=fragments(b"ab"))).reason_code == "ingest.fragments"
    assert refused(dicom(syntax=JPEG)).reason_code == "ingest.fragments"


def test_an_object_without_pixels_says_so() -> None:
    found = instance(dicom(pixels=b""))
    assert found.picture is None
    assert "no pixel data" in found.not_viewable
    assert instance(dicom(pixels=element(0x7FE0, 0x0010, "OW", b""))).not_viewable.startswith("The pixel data are empty")


def test_video_is_kept_but_not_shown() -> None:
    changes: Changes = {(0x0028, 0x0008): ("IS", b"500")}
    found = instance(dicom(changes, fragments(b"\0\0\1\xba" * 10), "1.2.840.10008.1.2.4.102"))
    assert "video" in found.not_viewable
    assert found.frames is not None
    assert len(found.frames.extents) == 1


def document(content: bytes, length: int | None = None) -> bytes:
    size = len(content) if length is None else length
    return dicom(
        {
            (0x0008, 0x0016): ("UI", b"1.2.840.10008.5.1.4.1.1.104.1"),
            (0x0042, 0x0010): ("ST", b"Findings\\2024"),
            (0x0042, 0x0011): ("OB", content),
            (0x0042, 0x0015): ("UL", struct.pack("<I", size)),
        },
        pixels=b"",
    )


def test_the_document_inside_dicom() -> None:
    content = b"%PDF-1.4 odd length!!"
    found = instance(document(content)).document
    assert found is not None
    assert found.kind == "pdf"
    assert found.data.data == content  # the padding byte is not the document's
    assert found.title == "2024"
    for lie in (0, 10**6):
        again = instance(document(content, lie)).document
        assert again is not None
        assert again.data.data == content


def test_a_document_inside_dicom_is_recognised_by_its_bytes() -> None:
    found = instance(document(b"MZ this says it is a PDF"))
    assert found.document is None
    assert "program" in found.not_viewable
    cda = instance(document(b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>')).document
    assert cda is not None
    assert (cda.kind, cda.media_type) == ("other", "application/xml")


def test_documents_archives_and_clutter() -> None:
    pdf = read_file("CD/REPORT/x.jpg", b"%PDF-1.7\n...", LIMITS)
    assert isinstance(pdf, ClinicalDocument)
    assert (pdf.kind, pdf.title, pdf.beside) == ("pdf", "x.jpg", "CD/REPORT")
    assert isinstance(read_file("a.zip", b"PK\5\6" + bytes(18), LIMITS), Archive)
    assert isinstance(read_file("._IM1", b"\0\5\x16\7" + bytes(40), LIMITS), Ignored)
    assert refused(b"").reason_code == "ingest.empty"
    assert refused(bytes(range(256))).reason_code == "ingest.unknown_format"


def test_a_file_over_the_limit() -> None:
    found = read_file("x", dicom(), LIMITS.model_copy(update={"file_bytes": 100}))
    assert isinstance(found, Unusable)
    assert found.reason_code == "ingest.too_large"


@pytest.mark.parametrize(
    ("name", "beside"),
    [("a/b/c", "a/b"), ("../../a/c", "a"), ("/etc/passwd", "etc"), ("a\\..\\b\\c", "a/b"), ("c", ""), ("C:\\x\\y", "C:/x")],
)
def test_a_folder_is_a_word_for_neighbours_never_a_path(name: str, beside: str) -> None:
    assert folder(name) == beside


def test_guessed_transfer_syntaxes_are_native() -> None:
    for explicit in (True, False):
        for little in (True, False):
            assert SYNTAXES[guessed_syntax(Encoding(explicit, little))].codec == "native"


def test_undefined_length_at_the_very_end() -> None:
    body = data_set(pixels=element(0x7FE0, 0x0010, "OB", b"", UNDEFINED))
    assert refused(part10(body, JPEG)).reason_code == "ingest.pixels_short"
