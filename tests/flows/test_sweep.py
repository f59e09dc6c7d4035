"""What kills and walk-aways leave is swept up; what somebody still writes or needs is not."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from unittest.mock import patch

import anyio
import anyio.lowlevel
import pytest
from tests.flows.sender import Sender
from tests.flows.upload.test_upload import PDF, Files, ct, stored, studies

from diaphane.flows import sweep as sweeping
from diaphane.flows.house import House
from diaphane.flows.sweep import sweep
from diaphane.flows.upload.keep import keep_one
from diaphane.flows.upload.part import part
from diaphane.index import queries
from diaphane.model.sealed import BlobKey, Plain
from diaphane.model.study import InstanceRow

__all__ = ["ct"]  # a fixture
NOW = timedelta(seconds=-5)  # older than a moment that is still to come: everything


def packs(sender: Sender) -> set[BlobKey]:
    return set(sender.house.cell(sender.who.scope).blobs.list(sender.who.scope))


def orphan(sender: Sender) -> BlobKey:
    """What a process leaves that is killed between storing a pack and writing it down."""
    scope = sender.who.scope
    return BlobKey(scope, keep_one(sender.house.cell(scope), scope, {0: Plain(os.urandom(1000))}).head.pack)


async def test_an_object_that_nobody_wrote_down_goes_and_the_others_stay(house: House, sender: Sender, stranger: Sender, ct: Files) -> None:
    await sender.send(ct)
    await stranger.send(ct)
    kept = packs(sender), packs(stranger)
    left = orphan(sender), orphan(stranger)
    swept = await sweep(house, grace=NOW)
    assert (swept.objects, swept.spared) == (len(left), 0)
    assert (packs(sender), packs(stranger)) == kept
    for data in ct.values():
        assert data in [await stored(sender, row.sop_uid) for row in await instances(sender)]


async def instances(sender: Sender) -> list[InstanceRow]:
    (study,) = await studies(sender)
    async with sender.house.work.of(sender.who.scope) as work:
        (series,) = await queries.series_of(work, study.study.uid)
        return await queries.instances_of(work, series.series.uid)


async def test_what_was_stored_just_now_may_still_be_written_down(house: House, sender: Sender) -> None:
    left = orphan(sender)
    assert (await sweep(house)).objects == 0
    path = house.settings.data / "objects" / left.path()
    hour_ago = time.time() - 3600
    os.utime(path, (hour_ago, hour_ago))
    assert (await sweep(house)).objects == 1
    assert not path.exists()


async def test_a_database_older_than_its_objects_costs_nothing(house: House, sender: Sender) -> None:
    with patch.object(sweeping, "FEW", 2):
        left = {orphan(sender) for _ in range(3)}
        swept = await sweep(house, grace=NOW)
    assert (swept.objects, swept.spared) == (0, 3)
    assert packs(sender) == left


async def test_sweeping_beside_a_running_upload_loses_nothing(house: House, sender: Sender, ct: Files) -> None:
    upload, _ = await sender.announce(ct)
    ended = False

    async def sweep_on() -> None:
        while not ended:
            await sweep(house)
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(sweep_on)
        for number, data in enumerate(ct.values()):
            (result,) = await sender.batch(upload, [(number, data)])
            assert result.outcome == "stored"
        ended = True
    found = [await stored(sender, row.sop_uid) for row in await instances(sender)]
    assert sorted(found) == sorted(ct.values())


async def test_parts_that_never_became_a_file_go_with_their_upload(house: House, sender: Sender) -> None:
    data = os.urandom(3000)
    upload, _ = await sender.announce({"large.dcm": data})
    await part(house, sender.who, upload, 0, 0, memoryview(data)[:1000])
    assert len(packs(sender)) == 1
    assert (await sweep(house)).uploads == 0, "it may still be going on"
    assert len(packs(sender)) == 1
    assert (await sweep(house, abandoned=NOW)).uploads == 1
    assert packs(sender) == set()
    assert (await sweep(house, abandoned=NOW)).uploads == 0


@pytest.mark.parametrize("beside", [True, False])
async def test_documents_of_an_upload_nobody_finished_find_their_study_or_say_why_not(
    house: House, sender: Sender, ct: Files, *, beside: bool
) -> None:
    files = {**({} if not beside else ct), "ct/report.pdf": PDF}
    upload, _ = await sender.announce(files)
    await sender.batch(upload, list(enumerate(files.values())))
    await sweep(house, abandoned=NOW)
    async with house.work.of(sender.who.scope) as work:
        waiting = await queries.quarantine_list(work)
        state = await queries.upload_state(work, upload)
    assert [row.reason_code for row in waiting] == ([] if beside else ["document.which_study"])
    assert state.finished_at is not None
    if beside:
        assert [study.document_count for study in await studies(sender)] == [1]
