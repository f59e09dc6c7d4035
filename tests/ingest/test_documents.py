"""What files are by their bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from diaphane.base.errors import BadInput
from diaphane.ingest.documents import clutter, office_zip, recognise


def zipped(*names: str, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name in names:
            archive.writestr(name, b"application/vnd.oasis.opendocument.text" if name == "mimetype" else b"<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind", "media_type"),
    [
        (b"%PDF-1.7\n", "pdf", "application/pdf"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image", "image/png"),
        (b"GIF89a", "image", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image", "image/webp"),
        (b"II*\0\x08\0\0\0", "image", "image/tiff"),
        (b"BM\x36\0\0\0\0\0\0\0", "image", "image/bmp"),
        (b"\0\0\0\x18ftypmp42", "video", "video/mp4"),
        (b"\0\0\0\x18ftypheic", "image", "image/heic"),
        (b"\x1a\x45\xdf\xa3", "video", "video/x-matroska"),
        (b"{\\rtf1", "office", "application/rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office", "application/x-ole-storage"),
        ("Befund: unauffällig\n".encode(), "text", "text/plain; charset=utf-8"),
        (b"\xef\xbb\xbfBefund", "text", "text/plain; charset=utf-8"),
        ("Befund: unauffällig\n".encode("cp1252"), "text", "text/plain; charset=windows-1252"),
        ("Befund".encode("utf-16"), "text", "text/plain; charset=utf-16"),
        (b"<?xml version='1.0'?><ClinicalDocument/>", "other", "application/xml"),
    ],
)
def test_kinds(data: bytes, kind: str, media_type: str) -> None:
    found = recognise(data)
    assert (found.kind, found.media_type) == (kind, media_type)
    assert recognise(memoryview(data)) == found


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ingest.empty"),
        (b"MZ\x90\0", "ingest.program"),
        (b"\x7fELF", "ingest.program"),
        (b"#!/bin/sh\n", "ingest.program"),
        (b"@echo off\r\n", "ingest.program"),
        (b"<?php echo 1;", "ingest.program"),
        (b"[autorun]\r\nopen=viewer.exe", "ingest.program"),
        (b"\x1f\x8b\x08", "ingest.archive"),
        (b"7z\xbc\xaf\x27\x1c", "ingest.archive"),
        (bytes(257) + b"ustar\x0000", "ingest.archive"),
        (b"<!DOCTYPE html><p>", "ingest.web_page"),
        (b"  <HTML><body onload=alert(1)>", "ingest.web_page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "ingest.web_page"),
        (b"<?xml version='1.0'?><svg/>", "ingest.web_page"),
        ("\ufeff<script>alert(1)</script>".encode("utf-16-le"), "ingest.web_page"),
        (b"harmless words <script>alert(1)</script>", "ingest.web_page"),
        (b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>", "ingest.doctype"),
        ("\ufeff<?xml version='1.0'?><!DOCTYPE r><r/>".encode("utf-16-le"), "ingest.doctype"),
        (b"<r>" + b" " * 9000 + b"<!ENTITY a 'b'></r>", "ingest.doctype"),
        (bytes(200), "ingest.unknown_format"),
        (bytes(range(128, 256)) * 4, "ingest.unknown_format"),
    ],
)
def test_what_is_not_kept_says_why(data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        recognise(data)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("names", "ending"),
    [
        (("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        (("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
        (("_rels/.rels", "ppt/presentation.xml", "[Content_Types].xml"), "presentationml.presentation"),
    ],
)
def test_office_documents_are_no_archives(names: tuple[str, ...], ending: str) -> None:
    found = office_zip(zipped(*names))
    assert found is not None
    assert found.kind == "office"
    assert found.media_type.endswith(ending)


def test_open_documents_and_other_zips() -> None:
    found = office_zip(zipped("mimetype", "content.xml", method=zipfile.ZIP_STORED))
    assert found is not None
    assert found.media_type == "application/vnd.oasis.opendocument.text"
    assert office_zip(zipped("IMAGES/IM1", "word/x")) is None
    assert office_zip(b"PK\5\6" + bytes(18)) is None


def test_clutter_of_operating_systems() -> None:
    assert "macOS" in clutter(b"\0\0\0\1Bud1")
    assert clutter(b"%PDF") == ""
