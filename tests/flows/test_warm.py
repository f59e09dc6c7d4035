"""The next study is made ready: one picture of each of its first series, keys forgotten, nothing twice at once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from tests.flows.rooms import StillPictures
from tests.flows.sender import Sender
from tests.flows.test_thumbnail import STUDY, files

from diaphane.base.errors import NotHere
from diaphane.flows.house import House
from diaphane.flows.warm import MOST_SERIES, warm
from diaphane.model.ids import SeriesUid, StudyUid, UserId
from diaphane.model.principals import UserPrincipal
from diaphane.model.scene import StackView


def reader(sender: Sender) -> UserPrincipal:
    return UserPrincipal(UserId(uuid4()), sender.who.scope, b"")


async def test_first_pictures_are_made_and_keys_forgotten(house: House, sender: Sender) -> None:
    await sender.send(files(MOST_SERIES + 2, 2))
    await warm(house, reader(sender), STUDY)
    assert isinstance(house.pictures, StillPictures)
    assert len(house.pictures.asked) == MOST_SERIES
    assert {scene.view for scene in house.pictures.asked} == {StackView(frame=0)}
    assert not house.opened._viewers  # noqa: SLF001 (nobody looks at it)
    found = house.descriptions.study(sender.who.scope, SeriesUid(f"{STUDY}.0"))
    assert found == STUDY


async def test_one_study_at_a_time(house: House, sender: Sender) -> None:
    await sender.send(files(1, 1))
    assert isinstance(house.pictures, StillPictures)
    async with house.warming:
        await warm(house, reader(sender), STUDY)
    assert house.pictures.asked == []


async def test_a_stranger_makes_nothing_ready(house: House, sender: Sender, stranger: Sender) -> None:
    await sender.send(files(1, 1))
    for who, study in ((stranger, STUDY), (sender, StudyUid("1.2.3.4"))):
        with pytest.raises(NotHere):
            await warm(house, reader(who), study)
