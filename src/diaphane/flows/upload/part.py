"""Take in one part of a file too large for one request; with the last one the whole file goes down the line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base.errors import BadInput, Conflict
from diaphane.db.work import Work
from diaphane.flows.fetch import reader_of
from diaphane.flows.house import House
from diaphane.flows.upload.batch import archive, changed, read_one
from diaphane.flows.upload.items import Item, Taken, shown
from diaphane.flows.upload.keep import keep_one
from diaphane.flows.upload.line import Line, forget, take_in
from diaphane.flows.upload.results import FileResult, of_file, to_record
from diaphane.index import queries
from diaphane.ingest.read import Archive, read_file
from diaphane.model.ids import UploadId
from diaphane.model.principals import Principal
from diaphane.model.sealed import Extent, Plain
from diaphane.model.upload import ManifestFile
from diaphane.seal.file import SealedFile

SAMPLE_BYTES = 64 << 10
PIECE_BYTES = 4 << 20


async def part(house: House, who: Principal, upload: UploadId, index: int, offset: int, data: memoryview) -> tuple[int, bool]:
    """Keep one part; returns how many bytes of the file are safe, and whether that is all of them: then call `whole`.

    A part that is not the next one is not kept: the answer says where to go on. Raises `NotHere` for an unknown upload or
    index, `BadInput` for bytes beyond the announced size, `Busy`.
    """
    decide(who, Permission.UPLOAD_SEND, who.scope)
    async with house.work.of(who.scope) as work:
        announced = (await queries.upload_file(work, upload, [index]))[index]
        received = sum(extent.length for _, extent in await queries.parts_of(work, upload, index))
        done = announced.sha256 in await queries.known(work, {announced.sha256})
    if done:
        return announced.size, True
    if offset == received and len(data) > 0:
        if offset + len(data) > announced.size:
            raise BadInput("upload.size", f"The parts of file {index} are longer together than the file was announced to be.")
        kept = await run_sync(keep_one, house.cell(who.scope), who.scope, {0: Plain(data)})
        try:
            async with house.work.of(who.scope) as work:
                await queries.add_part(work, upload, index, offset, kept.head, kept.extents[0])
        except Conflict:  # the same part came twice at once: the first one counts
            await forget(house.cell(who.scope), who.scope, [kept.head.pack])
        received += len(data)
    return received, received == announced.size


async def whole(house: House, who: Principal, upload: UploadId, index: int) -> FileResult:
    """Send a file whose parts are all here down the line, then forget the parts.

    Raises `BadInput` for a file that is not what was announced, `Busy` when there is no room for it now; calling again is free.
    """
    decide(who, Permission.UPLOAD_SEND, who.scope)
    line = Line(house, who.scope, upload)
    async with house.work.of(who.scope) as work:
        announced = (await queries.upload_file(work, upload, [index]))[index]
        parts = await queries.parts_of(work, upload, index)
    if sum(extent.length for _, extent in parts) != announced.size:
        return FileResult(index, "already_there", "", "", None)
    return await _whole(line, upload, index, announced, [extent for _, extent in parts])


async def _whole(line: Line, upload: UploadId, index: int, announced: ManifestFile, extents: Sequence[Extent]) -> FileResult:
    """The parts as one file, down the line, then forgotten."""
    file = await _joined(line, extents)
    name = shown(announced.name)
    if await run_sync(_is_archive, file, announced, name, line):
        if await run_sync(_digest, file) != announced.sha256:
            raise changed(index)
        file.seek(0)
        result = await archive(line, upload, index, name, file, partial(_all, file, announced.size))
    else:
        async with line.house.room.of(announced.size):
            result = await _one(line, upload, index, announced, await run_sync(_all, file, announced.size))
    async with line.house.work.of(line.scope) as work:
        unused = await queries.drop_parts(work, upload, index)
    await forget(line.house.cell(line.scope), line.scope, unused)
    return result


async def _one(line: Line, upload: UploadId, index: int, announced: ManifestFile, data: memoryview) -> FileResult:
    what = await run_sync(read_one, announced, index, data, line.house.settings.limits)
    if not isinstance(what, Item):
        raise TypeError(type(what).__name__)
    results: list[FileResult] = []

    async def record(work: Work, taken: list[Taken]) -> None:
        results.append(of_file(index, taken[0]))
        await queries.record(work, upload, to_record(results))

    await take_in(line, [what], record)
    return results[0]


async def _joined(line: Line, extents: Sequence[Extent]) -> SealedFile:
    first, *rest = [(await reader_of(line.house, line.scope, extent), extent) for extent in extents]
    return SealedFile(*first, *rest)


def _is_archive(file: SealedFile, announced: ManifestFile, name: str, line: Line) -> bool:
    """Whether a file is a ZIP to unpack, by its beginning and end."""
    sample = file.read(SAMPLE_BYTES)
    file.seek(max(announced.size - SAMPLE_BYTES, len(sample)))
    sample += file.read(SAMPLE_BYTES)
    file.seek(0)
    return isinstance(read_file(name, sample, line.house.settings.limits), Archive)


def _digest(file: SealedFile) -> bytes:
    state = hashlib.sha256()
    while piece := file.read(PIECE_BYTES):
        state.update(piece)
    return state.digest()


def _all(file: SealedFile, size: int) -> memoryview:
    """The whole file in memory."""
    buffer = memoryview(bytearray(size))
    file.seek(0)
    at = 0
    while count := file.readinto(buffer[at : at + PIECE_BYTES]):
        at += count
    return buffer.toreadonly()
