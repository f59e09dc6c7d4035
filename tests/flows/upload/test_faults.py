"""A fault at every step of the line: nothing is promised, nothing is shown, sending again brings it all, a sweep leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NoReturn
from unittest.mock import patch

import pytest
from tests.flows.sender import Sender
from tests.flows.upload.test_upload import Files, ct, studies

from diaphane.base.errors import Busy
from diaphane.flows.sweep import sweep
from diaphane.index import queries
from diaphane.seal.pack import PackWriter
from diaphane.store.incoming import Incoming
from diaphane.store.local import LocalBlobs

__all__ = ["ct"]  # a fixture
EVERYTHING = timedelta(seconds=-5)


def broken(*_: object, **__: object) -> NoReturn:
    """The step does not work now."""
    raise Busy("test.fault", "Not now.")


def after(real: Callable[..., Any]) -> Callable[..., Any]:
    """The step works, and then whoever asked for it is gone."""

    def step(*words: object, **named: object) -> NoReturn:
        real(*words, **named)
        raise Busy("test.fault", "Not now.")

    return step


async def away(*_: object, **__: object) -> NoReturn:
    """The database does not answer."""
    raise Busy("test.fault", "Not now.")


STEPS = {
    "before sorting": (queries, "by_sop", away),
    "before sealing": (PackWriter, "parts", broken),
    "before writing": (Incoming, "write", broken),
    "after writing": (Incoming, "write", after(Incoming.write)),
    "before publishing": (Incoming, "publish", broken),
    "after storing": (LocalBlobs, "put", after(LocalBlobs.put)),
    "before indexing": (queries, "add", away),
    "before recording": (queries, "record", away),
}


@pytest.mark.parametrize("step", STEPS)
async def test_a_fault_at_any_step_promises_nothing_and_costs_nothing(sender: Sender, ct: Files, step: str) -> None:
    upload, missing = await sender.announce(ct)
    files = list(enumerate(ct.values()))
    where, name, fault = STEPS[step]
    with patch.object(where, name, fault), pytest.raises(Busy):
        await sender.batch(upload, files)
    assert await studies(sender) == ()
    async with sender.house.work.of(sender.who.scope) as work:
        assert (await queries.upload_state(work, upload)).missing == missing
    await sweep(sender.house, grace=EVERYTHING)
    assert list(sender.house.cell(sender.who.scope).blobs.list(sender.who.scope)) == []
    assert {result.outcome for result in await sender.batch(upload, files)} == {"stored"}
    (study,) = await studies(sender)
    assert study.instance_count == len(ct)
