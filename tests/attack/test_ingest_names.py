"""ABUSE 38, 42, 47, 48, 51-53: names, links, active documents and twins."""

from __future__ import annotations

import builtins
import hashlib
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.made import dicom

from diaphane.base.settings import Limits
from diaphane.dicom.text import file_title
from diaphane.ingest.read import folder, read_file
from diaphane.ingest.unpack import Budget, entries
from diaphane.model.instance import ClinicalDocument, DicomInstance, Unusable

LIMITS = Limits()
EVIL = (
    "../../../../etc/passwd",
    "/etc/passwd",
    "..\\..\\windows\\system32\\x",
    "C:\\x",
    "\\\\server\\share\\x",
    "x\0.dcm",
    "x" * 5000,
    "\u202egpj.exe",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "a\r\nSet-Cookie: x=1",
    "\ud800",
)


@pytest.fixture
def _no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be opened, made or linked while names are looked at."""

    def forbidden(*what: object, **_how: object) -> None:
        pytest.fail(f"the file system was touched: {what!r}")

    monkeypatch.setattr(builtins, "open", forbidden)
    monkeypatch.setattr(io, "open", forbidden)
    for name in ("open", "mkdir", "makedirs", "symlink", "link", "rename"):
        monkeypatch.setattr(os, name, forbidden)


@pytest.mark.usefixtures("_no_files")
@pytest.mark.parametrize("name", EVIL)
def test_no_name_becomes_a_path(name: str) -> None:
    for data in (dicom(), b"%PDF-1.4", b"MZ", b"plain words"):
        found = read_file(name, data, LIMITS)
        shown = found.name if isinstance(found, Unusable) else found.title if isinstance(found, ClinicalDocument) else ""
        assert "/" not in shown
        assert "\\" not in shown
        shown.encode()
        assert all(c.isprintable() for c in shown)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name.encode("utf-8", "replace").decode()), b"words")
    assert [e.data for e in entries(file, LIMITS, Budget(LIMITS))] == [b"words"]


@given(st.text(st.characters(codec=None), max_size=100))
def test_titles_and_folders_of_any_name(name: str) -> None:
    title = file_title(name)
    title.encode()
    assert title
    assert not {"/", "\\", "\0", "\n", "\u202e"} & set(title)
    assert not {"", ".", ".."} & set(folder(name).split("/")) - {""}


@pytest.mark.usefixtures("_no_files")
def test_links_and_devices_in_a_zip_are_words() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK):
            info = zipfile.ZipInfo(f"{kind}")
            info.create_system = 3
            info.external_attr = (kind | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
    found = list(entries(file, LIMITS, Budget(LIMITS)))
    assert len(found) == 4
    assert all(e.refused is not None and e.refused.code == "ingest.zip_link" for e in found)


@pytest.mark.parametrize("uid", ["../../x", "1.2.3/../4", "1.2.3\\..\\4", "1.2.3\n", "%2e%2e", "1.2.٣", ""])
def test_a_uid_that_is_a_path_is_refused(uid: str) -> None:
    for tag in ((0x0008, 0x0018), (0x0020, 0x000D), (0x0020, 0x000E)):
        found = read_file("x", dicom({tag: ("UI", uid.encode())}), LIMITS)
        if isinstance(found, DicomInstance):  # a backslash parts values: the first is a plain UID
            assert {found.sop_uid, found.study.uid, found.series.uid} <= {"2.25.1", "2.25.2", "2.25.3", "1.2.3"}
        else:
            assert isinstance(found, Unusable)
            assert found.reason_code in {"ingest.bad_uid", "ingest.no_identity"}


BILLION = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<ClinicalDocument xmlns="urn:hl7-org:v3">&b;</ClinicalDocument>'
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "http://169.254.169.254/latest">]><r>&x;</r>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (BILLION, "ingest.doctype"),
        (OUTSIDE, "ingest.doctype"),
        (BILLION.decode().encode("utf-16"), "ingest.doctype"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "ingest.web_page"),
        (b"<html><iframe src='javascript:alert(1)'></iframe></html>", "ingest.web_page"),
    ],
)
def test_active_documents_are_refused_alone_and_inside_dicom(data: bytes, code: str) -> None:
    found = read_file("befund.pdf", data, LIMITS)
    assert isinstance(found, Unusable)
    assert found.reason_code == code
    inside = read_file("x", dicom({(0x0042, 0x0011): ("OB", data), (0x0042, 0x0012): ("LO", b"application/pdf")}, pixels=b""), LIMITS)
    assert isinstance(inside, DicomInstance)
    assert inside.document is None
    assert "cannot be used" in inside.not_viewable


def test_a_name_or_a_header_cannot_change_what_bytes_are() -> None:
    for name in ("x.pdf", "x.html", "x.exe"):
        found = read_file(name, b"\xff\xd8\xff\xe0<html><script>alert(1)</script>", LIMITS)
        assert isinstance(found, ClinicalDocument)
        assert found.media_type == "image/jpeg"
    claimed = read_file(
        "x", dicom({(0x0042, 0x0011): ("OB", b"\x89PNG\r\n\x1a\n"), (0x0042, 0x0012): ("LO", b"text/html")}, pixels=b""), LIMITS
    )
    assert isinstance(claimed, DicomInstance)
    assert claimed.document is not None
    assert claimed.document.media_type == "image/png"


def test_a_pdf_is_not_opened() -> None:
    # ABUSE 51: page counts, encryption and JBIG2 are never looked at here; only the first bytes are.
    found = read_file("x", b"%PDF-1.7\n/Encrypt /Count 100000 /JBIG2Decode" * 1000, LIMITS)
    assert isinstance(found, ClinicalDocument)


def test_twins_with_other_pixels_or_another_patient_are_told_apart() -> None:
    # ABUSE 53: the same UID with other bytes has another digest; the index makes a conflict of it.
    one = read_file("x", dicom(), LIMITS)
    other = read_file("x", dicom({(0x0010, 0x0020): ("LO", b"ID2")}), LIMITS)
    assert isinstance(one, DicomInstance)
    assert isinstance(other, DicomInstance)
    assert one.sop_uid == other.sop_uid
    assert one.sha256 != other.sha256
    assert one.sha256 == hashlib.sha256(dicom()).digest()


def test_patient_data_is_in_no_reason(shared_data: Path) -> None:
    secrets = {"STS_001", "CompressedSamples", "Lastname", "Anonymized", "Rubo"}
    for path in (*shared_data.glob("broken/pydicom/*"), *shared_data.glob("compressed/pydicom/*")):
        found = read_file(path.name, path.read_bytes(), LIMITS)
        reason = found.reason if isinstance(found, Unusable) else getattr(found, "not_viewable", "")
        assert not [secret for secret in secrets if secret in reason]
    hurt = dicom({(0x0010, 0x0010): ("PN", b"Secret^Name"), (0x0020, 0x000D): ("UI", b"Secret^Name")})
    found = read_file("Secret^Name.dcm", hurt, LIMITS)
    assert isinstance(found, Unusable)
    assert "Secret" not in found.reason
