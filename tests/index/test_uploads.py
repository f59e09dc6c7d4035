"""An upload remembers what was announced, what came, and what became of it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.index.making import Maker

from diaphane.base.errors import Conflict, NotHere
from diaphane.db.work import UnitOfWork
from diaphane.index import queries
from diaphane.model.ids import PackId, StudyUid, UploadId
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackHead
from diaphane.model.upload import FileOutcome, ManifestFile


def manifest(count: int) -> list[ManifestFile]:
    return [ManifestFile(f"Müller/IM{number}", 100 + number, number.to_bytes(32, "big")) for number in range(count)]


async def test_only_what_is_not_held_yet_is_missing(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    held = make.instance()
    upload = UploadId(uuid4())
    files = [*manifest(2), ManifestFile("again", 100, held.sha256)]
    async with unit.of(scope) as work:
        await queries.add(work, make.arrival(held))
        assert await queries.open_upload(work, upload, files) == (0, 1)
        state = await queries.upload_state(work, upload)
        assert (state.files, state.missing, state.counts["already_there"], state.finished_at) == (3, (0, 1), 1, None)
        assert await queries.upload_file(work, upload, [0, 2]) == {0: files[0], 2: files[2]}
        with pytest.raises(NotHere):
            await queries.upload_file(work, upload, [0, 3])


async def test_the_first_outcome_of_a_file_stands(unit: UnitOfWork, scope: Scope) -> None:
    upload = UploadId(uuid4())
    async with unit.of(scope) as work:
        await queries.open_upload(work, upload, manifest(4))
        await queries.record(work, upload, [FileOutcome(1, "stored", (StudyUid("1.2"),))])
        unpacked = FileOutcome(2, "unpacked", (StudyUid("1.2"), StudyUid("1.3")), {"stored": 40, "quarantined": 2})
        await queries.record(work, upload, [FileOutcome(1, "quarantined"), unpacked, FileOutcome(3, "ignored")])
        state = await queries.upload_state(work, upload)
    assert state.missing == (0,)
    assert state.counts == {"stored": 41, "already_there": 0, "quarantined": 2, "conflict": 0, "ignored": 1}
    assert state.studies == ("1.2", "1.3")


async def test_finishing_twice_keeps_the_first_moment(unit: UnitOfWork, scope: Scope) -> None:
    upload = UploadId(uuid4())
    async with unit.of(scope) as work:
        await queries.open_upload(work, upload, [])
        await queries.finish_upload(work, upload)
        first = (await queries.upload_state(work, upload)).finished_at
    async with unit.of(scope) as work:
        await queries.finish_upload(work, upload)
        assert (await queries.upload_state(work, upload)).finished_at == first
    assert first is not None


async def test_parts_are_kept_in_order_and_dropped_with_their_packs(unit: UnitOfWork, scope: Scope) -> None:
    upload = UploadId(uuid4())
    packs = [PackId(uuid4()) for _ in range(2)]
    async with unit.of(scope) as work:
        await queries.open_upload(work, upload, manifest(1))
        for offset, pack in ((64, packs[1]), (0, packs[0])):
            await queries.add_part(work, upload, 0, offset, PackHead(pack, b"h", 64), Extent(pack, 0, 64))
        assert await queries.parts_of(work, upload, 0) == [(0, Extent(packs[0], 0, 64)), (64, Extent(packs[1], 0, 64))]
        with pytest.raises(Conflict):
            await queries.add_part(work, upload, 0, 64, PackHead(packs[0], b"h", 64), Extent(packs[0], 0, 64))
        with pytest.raises(Conflict):
            await queries.add_part(work, upload, 9, 0, PackHead(packs[0], b"h", 64), Extent(packs[0], 0, 64))
        assert set(await queries.drop_parts(work, upload, 0)) == set(packs)
        assert await queries.parts_of(work, upload, 0) == []
