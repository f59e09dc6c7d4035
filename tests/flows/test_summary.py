"""The sealed summary of a series: opens it without its rows, is never the only copy, and is made anew when it is missing or stale."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from uuid import uuid4

import anyio
import pytest
from tests.flows.sender import Sender
from tests.flows.test_thumbnail import STUDY, files

from diaphane.api.shapes.stack import stack_writer
from diaphane.base.errors import Busy, NotHere, Refused
from diaphane.flows import derive, series, summary
from diaphane.flows.arrived import Arrived
from diaphane.flows.derive import catch_up, derived_bytes, forget_derived, make_summaries, make_volumes, watch_arrivals
from diaphane.flows.described import Descriptions
from diaphane.flows.house import House
from diaphane.flows.metadata import metadata
from diaphane.flows.stack import stack_of
from diaphane.index import queries
from diaphane.model.ids import SeriesUid, StudyUid, UserId
from diaphane.model.principals import JobPrincipal, UserPrincipal
from diaphane.model.sealed import BlobKey

UID = SeriesUid(f"{STUDY}.0")


def viewer(sender: Sender) -> JobPrincipal:
    return JobPrincipal("thumbnails", sender.who.scope)


def reader(sender: Sender) -> UserPrincipal:
    return UserPrincipal(UserId(uuid4()), sender.who.scope, b"")


def restarted(house: House) -> House:
    """The same house with nothing in memory."""
    return replace(house, descriptions=Descriptions())


@pytest.fixture
def read_rows(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every reading of all instances of a series."""
    reads: list[object] = []
    real = queries.instances_of

    async def counted(*arguments: object) -> object:
        reads.append(arguments)
        return await real(*arguments)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(queries, "instances_of", counted)
    return reads


async def test_a_cold_opening_reads_the_summary_and_no_row(house: House, sender: Sender, read_rows: list[object]) -> None:
    house = replace(house, writer=stack_writer())
    await sender.send(files(2, 3))
    assert await make_summaries(house, sender.who.scope, STUDY) == 4
    assert await make_summaries(house, sender.who.scope, STUDY) == 0
    async with house.work.of(sender.who.scope) as work:
        want = stack_of(await queries.instances_of(work, UID))
    assert want is not None
    read_rows.clear()
    found, ticket = await series.ticket(restarted(house), viewer(sender), UID)
    assert not read_rows
    assert ticket.content == want.content
    assert list(ticket.instances) == list(want.instances)
    assert {pack.key.pack for pack in ticket.packs} == {one.extent.pack for one in want.instances}
    assert replace(found.stack, instances=tuple(found.stack.instances)) == want
    assert [frame["sop_uid"] for frame in json.loads(gzip.decompress(found.body))["frames"]] == [frame.sop_uid for frame in want.frames]


async def test_a_grown_series_is_described_from_its_rows_and_summed_up_again(house: House, sender: Sender, read_rows: list[object]) -> None:
    sent = files(1, 3)
    await sender.send(dict(list(sent.items())[:2]))
    await make_summaries(house, sender.who.scope, STUDY)
    await sender.send(sent)
    read_rows.clear()
    assert (await series.describe(restarted(house), viewer(sender), UID)).frames == 3
    assert len(read_rows) == 1, "the stale summary was believed"
    assert await make_summaries(house, sender.who.scope, STUDY) == 2
    read_rows.clear()
    assert (await series.describe(restarted(house), viewer(sender), UID)).frames == 3
    assert not read_rows


async def test_a_lost_and_a_damaged_summary_cost_time_only(house: House, sender: Sender) -> None:
    await sender.send(files(1, 2))
    scope = sender.who.scope
    await make_summaries(house, scope, STUDY)
    async with house.work.of(scope) as work:
        kept = (await queries.standing(work, UID)).derived["summary"]
    path = house.settings.data / "objects" / BlobKey(scope, kept.extent.pack).path()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert (await series.describe(restarted(house), viewer(sender), UID)).frames == 2
    path.unlink()
    assert (await series.describe(restarted(house), viewer(sender), UID)).frames == 2


async def test_one_written_by_another_version_is_made_anew(house: House, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    await sender.send(files(1, 2))
    await make_summaries(house, sender.who.scope, STUDY)
    monkeypatch.setattr(summary, "_VERSION", summary._VERSION + 1)  # noqa: SLF001 (what a new version changes)
    assert (await series.describe(restarted(house), viewer(sender), UID)).frames == 2
    assert await make_summaries(house, sender.who.scope, STUDY) == 1


async def test_everything_derived_can_be_deleted_and_is_counted_apart(house: House, sender: Sender) -> None:
    await sender.send(files(2, 2))
    scope, who = sender.who.scope, viewer(sender)
    async with house.work.of(scope) as work:
        before = (await queries.study(work, STUDY)).bytes
    packs = set(house.cell(scope).blobs.list(scope))
    await make_summaries(house, scope, STUDY)
    assert {kind for kind, size in (await derived_bytes(house, reader(sender))).items() if size > 0} == {"summary", "metadata"}
    async with house.work.of(scope) as work:
        assert (await queries.study(work, STUDY)).bytes == before, "what is derived counts as uploaded"
    with pytest.raises(Refused):
        await forget_derived(house, reader(sender))
    await forget_derived(house, who)
    assert set(house.cell(scope).blobs.list(scope)) == packs, "sealed bytes of deleted caches are left"
    assert await derived_bytes(house, reader(sender)) == {}
    assert (await series.describe(restarted(house), who, UID)).frames == 2
    assert await make_summaries(house, scope, STUDY) == 4


async def test_a_replaced_summary_leaves_no_pack(house: House, sender: Sender) -> None:
    sent = files(1, 3)
    scope = sender.who.scope
    await sender.send(dict(list(sent.items())[:1]))
    await make_summaries(house, scope, STUDY)
    await sender.send(sent)
    before = len(list(house.cell(scope).blobs.list(scope)))
    await make_summaries(house, scope, STUDY)
    assert len(list(house.cell(scope).blobs.list(scope))) == before


async def test_metadata_are_kept_and_made_anew(house: House, sender: Sender, stranger: Sender, read_rows: list[object]) -> None:
    await sender.send(files(1, 3))
    loose = json.loads(gzip.decompress(await metadata(house, reader(sender), UID)))
    assert [one["00200013"]["Value"] for one in loose] == [[1], [2], [3]]
    await make_summaries(house, sender.who.scope, STUDY)
    read_rows.clear()
    assert json.loads(gzip.decompress(await metadata(house, reader(sender), UID))) == loose
    assert not read_rows
    with pytest.raises(NotHere):
        await metadata(house, reader(stranger), UID)


async def test_what_gains_nothing_is_tried_once_until_it_changes(house: House, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    async def in_vain(_scope: object, series_uid: str, *_key: bytes) -> None:
        tried.append(str(series_uid))

    monkeypatch.setattr(house.pictures, "pack", in_vain)
    sent = files(2, 3)
    await sender.send(dict(list(sent.items())[:-1]))
    for _ in range(2):
        await make_volumes(house, sender.who.scope, STUDY)
    assert tried == [f"{STUDY}.0", f"{STUDY}.1"]
    await sender.send(sent)
    await make_volumes(house, sender.who.scope, STUDY)
    assert tried == [f"{STUDY}.0", f"{STUDY}.1", f"{STUDY}.1"]


async def fresh(house: House, sender: Sender) -> bool:
    async with house.work.of(sender.who.scope) as work:
        now = await queries.standing(work, UID)
    return now.fresh("summary", summary.form(house.writer)) is not None


async def test_what_a_killed_process_left_is_made_after_the_next_start(
    house: House, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(derive, "CATCH_UP_S", 0.0)
    some = files(1, 3)
    await sender.send(dict(list(some.items())[:2]))
    await make_summaries(house, sender.who.scope, STUDY)
    await sender.send(some)  # the series grows, and the process dies before its summary is made anew
    assert not await fresh(house, sender)
    house = replace(restarted(house), arrived=Arrived(0.05))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch_arrivals, house)
        tasks.start_soon(catch_up, house)
        with anyio.fail_after(30):
            while not await fresh(house, sender):  # noqa: ASYNC110 (a database has no event)
                await anyio.sleep(0.02)
        tasks.cancel_scope.cancel()
    async with house.work.of(sender.who.scope) as work:
        assert await queries.behind(work, summary.form(house.writer), 10) == []
        assert await queries.behind(work, "another version's", 10) == [STUDY]


async def test_what_was_left_behind_waits_for_what_arrives(sender: Sender) -> None:
    arrived, scope = Arrived(0.01), sender.who.scope
    old = [StudyUid("1.2.1"), StudyUid("1.2.2")]
    arrived.left_behind(scope, old)
    assert await arrived.settled() == (scope, old[0])
    arrived.changed(scope, [STUDY])
    assert await arrived.settled() == (scope, STUDY)
    assert await arrived.settled() == (scope, old[1])


@pytest.mark.parametrize("fault", [Busy("db.busy", "Try again."), OSError("the disk is away")])
async def test_catching_up_never_takes_the_process_with_it(
    house: House, sender: Sender, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    async def failing(*_: object) -> list[StudyUid]:
        raise fault

    monkeypatch.setattr(derive, "CATCH_UP_S", 0.0)
    monkeypatch.setattr(queries, "behind", failing)
    await sender.send(files(1, 1))
    await catch_up(house)
