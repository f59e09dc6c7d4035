"""Take in a batch of files: each is read, sealed, stored and indexed before anything is answered."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base.errors import BadInput
from diaphane.base.settings import Limits
from diaphane.db.work import Work
from diaphane.flows.house import House
from diaphane.flows.upload.archive import unpack
from diaphane.flows.upload.items import Item, Taken, shown
from diaphane.flows.upload.line import Line, take_in
from diaphane.flows.upload.results import FileResult, of_archive, of_file, of_refused, to_record
from diaphane.index import queries
from diaphane.ingest.read import Archive, Ignored, read_file, unusable
from diaphane.model.ids import UploadId
from diaphane.model.principals import Principal
from diaphane.model.upload import ManifestFile

Read = Item | Archive


async def batch(house: House, who: Principal, upload: UploadId, files: Sequence[tuple[int, memoryview]]) -> list[FileResult]:
    """What became of each file, in the order they came; durable and committed when this returns. Sending a batch again is free.

    Raises `NotHere` for an unknown upload or index, `BadInput` for bytes that are not what the manifest announced, `Busy`.
    """
    decide(who, Permission.UPLOAD_SEND, who.scope)
    line = Line(house, who.scope, upload)
    announced = await house.manifests.of(house.work, who.scope, upload, [index for index, _ in files])
    read = await run_sync(partial(_read_all, files, announced, house.settings.limits))
    results: dict[int, FileResult] = {}
    plain = [(index, what) for (index, _), what in zip(files, read, strict=True) if isinstance(what, Item)]

    async def record(work: Work, taken: list[Taken]) -> None:
        results.update({index: of_file(index, one) for (index, _), one in zip(plain, taken, strict=True)})
        await queries.record(work, upload, to_record(list(results.values())))

    if plain:
        await take_in(line, [item for _, item in plain], record)
    for (index, data), what in zip(files, read, strict=True):
        if isinstance(what, Archive):
            results[index] = await archive(line, upload, index, what.name, io.BytesIO(data), _given(data))
    return [results[index] for index, _ in files]


async def archive(
    line: Line, upload: UploadId, index: int, name: str, file: io.BufferedIOBase, whole: Callable[[], memoryview]
) -> FileResult:
    """Take in an archive; one that is refused goes to quarantine itself, and only then are its bytes asked for as a `whole`."""
    unpacked = await unpack(line, upload, name, file)
    if unpacked.refused is None:
        result = of_archive(index, unpacked)
        async with line.house.work.of(line.scope) as work:
            await queries.record(work, upload, to_record([result]))
        return result
    results: list[FileResult] = []

    async def record(work: Work, taken: list[Taken]) -> None:
        results.append(of_refused(index, taken[0], unpacked))
        await queries.record(work, upload, to_record(results))

    data = await run_sync(whole)
    await take_in(line, [Item(name, await run_sync(unusable, name, data, unpacked.refused))], record)
    return results[0]


def _given(data: memoryview) -> Callable[[], memoryview]:
    return lambda: data


def read_one(announced: ManifestFile, index: int, data: memoryview | bytes, limits: Limits) -> Read:
    """What one file is. Raises `BadInput` when it is not the file that was announced."""
    if len(data) != announced.size:
        raise changed(index)
    name = shown(announced.name)
    what = read_file(name, data, limits)
    digest = hashlib.sha256(data).digest() if isinstance(what, Ignored | Archive) else what.sha256
    if digest != announced.sha256:
        raise changed(index)
    return what if isinstance(what, Archive) else Item(name, what)


def _read_all(files: Sequence[tuple[int, memoryview]], announced: Mapping[int, ManifestFile], limits: Limits) -> list[Read]:
    return [read_one(announced[index], index, data, limits) for index, data in files]


def changed(index: int) -> BadInput:
    """The refusal of bytes that are not what the manifest says."""
    return BadInput(
        "upload.changed", f"File {index} is not what was announced: it changed before or while it was sent. Start the upload again."
    )
