"""Offer the presentation states of a series, with what each does to every frame."""

from __future__ import annotations

from dataclasses import dataclass

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.flows.house import House
from diaphane.flows.looks import Look, looks
from diaphane.flows.series import described
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
    decide(who, Permission.SERIES_VIEW, who.scope)
    now, found = await described(house, who.scope, series)
    states = await states_of(house, who.scope, now)
    if not states:
        return ()

    def offer() -> tuple[Offered, ...]:
        frames = found.stack.frames
        return tuple(Offered(state, looks(state, frames)) for state in states)

    return await run_sync(offer)
