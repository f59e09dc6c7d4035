"""Two accounts: nothing of one is reachable from the other, neither with the right scope nor with a wrong one in every query."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from psycopg import ProgrammingError
from tests.index.making import Maker

from diaphane.base.errors import Conflict, NotHere
from diaphane.db.work import UnitOfWork, Work
from diaphane.index import queries
from diaphane.index.queries import append, attach, by_name, leftovers, placing, read
from diaphane.model.derived import Derived
from diaphane.model.ids import DocumentId, PackId, QuarantineId, UploadId
from diaphane.model.ports import AccountSeals
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent
from diaphane.model.study import Arrival, NewDocument, NewInstance, NewQuarantine, QuarantineRow, StudyQuery
from diaphane.model.upload import FileOutcome, ManifestFile


@dataclass
class Owned:
    """One of everything, in one account. `row` is what it has in quarantine, `letter` a document it has not."""

    make: Maker
    instance: NewInstance
    document: DocumentId
    quarantine: QuarantineId
    upload: UploadId
    row: QuarantineRow
    letter: NewDocument


def derived_of(make: Maker) -> Derived:
    return Derived("summary", "1", (1, 1, 100), Extent(make.pack, 0, 1), make.heads()[0])


@pytest.fixture
async def theirs(unit: UnitOfWork, other_scope: Scope, make: Maker) -> Owned:
    document = NewDocument(DocumentId(uuid4()), make.study.uid, "Befund", "pdf", "application/pdf", Extent(make.pack, 0, 1), b"d" * 32)
    item = NewQuarantine(QuarantineId(uuid4()), None, "x", "code", "Reason.", Extent(make.pack, 0, 1), b"q" * 32)
    row = QuarantineRow(item.id, None, "x", "code", "Reason.", item.extent, datetime.now(UTC))
    letter = replace(document, id=DocumentId(uuid4()), sha256=b"l" * 32)
    found = Owned(make, make.instance(), document.id, item.id, UploadId(uuid4()), row, letter)
    async with unit.of(other_scope) as work:
        await queries.add(work, Arrival(make.heads(), (found.instance,), (document,), (item,)))
        await queries.open_upload(work, found.upload, [ManifestFile("name", 1, b"u" * 32)])
        await queries.add_part(work, found.upload, 0, 0, make.heads()[0], Extent(make.pack, 0, 1))
        await queries.set_derived(work, make.series.uid, derived_of(make))
        await queries.set_thumbnail(work, make.series.uid, make.heads()[0], Extent(make.pack, 0, 1))
    by_name.ORDERS.forget(other_scope.account)
    return found


PLACE = Extent(PackId(uuid4()), 0, 1)
Ask = Callable[[Work, Owned], Awaitable[object]]

# What every question about somebody else's things says: that there is nothing.
EMPTY: dict[str, Ask] = {
    "known": lambda work, it: queries.known(work, {it.instance.sha256, b"d" * 32, b"q" * 32}),
    "by_sop": lambda work, it: queries.by_sop(work, [it.instance.sop_uid]),
    "series_of": lambda work, it: queries.series_of(work, it.make.study.uid),
    "documents_of": lambda work, it: queries.documents_of(work, it.make.study.uid),
    "quarantine_list": lambda work, it: queries.quarantine_list(work),
    "quarantine_from_oldest": lambda work, it: queries.quarantine_from_oldest(work),
    "quarantine_count": lambda work, it: queries.quarantine_count(work),
    "quarantine_of_upload": lambda work, it: queries.quarantine_of_upload(work, it.upload),
    "thumbnail": lambda work, it: queries.thumbnail(work, it.make.series.uid),
    "parts_of": lambda work, it: queries.parts_of(work, it.upload, 0),
    "drop_parts": lambda work, it: queries.drop_parts(work, it.upload, 0),
    "outcomes": lambda work, it: read.outcomes(work, {it.instance.sha256, b"d" * 32, b"q" * 32}),
    "standings": lambda work, it: queries.standings(work, it.make.study.uid),
    "behind": lambda work, it: queries.behind(work, "another", 10),
    "derived_bytes": lambda work, it: queries.derived_bytes(work),
    "drop_derived": lambda work, it: queries.drop_derived(work),
    "announced": lambda work, it: placing.announced(work, it.upload),
    "waiting": lambda work, it: placing.waiting(work, it.upload, ["code"]),
    "adopt": lambda work, it: placing.adopt(work, it.upload, {b"q" * 32: "x"}, ["code"], "Reason."),
    "packs_known": lambda work, it: leftovers.packs_known(work),
    "abandoned": lambda work, it: leftovers.abandoned(work, work.now + timedelta(days=1), 10),
    "drop_all_parts": lambda work, it: leftovers.drop_all_parts(work, it.upload),
    "drop_packs": lambda work, it: attach.drop_packs(work, [it.make.pack]),
    "count_placed": lambda work, it: placing.count_placed(work, it.upload, 0, it.make.study.uid),
    "count_not_placed": lambda work, it: placing.count_not_placed(work, it.upload, 0),
    "explain": lambda work, it: placing.explain(work, it.row, "other", "Another reason."),
    "record": lambda work, it: queries.record(work, it.upload, [FileOutcome(0, "stored")]),
}
GONE: dict[str, Ask] = {
    "standing": lambda work, it: queries.standing(work, it.make.series.uid),
    "study": lambda work, it: queries.study(work, it.make.study.uid),
    "instances_of": lambda work, it: queries.instances_of(work, it.make.series.uid),
    "instance": lambda work, it: queries.instance(work, it.instance.sop_uid),
    "packs": lambda work, it: queries.packs(work, [it.make.pack]),
    "document": lambda work, it: queries.document(work, it.document),
    "quarantine_get": lambda work, it: queries.quarantine_get(work, [it.quarantine]),
    "quarantine_remove": lambda work, it: queries.quarantine_remove(work, [it.quarantine]),
    "upload_state": lambda work, it: queries.upload_state(work, it.upload),
    "upload_file": lambda work, it: queries.upload_file(work, it.upload, [0]),
    "finish_upload": lambda work, it: queries.finish_upload(work, it.upload),
}
WRITES: dict[str, Ask] = {
    "add_packs": lambda work, it: attach.add_packs(work, Maker().heads()),
    "add_documents": lambda work, it: attach.add_documents(work, [it.letter]),
    "add_quarantine": lambda work, it: attach.add_quarantine(
        work, [NewQuarantine(QuarantineId(uuid4()), None, "x", "c", "R.", PLACE, b"r" * 32)]
    ),
    "append": lambda work, it: append.append(work, Maker().heads(), [it.make.instance()]),
    "set_derived": lambda work, it: queries.set_derived(work, it.make.series.uid, derived_of(Maker())),
    "set_thumbnail": lambda work, it: queries.set_thumbnail(work, it.make.series.uid, Maker().heads()[0], PLACE),
    "open_upload": lambda work, it: queries.open_upload(work, UploadId(uuid4()), [ManifestFile("name", 1, b"v" * 32)]),
    "add_part": lambda work, it: queries.add_part(work, it.upload, 0, 9, Maker().heads()[0], PLACE),
}
"""What would leave something in the other account."""
ELSEWHERE = {
    "add": "test_nothing_can_be_written_into_the_other_account",
    "search": "LISTS",  # of by_name and worklist, and through them:
    "find": "LISTS", "every": "LISTS", "among": "LISTS",
    "count": "of the work list: LISTS; of arrivals: add",
    "unknown": "below: it names what has no row",
}  # fmt: skip
LISTS = (
    StudyQuery(),
    StudyQuery(text="thorax"),
    StudyQuery(patient_id="P12345678"),
    StudyQuery(sort="patient_name"),
    StudyQuery(last=True),
)


async def nothing_is_reachable(work: Work, it: Owned) -> None:
    for name, ask in EMPTY.items():
        assert not await ask(work, it), name
    for ask in GONE.values():
        with pytest.raises(NotHere):
            await ask(work, it)
    for query in LISTS:
        assert (await queries.search(work, query)).studies == ()
    assert await leftovers.unknown(work, [it.make.pack]) == {it.make.pack}
    with pytest.raises((Conflict, ProgrammingError)):
        await queries.add_part(work, it.upload, 0, 0, Maker().heads()[0], Extent(it.make.pack, 0, 1))


async def everything_is_there(work: Work, it: Owned) -> None:
    assert (await queries.study(work, it.make.study.uid)).instance_count == 1
    assert (await queries.instance(work, it.instance.sop_uid)).extent == it.instance.extent
    assert [item.reason for item in await queries.quarantine_get(work, [it.quarantine])] == ["Reason."]
    assert (await queries.upload_state(work, it.upload)).missing == (0,)
    assert len(await queries.parts_of(work, it.upload, 0)) == 1
    assert await queries.thumbnail(work, it.make.series.uid) is not None
    assert (await queries.standing(work, it.make.series.uid)).derived.keys() == {"summary"}
    assert await leftovers.unknown(work, [it.make.pack]) == frozenset()
    assert len(await queries.documents_of(work, it.make.study.uid)) == 1
    assert len((await queries.search(work, StudyQuery(sort="patient_name"))).studies) == 1


def test_every_question_of_the_index_is_asked_here() -> None:
    """A new one without a case fails: say above what it answers about somebody else's things."""
    modules = [importlib.import_module(f"{queries.__name__}.{module.name}") for module in pkgutil.iter_modules(queries.__path__)]
    asked = {
        name
        for module in modules
        for name, function in vars(module).items()
        if inspect.iscoroutinefunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert asked == EMPTY.keys() | GONE.keys() | WRITES.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", WRITES)
async def test_no_write_reaches_the_other_account(
    unit: UnitOfWork, seals: AccountSeals, scope: Scope, other_scope: Scope, theirs: Owned, name: str
) -> None:
    async def write() -> None:
        async with unit.of(scope) as honest:
            await WRITES[name](Work(honest.connection, other_scope, seals, honest.now), theirs)

    with pytest.raises((ProgrammingError, NotHere)):
        await write()
    async with unit.of(other_scope) as work:
        await everything_is_there(work, theirs)


async def test_with_the_right_scope_the_other_account_does_not_exist(
    unit: UnitOfWork, scope: Scope, other_scope: Scope, theirs: Owned
) -> None:
    async with unit.of(scope) as work:
        await nothing_is_reachable(work, theirs)
    async with unit.of(other_scope) as work:
        await everything_is_there(work, theirs)


async def test_with_a_wrong_scope_in_every_query_the_second_wall_holds(
    unit: UnitOfWork, seals: AccountSeals, scope: Scope, other_scope: Scope, theirs: Owned
) -> None:
    """The transaction is one account's, every query names the other: as if a flow had mixed up its scopes."""
    async with unit.of(scope) as honest:
        await nothing_is_reachable(Work(honest.connection, other_scope, seals, honest.now), theirs)
    async with unit.of(other_scope) as work:
        await everything_is_there(work, theirs)


async def test_nothing_can_be_written_into_the_other_account(
    unit: UnitOfWork, seals: AccountSeals, scope: Scope, other_scope: Scope, theirs: Owned
) -> None:
    new = Maker()
    item = NewQuarantine(QuarantineId(uuid4()), None, "x", "code", "Reason.", Extent(new.pack, 0, 1), b"r" * 32)
    arrivals = (
        Arrival(new.heads()),
        Arrival((), (new.instance(),)),
        Arrival((), (replace(new.instance(), study=theirs.make.study, series=theirs.make.series),)),
        Arrival((), quarantine=(item,)),
    )

    async def write(arrival: Arrival) -> None:
        async with unit.of(scope) as honest:
            await queries.add(Work(honest.connection, other_scope, seals, honest.now), arrival)

    for arrival in arrivals:
        with pytest.raises(ProgrammingError, match="row-level security"):
            await write(arrival)
    async with unit.of(other_scope) as work:
        assert (await queries.search(work, StudyQuery())).total == 1
