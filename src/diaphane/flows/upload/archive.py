"""Take in what is in a ZIP, helping by helping, so that memory holds one helping however large the archive is."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from anyio.to_thread import run_sync

from diaphane.base.errors import BadInput
from diaphane.base.settings import Limits
from diaphane.db.work import Work
from diaphane.flows.upload.items import PENDING, Item, Taken, folder_of, shown
from diaphane.flows.upload.line import Line, take_in
from diaphane.flows.upload.place import place_inside
from diaphane.ingest.read import Archive, read_file, unusable
from diaphane.ingest.unpack import Budget, entries
from diaphane.model.ids import UploadId
from diaphane.model.upload import Outcome

HELPING_BYTES = 16 << 20
HELPING_FILES = 500
_NO_ZIP = BadInput("ingest.zip_damaged", "The ZIP archive is damaged. Make it again, or upload the files without it.")


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What became of the files in an archive; `refused` when the archive as a whole was, after what came of it before."""

    children: tuple[Taken, ...]
    refused: BadInput | None

    def counts(self) -> dict[Outcome, int]:
        """How many files ended how."""
        return dict(Counter(child.outcome for child in self.children))


async def unpack(line: Line, upload: UploadId, name: str, file: io.BufferedIOBase) -> Unpacked:
    """Take in an archive's files. All that is returned is durable and known; documents are placed by what lies beside them inside."""
    limits, budget = line.house.settings.limits, line.house.budgets.of(upload)
    helpings = _helpings(name, file, limits, budget)
    children: list[Taken] = []
    refused: BadInput | None = None
    try:
        while (items := await run_sync(next, helpings, None)) is not None:
            children += await take_in(line, items, _nothing)
    except BadInput as error:
        refused = error
    if any(child.code == PENDING for child in children):
        beside = [(folder_of(child.name), child.study) for child in children if child.study is not None]
        placed = await place_inside(line, upload, name, beside)
        children = [Taken(child.name, "stored", study=placed[child.name]) if child.name in placed else child for child in children]
    return Unpacked(tuple(children), refused)


async def _nothing(_work: Work, _taken: Sequence[Taken]) -> None:
    """The archive's own row is written when all of it is in."""


def _helpings(name: str, file: io.BufferedIOBase, limits: Limits, budget: Budget) -> Iterator[list[Item]]:
    """The archive's files, read, a helping at a time. Raises `BadInput` when the rest of the archive cannot be used."""
    items: list[Item] = []
    size = 0
    try:
        for entry in entries(file, limits, budget):
            inner = shown(f"{name}/{entry.name}")
            what = unusable(inner, entry.data, entry.refused) if entry.refused is not None else read_file(inner, entry.data, limits)
            if isinstance(what, Archive):  # `entries` opens those it can
                what = unusable(inner, entry.data, _NO_ZIP)
            items.append(Item(inner, what))
            size += len(entry.data)
            if size >= HELPING_BYTES or len(items) >= HELPING_FILES:
                yield items
                items, size = [], 0
    except BadInput:
        if items:
            yield items
        raise
    if items:
        yield items
