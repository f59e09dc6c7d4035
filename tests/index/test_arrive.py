"""What arrives is written once, counted right, and told."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import anyio
import pytest
from tests.index.making import Maker

from diaphane.base.errors import NotHere
from diaphane.db.engine import Database
from diaphane.db.listen import MISSED, STUDY, Note, notes
from diaphane.db.work import UnitOfWork
from diaphane.index import queries
from diaphane.model.ids import DocumentId, QuarantineId, SeriesUid, StudyUid
from diaphane.model.instance import PatientFacts, PersonName
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent
from diaphane.model.study import Arrival, NewDocument, NewQuarantine, StudyQuery


async def test_everything_written_comes_back(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    first, second = make.instance(), make.instance()
    async with unit.of(scope) as work:
        added = await queries.add(work, make.arrival(first, second))
    assert added.new_studies == added.studies == (make.study.uid,)
    assert added.stored == {first.sop_uid, second.sop_uid}
    async with unit.of(scope) as work:
        row = await queries.study(work, make.study.uid)
        assert (row.study, row.patient, row.body_part) == (make.study, make.patient, "CHEST")
        assert (row.modalities, row.series_count, row.instance_count, row.bytes) == (("CT",), 1, 2, 200)
        assert row.received_at.tzinfo is not None
        [series] = await queries.series_of(work, make.study.uid)
        assert series.series == make.series
        assert (series.instance_count, series.frame_count, series.bytes, series.viewable, series.reason) == (2, 2, 200, True, "")
        found = await queries.instances_of(work, make.series.uid)
        assert [(one.sop_uid, one.extent, one.frames, one.picture, one.sha256) for one in found] == [
            (one.sop_uid, one.extent, one.frames, one.picture, one.sha256) for one in (first, second)
        ]
        assert await queries.instance(work, second.sop_uid) == found[1]
        assert await queries.packs(work, [make.pack]) == list(make.heads())
        assert await queries.known(work, {first.sha256, b"x" * 32}) == {first.sha256}
        known = await queries.by_sop(work, [first.sop_uid])
        assert known[first.sop_uid].study_uid == make.study.uid


async def test_the_same_again_changes_nothing(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    one = make.instance()
    async with unit.of(scope) as work:
        await queries.add(work, make.arrival(one))
    again = make.other(study=make.study, series=make.series)  # another pack
    async with unit.of(scope) as work:
        added = await queries.add(work, again.arrival(replace(one, extent=Extent(again.pack, 0, 100))))
        assert added.already_there == {one.sop_uid}
        assert not added.stored
        assert not added.studies
        assert added.unused_packs == (again.pack,)
        assert (await queries.study(work, make.study.uid)).instance_count == 1
        with pytest.raises(NotHere):
            await queries.packs(work, [again.pack])


async def test_other_bytes_under_the_same_uid_are_a_conflict(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    one = make.instance()
    other = replace(one, sha256=b"o" * 32)
    async with unit.of(scope) as work:
        added = await queries.add(work, make.arrival(one, other))
        assert added.stored == {one.sop_uid}
        assert added.conflicts == {one.sop_uid}
    async with unit.of(scope) as work:
        added = await queries.add(work, make.arrival(other))
        assert added.conflicts == {one.sop_uid}
        assert (await queries.instance(work, one.sop_uid)).sha256 == one.sha256


async def test_a_conflict_makes_no_empty_study(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    one = make.instance()
    async with unit.of(scope) as work:
        await queries.add(work, make.arrival(one))
    stranger = make.other()
    async with unit.of(scope) as work:
        added = await queries.add(work, stranger.arrival(replace(stranger.instance(), sop_uid=one.sop_uid)))
        assert added.conflicts == {one.sop_uid}
        with pytest.raises(NotHere):
            await queries.study(work, stranger.study.uid)


async def test_a_series_in_two_studies_is_a_conflict(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    stranger = make.other(series=make.series)
    async with unit.of(scope) as work:
        await queries.add(work, make.arrival(make.instance()))
        stray = stranger.instance()
        added = await queries.add(work, stranger.arrival(stray))
        assert added.conflicts == {stray.sop_uid}
        assert not added.stored
        assert (await queries.search(work, StudyQuery())).total == 1


async def test_a_study_keeps_its_first_patient(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    async with unit.of(scope) as work:
        await queries.add(work, make.arrival(make.instance()))
        late = replace(make.instance(), patient=PatientFacts(PersonName("Doe^Jane"), "OTHER"))
        added = await queries.add(work, make.arrival(late))
        assert added.other_patients == (make.study.uid,)
        assert added.stored == {late.sop_uid}
        assert (await queries.study(work, make.study.uid)).patient == make.patient


async def test_the_same_uids_in_two_accounts_are_both_kept(unit: UnitOfWork, scope: Scope, other_scope: Scope, make: Maker) -> None:
    one = make.instance()
    twin = make.other(study=make.study, series=make.series)
    async with unit.of(scope) as work:
        await queries.add(work, make.arrival(one))
    async with unit.of(other_scope) as work:
        assert await queries.known(work, {one.sha256}) == set()
        added = await queries.add(work, twin.arrival(replace(one, extent=Extent(twin.pack, 0, 7))))
        assert added.stored == {one.sop_uid}
        assert (await queries.instance(work, one.sop_uid)).extent.pack == twin.pack
    async with unit.of(scope) as work:
        assert (await queries.instance(work, one.sop_uid)).extent.pack == make.pack


async def test_counters_are_right_however_many_arrive_at_once(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    """Eight arrivals at once: two studies each, in opposite orders, one new series each, and one file that all of them bring."""
    shared = make.instance()
    second = make.other()

    async def arrive(number: int) -> None:
        mine = make.other(study=make.study, patient=make.patient)
        mine.series = replace(make.series, uid=SeriesUid(f"{make.series.uid}.{number}"), modality="MR" if number % 2 else "PT")
        second_instances = [replace(second.instance(), extent=Extent(mine.pack, n, 10)) for n in range(3)]
        own = [mine.instance() for _ in range(5)]
        everything = [*own, replace(shared, extent=Extent(mine.pack, 0, 100)), *second_instances]
        async with unit.of(scope) as work:
            await queries.add(work, Arrival(mine.heads(), tuple(everything if number % 2 else reversed(everything))))

    async with anyio.create_task_group() as tasks:
        for number in range(8):
            tasks.start_soon(arrive, number)
    async with unit.of(scope) as work:
        row = await queries.study(work, make.study.uid)
        assert (row.instance_count, row.series_count, row.bytes) == (8 * 5 + 1, 8 + 1, 41 * 100)
        assert row.modalities == ("CT", "MR", "PT")
        row = await queries.study(work, second.study.uid)
        assert (row.instance_count, row.series_count, row.bytes) == (24, 1, 240)
        for series in await queries.series_of(work, make.study.uid):
            assert series.instance_count == len(await queries.instances_of(work, series.series.uid))


async def test_documents_hang_on_a_study_and_come_once(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    document = NewDocument(
        DocumentId(uuid4()), make.study.uid, "Befund Müller.pdf", "pdf", "application/pdf", Extent(make.pack, 0, 50), b"d" * 32
    )
    async with unit.of(scope) as work:
        added = await queries.add(work, Arrival(make.heads(), (make.instance(),), (document,)))
        assert added.documents == {document.id}
        again = await queries.add(work, Arrival(make.heads(), (), (replace(document, id=DocumentId(uuid4())),)))
        assert not again.documents
        row = await queries.study(work, make.study.uid)
        assert (row.document_count, row.bytes) == (1, 150)
        [found] = await queries.documents_of(work, make.study.uid)
        assert (found.title, found.kind, found.extent) == ("Befund Müller.pdf", "pdf", document.extent)
        assert await queries.document(work, document.id) == found
        with pytest.raises(NotHere):
            await queries.add(work, Arrival((), (), (replace(document, study_uid=StudyUid("1.2.3")),)))


async def test_quarantine_is_listed_read_and_removed(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    item = NewQuarantine(
        QuarantineId(uuid4()), None, "Müller.xyz", "ingest.empty", "The file is empty.", Extent(make.pack, 0, 50), b"q" * 32
    )
    async with unit.of(scope) as work:
        added = await queries.add(work, Arrival(make.heads(), quarantine=(item,)))
        assert added.quarantined == {item.id}
        assert not added.unused_packs
        [found] = await queries.quarantine_list(work)
        assert (found.name, found.reason_code, found.reason) == (item.name, item.reason_code, item.reason)
        assert await queries.quarantine_get(work, [item.id]) == [found]
        assert await queries.known(work, {item.sha256}) == {item.sha256}
        assert await queries.quarantine_remove(work, [item.id, QuarantineId(uuid4())]) == (1, (make.pack,))
        for gone in (queries.quarantine_get, queries.quarantine_remove):
            with pytest.raises(NotHere):
                await gone(work, [item.id])


async def test_quarantine_is_listed_page_by_page(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    """Newest first; several that came at one moment are neither lost nor shown twice; none younger than asked for."""
    for group in range(3):
        items = tuple(
            NewQuarantine(QuarantineId(uuid4()), None, f"{group}{number}", "x", "X.", Extent(make.pack, 0, 1), uuid4().bytes * 2)
            for number in range(4)
        )
        async with unit.of(scope) as work:
            await queries.add(work, Arrival(make.heads(), quarantine=items))
    async with unit.of(scope) as work:
        everything = await queries.quarantine_list(work)
        assert await queries.quarantine_count(work) == len(everything) == 12
        assert [row.name[0] for row in everything] == [*"2222", *"1111", *"0000"]
        found = await queries.quarantine_list(work, 5)
        while page := await queries.quarantine_list(work, 5, (found[-1].received_at, found[-1].id)):
            found += page
        assert found == everything
        assert await queries.quarantine_list(work, until=everything[4].received_at) == everything[4:]
        besides = [everything[5].id, everything[11].id]
        assert await queries.quarantine_list(work, until=everything[4].received_at, besides=besides) == [everything[4], *everything[6:11]]
        found = await queries.quarantine_from_oldest(work, 5)
        while page := await queries.quarantine_from_oldest(work, 5, (found[-1].received_at, found[-1].id)):
            found += page
        assert found == everything[::-1]


async def test_what_cannot_be_viewed_says_why(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    report = replace(make.instance(), frames=None, picture=None, not_viewable="This is a measurement report.")
    async with unit.of(scope) as work:
        await queries.add(work, make.arrival(report))
        [series] = await queries.series_of(work, make.study.uid)
        assert (series.viewable, series.reason, series.frame_count) == (False, "This is a measurement report.", 0)
        assert (await queries.instance(work, report.sop_uid)).not_viewable == "This is a measurement report."


async def test_a_thumbnail_is_stale_when_the_series_grows(unit: UnitOfWork, scope: Scope, make: Maker) -> None:
    async with unit.of(scope) as work:
        await queries.add(work, make.arrival(make.instance()))
        assert await queries.thumbnail(work, make.series.uid) is None
        small = make.other()
        assert await queries.set_thumbnail(work, make.series.uid, small.heads()[0], Extent(small.pack, 0, 9)) == ()
        assert await queries.thumbnail(work, make.series.uid) == Extent(small.pack, 0, 9)
        await queries.add(work, make.arrival(make.instance()))
        assert await queries.thumbnail(work, make.series.uid) is None
        newer = make.other()
        assert await queries.set_thumbnail(work, make.series.uid, newer.heads()[0], Extent(newer.pack, 0, 9)) == (small.pack,)


async def test_arrivals_are_told_when_and_only_when_committed(unit: UnitOfWork, scope: Scope, make: Maker, database: Database) -> None:
    heard: list[Note] = []
    listening, told = anyio.Event(), anyio.Event()

    async def listen() -> None:
        async for note in notes(database.url, [STUDY]):
            if note.channel == MISSED:
                listening.set()
            else:
                heard.append(note)
                told.set()

    lost = make.other()

    async def write_and_fail() -> None:
        async with unit.of(scope) as work:
            await queries.add(work, lost.arrival(lost.instance()))
            raise ZeroDivisionError

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(listen)
        with anyio.fail_after(10):
            await listening.wait()
            with pytest.raises(ZeroDivisionError):
                await write_and_fail()
            async with unit.of(scope) as work:
                await queries.add(work, make.arrival(make.instance(), make.instance()))
            await told.wait()
        tasks.cancel_scope.cancel()
    assert heard == [Note(STUDY, f"{scope.account}|{make.study.uid}")]
    async with unit.of(scope) as work:
        with pytest.raises(NotHere):
            await queries.study(work, lost.study.uid)
