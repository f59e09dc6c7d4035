"""Offer the presentation states of a series, with what each does to every frame."""

from __future__ import annotations

from dataclasses import dataclass

from anyio.to_thread import run_sync

from diaphane.flows.house import House
from diaphane.flows.looks import Look, looks
from diaphane.flows.series import describe
from diaphane.flows.states import states_of
from diaphane.model.ids import SeriesUid
from diaphane.model.presentation import Presentation
from diaphane.model.principals import Principal

__all__ = ["Offered", "presentations"]


@dataclass(frozen=True, slots=True)
class Offered:
    """A state with its looks on a series."""

    state: Presentation
    looks: tuple[Look, ...]


async def presentations(house: House, who: Principal, series: SeriesUid) -> tuple[Offered, ...]:
    """The states of a series. Raises as `flows.series.describe`."""
    found = await describe(house, who, series)
    states = await states_of(house, who.scope, found.study_uid, series)
    return await run_sync(lambda: tuple(Offered(state, looks(state, found.stack.frames)) for state in states))
