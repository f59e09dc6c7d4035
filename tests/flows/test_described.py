"""What a series is made of is worked out once, and anew when it has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.flows.sender import Sender
from tests.flows.test_thumbnail import STUDY, files

from diaphane.base.errors import NotHere
from diaphane.flows import series
from diaphane.flows.described import Descriptions
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.model.ids import SeriesUid
from diaphane.model.principals import JobPrincipal

UID = SeriesUid(f"{STUDY}.0")


def viewer(sender: Sender) -> JobPrincipal:
    return JobPrincipal("thumbnails", sender.who.scope)


async def test_a_series_is_read_once_and_again_when_it_grew(house: House, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    real = queries.instances_of

    async def counted(*arguments: object) -> object:
        reads.append(1)
        return await real(*arguments)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(queries, "instances_of", counted)
    sent = files(1, 3)
    await sender.send(dict(list(sent.items())[:2]))
    first = await series.describe(house, viewer(sender), UID)
    assert await series.describe(house, viewer(sender), UID) is first
    assert len(reads) == 1
    await sender.send(sent)
    grown = await series.describe(house, viewer(sender), UID)
    assert (len(first.stack.frames), len(grown.stack.frames), len(reads)) == (2, 3, 2)


async def test_another_account_finds_nothing_in_memory(house: House, sender: Sender, stranger: Sender) -> None:
    await sender.send(files(1, 1))
    await series.describe(house, viewer(sender), UID)
    with pytest.raises(NotHere):
        await series.describe(house, viewer(stranger), UID)


async def test_what_is_kept_is_bounded(house: House, sender: Sender) -> None:
    small = replace(house, descriptions=Descriptions(most_frames=5))
    await sender.send(files(4, 2))
    kept = []
    for s in range(4):
        uid = SeriesUid(f"{STUDY}.{s}")
        await series.describe(small, viewer(sender), uid)
        kept = [n for n in range(4) if small.descriptions.study(sender.who.scope, SeriesUid(f"{STUDY}.{n}"))]
    assert kept == [2, 3]
