"""What a file is that is no DICOM: by its bytes, never by its name.

A closed list of our own and no guessing library: every kind here has a way to be shown or downloaded, and everything else is refused
with a sentence. A library's best guess among hundreds of formats would have to be mapped back to this list, and could change under us.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from diaphane.base.errors import BadInput
from diaphane.model.instance import DocumentKind
from diaphane.model.sealed import Buffer

_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Recognised:
    """The kind a document is shown as and the media type it is served with."""

    kind: DocumentKind
    media_type: str


_SIGNATURES: tuple[tuple[int, bytes, Recognised], ...] = (
    (0, b"%PDF-", Recognised("pdf", "application/pdf")),
    (0, b"\xff\xd8\xff", Recognised("image", "image/jpeg")),
    (0, b"\x89PNG\r\n\x1a\n", Recognised("image", "image/png")),
    (0, b"GIF87a", Recognised("image", "image/gif")),
    (0, b"GIF89a", Recognised("image", "image/gif")),
    (8, b"WEBP", Recognised("image", "image/webp")),
    (0, b"II*\0", Recognised("image", "image/tiff")),
    (0, b"MM\0*", Recognised("image", "image/tiff")),
    (4, b"ftypheic", Recognised("image", "image/heic")),
    (4, b"ftypheix", Recognised("image", "image/heic")),
    (4, b"ftypmif1", Recognised("image", "image/heif")),
    (4, b"ftypavif", Recognised("image", "image/avif")),
    (4, b"ftypqt  ", Recognised("video", "video/quicktime")),
    (4, b"ftyp", Recognised("video", "video/mp4")),
    (0, b"\x1a\x45\xdf\xa3", Recognised("video", "video/x-matroska")),
    (8, b"AVI LIST", Recognised("video", "video/x-msvideo")),
    (8, b"WAVE", Recognised("other", "audio/wav")),
    (0, b"\0\0\x01\xba", Recognised("video", "video/mpeg")),
    (0, b"\0\0\x01\xb3", Recognised("video", "video/mpeg")),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Recognised("video", "video/x-ms-wmv")),
    (0, b"{\\rtf", Recognised("office", "application/rtf")),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Recognised("office", "application/x-ole-storage")),
)

_REFUSED: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"MZ", "ingest.program", "a program for Windows"),
    (0, b"\x7fELF", "ingest.program", "a program for Linux"),
    (0, b"\xcf\xfa\xed\xfe", "ingest.program", "a program for macOS"),
    (0, b"\xce\xfa\xed\xfe", "ingest.program", "a program for macOS"),
    (0, b"\xfe\xed\xfa", "ingest.program", "a program for macOS"),
    (0, b"\xca\xfe\xba\xbe", "ingest.program", "a program for Java or macOS"),
    (0, b"#!", "ingest.program", "a script"),
    (0, b"L\0\0\0\x01\x14\x02\0", "ingest.program", "a Windows shortcut"),
    (0, b"\x1f\x8b", "ingest.archive", "a gzip archive"),
    (0, b"BZh", "ingest.archive", "a bzip2 archive"),
    (0, b"\xfd7zXZ\0", "ingest.archive", "an xz archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "ingest.archive", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "ingest.archive", "a RAR archive"),
    (0, b"MSCF", "ingest.archive", "a cabinet archive"),
    (257, b"ustar", "ingest.archive", "a tar archive"),
    (0x8001, b"CD001", "ingest.archive", "a disk image"),
)
_REASONS = {
    "ingest.program": "It is {what}: programs are not kept among clinical documents.",
    "ingest.archive": "It is {what}. Only ZIP archives are unpacked: unpack it first, then upload the files.",
}

_MARKUP = re.compile(rb"\s*<(?:\?xml|!--|!DOCTYPE|[A-Za-z])")
_HTML = re.compile(rb"<(?:!DOCTYPE\s+html|html|head|body|script|iframe|svg|object|embed)\b", re.IGNORECASE)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b", re.IGNORECASE)
_SCRIPT = re.compile(rb"\s*(?:<\?php|@echo\s+off|\[autorun\])", re.IGNORECASE)
_OFFICE_TYPES = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."
_CLUTTER = (
    (b"\0\x05\x16\x07", "a macOS resource fork"),
    (b"\0\0\0\x01Bud1", "a macOS folder setting"),
    (b"[.ShellClassInfo]", "a Windows folder setting"),
    (b"\r\n[.ShellClassInfo]", "a Windows folder setting"),
)
_ENDS_BYTES = 1 << 16
_MOST_LATIN = 0.3
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1b")


def recognise(data: Buffer) -> Recognised:
    """The kind of a document. Raises `BadInput` with a sentence for what is not kept as one.

    (`ingest.empty`, `ingest.program`, `ingest.archive`, `ingest.web_page`, `ingest.doctype`, `ingest.unknown_format`.)
    """
    if not data:
        raise BadInput("ingest.empty", "The file is empty.")
    head = bytes(data[:_HEAD_BYTES])
    for at, mark, found in _SIGNATURES:
        if head[at : at + len(mark)] == mark:
            return found
    for at, mark, code, what in _REFUSED:
        if bytes(data[at : at + len(mark)]) == mark:
            raise BadInput(code, _REASONS[code].format(what=what))
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return Recognised("image", "image/bmp")
    return _text(data, head)


def office_zip(data: Buffer) -> Recognised | None:
    """The office document that a ZIP is, by its first entry and the names in it; None for any other ZIP (which is unpacked)."""
    start = bytes(data[:_HEAD_BYTES])
    if start[:4] != b"PK\x03\x04":
        return None
    if start.startswith(_OPEN_DOCUMENT, 30):  # the first entry, stored, as OpenDocument demands
        kind = re.match(rb"[a-z]+", start[30 + len(_OPEN_DOCUMENT) :])
        return Recognised("office", f"application/vnd.oasis.opendocument.{kind.group().decode() if kind else 'text'}")
    if start.startswith((b"[Content_Types].xml", b"_rels/", b"docProps/"), 30):
        ends = bytes(data[:_ENDS_BYTES]) + bytes(data[-_ENDS_BYTES:])
        for folder, media_type in _OFFICE_TYPES:
            if folder in ends:
                return Recognised("office", media_type)
    return None


def clutter(data: Buffer) -> str:
    """What an operating system left beside the files of a person, in words; "" for all else."""
    for mark, what in _CLUTTER:
        if bytes(data[: len(mark)]) == mark:
            return what
    return ""


def _text(data: Buffer, head: bytes) -> Recognised:
    """Text that is Unicode or plain Latin; markup and scripts are told apart from it."""
    charset = _charset(data, head)
    if charset == "utf-16":
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode("utf-8", "replace")
    head = head.removeprefix(b"\xef\xbb\xbf")
    if not charset or any(byte < 32 and byte not in _TEXT_CONTROLS for byte in head):
        raise BadInput("ingest.unknown_format", "The file is neither DICOM nor a document of a known kind.")
    if _SCRIPT.match(head):
        raise BadInput("ingest.program", _REASONS["ingest.program"].format(what="a script"))
    if _HTML.search(head):
        raise BadInput("ingest.web_page", "It is a web page or a drawing that can hold scripts: such files are not kept among documents.")
    if _MARKUP.match(head):
        return _xml(data, charset)
    return Recognised("text", f"text/plain; charset={charset}")


def _charset(data: Buffer, head: bytes) -> str:
    """How text is written, "" for bytes that are no text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        str(memoryview(data), "utf-8")
    except UnicodeError:
        latin = sum(byte >= 0x80 for byte in head)
        return "windows-1252" if latin < _MOST_LATIN * len(head) else ""
    return "utf-8"


def _xml(data: Buffer, charset: str) -> Recognised:
    """XML is kept as a download and never parsed; one that declares a document type is refused (entities: CWE-611, CWE-776)."""
    body = data if charset != "utf-16" else bytes(data).decode("utf-16", "replace").encode("utf-8", "replace")
    if _DOCTYPE.search(body):
        raise BadInput("ingest.doctype", "The XML declares a document type or entities, which can make readers fetch or expand other data.")
    return Recognised("other", "application/xml")
