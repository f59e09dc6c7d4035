"""Writes docs/conformance/pictures.md: every real file of ../shared/data with how it is shown, or why not. `just docs` runs it.

A test compares the page with what the product does.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from uuid import UUID

from diaphane.base.errors import DiaphaneError
from diaphane.base.settings import Limits
from diaphane.dicom.syntaxes import SYNTAXES
from diaphane.ingest.read import Archive, Ignored, read_file
from diaphane.load.shelf import Shelf
from diaphane.model.ids import AccountId, PackId, RegionId, SeriesUid
from diaphane.model.instance import ClinicalDocument, DicomInstance, Unusable
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, Plain
from diaphane.model.ticket import InstanceRef, SeriesTicket

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
PAGE = ROOT / "docs/conformance/pictures.md"
HEAD = """# Pictures of real files

<!-- Written by `just docs` (tools/picture_table.py). A test compares it with what the product does. -->

What becomes of each file of the real set that development uses: shown as a picture, kept as a document, or refused with this sentence.

| folder | files | transfer syntax | result |
|---|---|---|---|
"""


class _Pack:
    """One file as a pack without its seal."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, offset: int, length: int) -> Plain:
        """Bytes of the file."""
        return Plain(self._data[offset : offset + length])


def page(data: Path = DATA) -> str:
    """The page's text. Decodes the first, middle and last frame of every file."""
    shelf = Shelf(1 << 30, 2)
    try:
        lines: Counter[tuple[str, str, str]] = Counter()
        for path in sorted(path for path in data.rglob("*") if path.is_file() and path.parent != data):
            lines[str(path.parent.relative_to(data)), *_result(shelf, path)] += 1
    finally:
        shelf.close_all()
    rows = "".join(f"| {folder} | {count} | {syntax} | {result} |\n" for (folder, syntax, result), count in sorted(lines.items()))
    return HEAD + rows + _totals(lines)


def _totals(lines: Counter[tuple[str, str, str]]) -> str:
    """How many files came to what: every file is in exactly one row."""
    ends: Counter[str] = Counter()
    for (_, _, result), count in lines.items():
        ends[result.partition(":")[0].partition(",")[0].partition(" (")[0]] += count
    said = ", ".join(f"{count} {end}" for end, count in sorted(ends.items(), key=lambda one: -one[1]))
    return f"\n{sum(lines.values())} files: {said}.\n"


def _result(shelf: Shelf, path: Path) -> tuple[str, str]:
    found = read_file(path.name, path.read_bytes(), Limits())
    match found:
        case DicomInstance():
            name = SYNTAXES[found.transfer_syntax].name if found.transfer_syntax in SYNTAXES else found.transfer_syntax
            if found.not_viewable or found.frames is None or found.picture is None:
                kept = ", its document is shown" if found.document is not None else ""
                return name, f"kept{kept}: {found.not_viewable}"
            return name, _shown(shelf, found, path.read_bytes())
        case ClinicalDocument():
            return "", f"document ({found.kind})"
        case Unusable():
            return "", f"quarantine: {found.reason}"
        case Ignored():
            return "", f"not kept: {found.reason}"
        case Archive():
            return "", "unpacked"


def _shown(shelf: Shelf, found: DicomInstance, data: bytes) -> str:
    assert found.frames is not None  # noqa: S101 (the caller looked)
    assert found.picture is not None  # noqa: S101
    scope = Scope(AccountId(_UUID), RegionId("docs"))
    ref = InstanceRef(
        found.sop_uid, found.sop_class, found.transfer_syntax, Extent(PackId(_UUID), 0, len(data)),
        found.pixel_offset, found.frames, found.picture, found.sha256,
    )  # fmt: skip
    shelf.open(SeriesTicket(scope, SeriesUid("1.2"), "", found.sha256.hex(), (ref,), ()), {PackId(_UUID): _Pack(data)})
    frames = max(1, found.picture.frames)
    try:
        for number in sorted({0, frames // 2, frames - 1}):
            shelf.frame(scope, "1.2", number, neighbours=False).result(120)
    except DiaphaneError as error:
        return f"refused: {error.message}"
    return "shown" if frames == 1 else f"shown, {frames} frames"


_UUID = UUID(int=1)


def main() -> None:
    """Write the page, where the real set is."""
    if not DATA.is_dir():
        print("The real DICOM files (../shared/data) are not on this machine: docs/conformance/pictures.md stays as it is.")
        return
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page())


if __name__ == "__main__":
    main()
