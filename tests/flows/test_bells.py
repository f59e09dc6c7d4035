"""Bells: who is concerned hears, nothing is lost between two waits, nobody stays hung."""

from __future__ import annotations

import anyio

from diaphane.db.listen import MISSED, SESSION, STUDY, Note
from diaphane.flows.bells import Bells


async def test_only_who_is_concerned_hears() -> None:
    bells = Bells()
    with bells.hung((STUDY, "a")) as ours, bells.hung((STUDY, "b")) as theirs, bells.hung((SESSION, "a|ff")) as session:
        bells.tell(Note(STUDY, "a|1.2"))
        bells.tell(Note(STUDY, "a|1.3"))
        bells.tell(Note(STUDY, "a|1.2"))
        assert await ours.heard() == ["1.2", "1.3"]
        bells.tell(Note(SESSION, "a|ff"))
        assert await session.heard() == [""]
        with anyio.move_on_after(0.01) as scope:
            await theirs.heard()
        assert scope.cancelled_caught
        bells.tell(Note(MISSED, ""))
        assert await ours.heard() == await theirs.heard() == await session.heard() == [""]


async def test_what_rings_between_two_waits_is_kept() -> None:
    bells = Bells()
    with bells.hung((STUDY, "a")) as bell:
        bells.tell(Note(STUDY, "a|1"))
        assert await bell.heard() == ["1"]
        bells.tell(Note(STUDY, "a|2"))
        with anyio.fail_after(1):
            assert await bell.heard() == ["2"]


def test_nobody_stays_hung() -> None:
    bells = Bells()
    with bells.hung((STUDY, "a"), (SESSION, "s")):
        pass
    assert not bells._hung  # noqa: SLF001 (the leak would be here)
