"""Small pictures are made after an arrival, without anybody asking; lost ones are made anew."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import anyio
import numpy as np
import pytest
from tests.flows.rooms import StillPictures
from tests.flows.sender import Sender
from tests.load.conftest import made, saved

from diaphane.base.errors import BadInput
from diaphane.flows.arrived import Arrived
from diaphane.flows.derive import watch_arrivals
from diaphane.flows.house import House
from diaphane.flows.thumbnail import make_thumbnails, thumbnail
from diaphane.index import queries
from diaphane.model.ids import AccountId, RegionId, SeriesUid, StudyUid
from diaphane.model.principals import JobPrincipal
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey

STUDY = StudyUid("1.2.77")


def files(series: int, count: int) -> dict[str, bytes]:
    """A CD of `series` series of `count` slices each."""
    return {
        f"{s}/{n}.dcm": saved(
            made(np.zeros((8, 8), np.uint16), StudyInstanceUID=STUDY, SeriesInstanceUID=f"{STUDY}.{s}", Modality="CT", InstanceNumber=n + 1)
        )
        for s in range(series)
        for n in range(count)
    }


def asked(house: House) -> int:
    """Pictures drawn so far."""
    assert isinstance(house.pictures, StillPictures)
    return len(house.pictures.asked)


async def kept(house: House, sender: Sender, uid: str) -> bool:
    """Whether the series' small picture is kept."""
    async with house.work.of(sender.who.scope) as work:
        return await queries.thumbnail(work, SeriesUid(uid)) is not None


async def test_they_are_there_before_anybody_asks(house: House, sender: Sender) -> None:
    house = replace(house, arrived=Arrived(0.05))
    sender = Sender(house, sender.who)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch_arrivals, house)
        await sender.send(files(3, 2))
        with anyio.fail_after(30):
            while not all([await kept(house, sender, f"{STUDY}.{s}") for s in range(3)]):  # noqa: ASYNC110 (a database has no event)
                await anyio.sleep(0.02)
        tasks.cancel_scope.cancel()
    assert asked(house) == 3
    assert isinstance(house.pictures, StillPictures)
    assert not house.pictures.tickets, "the worker still holds keys that nobody needs"
    viewer = JobPrincipal("thumbnails", sender.who.scope)
    assert (await thumbnail(house, viewer, SeriesUid(f"{STUDY}.1"))).data == b"\xff"
    assert asked(house) == 3
    objects = list(house.cell(viewer.scope).blobs.list(viewer.scope))
    assert len(objects) <= 3 + 2, "one object holds all small pictures of the study, one all summaries"


async def test_a_lost_one_is_made_anew(house: House, sender: Sender) -> None:
    await sender.send(files(1, 1))
    scope = sender.who.scope
    assert await make_thumbnails(house, scope, STUDY) == 1
    assert await make_thumbnails(house, scope, STUDY) == 0
    uid = SeriesUid(f"{STUDY}.0")
    async with house.work.of(scope) as work:
        extent = await queries.thumbnail(work, uid)
    assert extent is not None
    house.cell(scope).blobs.delete(BlobKey(scope, extent.pack))
    assert (await thumbnail(house, JobPrincipal("thumbnails", scope), uid)).data == b"\xff"
    async with house.work.of(scope) as work:
        again = await queries.thumbnail(work, uid)
    assert again is not None
    assert again.pack != extent.pack


async def test_a_series_without_pictures_is_passed_over(house: House, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    await sender.send(files(2, 1))
    draw = house.pictures.render

    async def refusing(*arguments: object) -> object:
        if asked(house) == 0:
            house.pictures.asked.append(arguments)  # type: ignore[attr-defined]  # the stand-in's
            raise BadInput("load.damaged", "The picture cannot be decoded.")
        return await draw(*arguments)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(house.pictures, "render", refusing)
    assert await make_thumbnails(house, sender.who.scope, STUDY) == 1


async def test_a_study_that_still_arrives_waits() -> None:
    arrived = Arrived(0.2)
    scope = Scope(AccountId(uuid4()), RegionId("local"))
    arrived.changed(scope, [StudyUid("a")])
    await anyio.sleep(0.15)
    arrived.changed(scope, [StudyUid("b")])
    arrived.changed(scope, [StudyUid("a")])
    began = anyio.current_time()
    assert [(await arrived.settled())[1] for _ in range(2)] == ["b", "a"]
    assert anyio.current_time() - began >= 0.19
