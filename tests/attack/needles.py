"""What must not be found on disk: the patients of some DICOM files in every form we can think of, and the heads of their formats."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from pydicom import dcmread
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset

from diaphane.dicom.text import fold

SHORTEST = 6
"""Bytes. Sealed bytes are random: in 200 MB a given needle of 4 bytes turns up by chance once in 20 runs, one of 6 once in a million.

So `DICM` is sought with the group number that follows it in every file (PS3.10 section 7.1) and `%PDF` with its version (ISO 32000);
values that are too short alone (the name HEAD, the name 王) are sought as the whole data element, with tag and length around them.
Left out: a date as a number of days, which is 4 bytes.
"""
FORMATS = {"a DICOM file": b"DICM\x02\x00", "a PDF file": b"%PDF-1"}
IDENTIFYING = {0x00100020, 0x00100030, 0x00101000, 0x00101001, 0x00101040, 0x00080050}
"""Patient ID, birth date, other ids, other names, address, accession number; names are known by their VR."""

Needles = dict[bytes, str]
PREFIX = 4  # bytes


def needles(files: Iterable[Path], words: Iterable[str] = ()) -> Needles:
    """Each needle with what it is, for people. `words` are sought beside what the files hold."""
    found: Needles = {}
    seen: set[tuple[int, bytes]] = set()
    for path in files:
        for raw, texts in _values(dcmread(path, force=True, stop_before_pixels=True)):
            value = raw.value or b""
            if (raw.tag, value) not in seen:
                seen.add((raw.tag, value))
                found |= dict.fromkeys(_elements(raw), f"element {raw.tag} of {path.name}")
                found |= dict.fromkeys(re.split(rb"[\^=\\]", value), f"part of {raw.tag} of {path.name}")
                for text in texts:
                    found |= dict.fromkeys(_forms(text), f"{raw.tag} of {path.name}: {text}")
    for word in words:
        found |= dict.fromkeys(_forms(word), word)
    kept = {needle: what for what, needle in FORMATS.items()}
    for needle in sorted({each.rstrip(b" "): what for each, what in found.items()}, key=len):
        long = len(needle) >= SHORTEST and len(set(needle)) > 2
        if long and not any(shorter in needle for shorter in kept):  # whoever holds the longer one holds this one too
            kept[needle] = found.get(needle) or found[needle + b" "]
    return kept


def search(folders: Iterable[Path], sought: Needles) -> list[str]:
    """A sentence for each needle in each file below `folders`, file names included."""
    starts: dict[int, list[bytes]] = {}
    for needle in sought:
        starts.setdefault(int.from_bytes(needle[:PREFIX], "big"), []).append(needle)
    return [
        f"{path.relative_to(folder)} holds {sought[needle]}"
        for folder in folders
        for path in sorted(folder.rglob("*"))
        for needle in sorted(_held(_content(path), starts))
    ]


def _held(data: bytes, starts: dict[int, list[bytes]]) -> set[bytes]:
    """Which needles lie in `data`, by their first bytes: one pass for hundreds of needles."""
    each = np.frombuffer(data, np.uint8)
    pairs = each[:-1].astype(np.uint16) << np.uint16(8) | each[1:]
    wanted = np.zeros(1 << 16, bool)
    wanted[[start >> 16 for start in starts]] = True
    at = np.flatnonzero(wanted[pairs[:-2]])
    at = at[np.isin(pairs[at].astype(np.uint32) << 16 | pairs[at + 2], np.array(list(starts), np.uint32))]
    return {
        needle
        for place in at.tolist()
        for needle in starts[int.from_bytes(data[place : place + PREFIX], "big")]
        if data.startswith(needle, place)
    }


def _content(path: Path) -> bytes:
    return (
        path.name.encode("utf-8", "surrogateescape") + bytes(4) + (path.read_bytes() if path.is_file() and not path.is_symlink() else b"")
    )


def _values(dataset: Dataset) -> Iterator[tuple[RawDataElement, list[str]]]:
    """Identifying elements at any depth: as they lie in the file, and as text."""
    for tag in list(dataset.keys()):
        raw = dataset.get_item(tag)
        element = dataset[tag]
        if element.VR == "SQ":
            for item in element.value or ():
                yield from _values(item)
        elif isinstance(raw, RawDataElement) and raw.value and (element.VR == "PN" or int(tag) in IDENTIFYING):
            yield raw, [str(value) for value in (element.value if element.VM > 1 else [element.value])]


def _elements(raw: RawDataElement) -> Iterator[bytes]:
    """The whole data element, explicit and implicit VR (PS3.5 section 7.1)."""
    value = raw.value or b""
    if len(value) >= 3:
        tag = struct.pack("<HH", raw.tag.group, raw.tag.element)
        yield tag + (raw.VR or "").encode() + struct.pack("<H", len(value)) + value
        yield tag + struct.pack("<I", len(value)) + value


def _forms(text: str) -> Iterator[bytes]:
    """A value whole, by component groups and by components; as stored, as folded for search; in encodings a database or a log may use."""
    pieces = {text, *text.split("="), *text.replace("=", "^").split("^")}
    if len(text) == 8 and text.isdigit():
        pieces |= {f"{text[:4]}-{text[4:6]}-{text[6:]}", f"{text[6:]}.{text[4:6]}.{text[:4]}"}
    for piece in pieces:
        for form in {piece, fold(piece), piece.lower(), piece.upper()}:
            yield form.encode()
            yield form.encode("utf-16-le")
            yield form.encode().hex().encode() if len(form.encode()) >= SHORTEST else b""
            yield form.encode("unicode_escape")
