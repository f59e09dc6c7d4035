"""Place clinical documents with the studies they lie beside; what cannot be placed stays in quarantine and says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from anyio.to_thread import run_sync

from diaphane.db.work import Work
from diaphane.flows.fetch import fetch
from diaphane.flows.upload.beside import Beside
from diaphane.flows.upload.items import PENDING, UNPLACED, WORDS, folder_of, shown
from diaphane.flows.upload.line import Line, forget
from diaphane.index import queries
from diaphane.index.queries import placing
from diaphane.index.queries.placing import Announced, Waiting
from diaphane.ingest.read import read_file
from diaphane.model.ids import DocumentId, StudyUid, UploadId
from diaphane.model.instance import ClinicalDocument
from diaphane.model.study import Arrival, NewDocument


@dataclass(frozen=True, slots=True)
class _Placed:
    """A document and where it belongs; `folder` is where it lay in this upload."""

    waiting: Waiting
    index: int | None
    study: StudyUid | None


async def place_inside(line: Line, upload: UploadId, archive: str, placed: Iterable[tuple[str, StudyUid]]) -> dict[str, StudyUid]:
    """Place the documents that came inside one archive by what lay beside them there; the others wait on. By name."""
    beside = Beside.of(placed)
    async with line.house.work.of(line.scope) as work:
        waiting = await placing.waiting(work, upload, [PENDING])
    inside = [one for one in waiting if one.row.upload == upload and one.row.name.startswith(f"{archive}/")]
    found = [_Placed(one, None, study) for one in inside if (study := beside.study(folder_of(one.row.name))) is not None]
    await _attach(line, upload, found)
    return {one.waiting.row.name: one.study for one in found if one.study is not None}


async def place_all(line: Line, upload: UploadId) -> None:
    """Place every document of an upload that has come to its end."""
    async with line.house.work.of(line.scope) as work:
        announced = await placing.announced(work, upload)
        waiting = await placing.waiting(work, upload, [PENDING, UNPLACED])
    if not waiting:
        return
    beside = Beside.of((place, study) for one in announced for place in _places(one) for study in one.studies)
    by_digest = {one.sha256: one for one in announced}
    found: list[_Placed] = []
    for one in waiting:
        file = by_digest.get(one.sha256) or _archive(announced, one.row.name)
        # Announced again, a document lies where it was announced, wherever an earlier upload had it.
        name = shown(file.name) if one.sha256 in by_digest and file is not None else one.row.name
        found.append(_Placed(one, file.index if file is not None else None, beside.study(folder_of(name))))
    await _attach(line, upload, [one for one in found if one.study is not None])
    async with line.house.work.of(line.scope) as work:
        for unplaced in found:
            if unplaced.study is None:
                await _give_up(work, upload, unplaced)


def _places(file: Announced) -> tuple[str, ...]:
    """Where a file's studies lie: in its folder, and, if it is an archive, in itself."""
    name = shown(file.name)
    return (folder_of(name), name)


def _archive(announced: Iterable[Announced], name: str) -> Announced | None:
    """The archive something came in."""
    return next((file for file in announced if name.startswith(f"{shown(file.name)}/")), None)


async def _give_up(work: Work, upload: UploadId, one: _Placed) -> None:
    await placing.explain(work, one.waiting.row, UNPLACED, WORDS[UNPLACED])
    if one.index is not None:
        await placing.count_not_placed(work, upload, one.index)


async def _attach(line: Line, upload: UploadId, found: list[_Placed]) -> None:
    """Write the documents' rows in place of their quarantine rows; their bytes stay where they are."""
    house, scope = line.house, line.scope
    documents: list[NewDocument] = []
    for one in found:
        row = one.waiting.row
        data = await fetch(house, scope, row.extent)
        what = await run_sync(read_file, row.name, data.data, house.settings.limits)
        if isinstance(what, ClinicalDocument) and one.study is not None:
            made = NewDocument(DocumentId(uuid4()), one.study, what.title, what.kind, what.media_type, row.extent, one.waiting.sha256)
            documents.append(made)
    if not found:
        return
    async with house.work.of(scope) as work:
        await queries.add(work, Arrival(packs=(), documents=tuple(documents)))
        _, unused = await queries.quarantine_remove(work, [one.waiting.row.id for one in found])
        for one in found:
            if one.index is not None and one.study is not None:
                await placing.count_placed(work, upload, one.index, one.study)
    await forget(house.cell(scope), scope, unused)
