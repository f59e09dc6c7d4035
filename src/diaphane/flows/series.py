"""Open a series: its stack for whoever describes it, its ticket for the render worker."""

from __future__ import annotations

from dataclasses import dataclass

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base.errors import BadInput, NotHere
from diaphane.flows.house import House
from diaphane.flows.stack import Stack, stack_of
from diaphane.flows.states import states_of
from diaphane.index import queries
from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.principals import Principal
from diaphane.model.scope import Scope
from diaphane.model.ticket import SeriesTicket


@dataclass(frozen=True, slots=True)
class Described:
    """A series as a stack, with the study it is part of."""

    series_uid: SeriesUid
    study_uid: StudyUid
    modality: str
    stack: Stack


async def describe(house: House, who: Principal, uid: SeriesUid) -> Described:
    """The stack of a series. Raises `NotHere`, and `BadInput` with the reason when it holds no picture."""
    decide(who, Permission.SERIES_VIEW, who.scope)
    return await _described(house, who.scope, uid)


async def ticket(house: House, who: Principal, uid: SeriesUid) -> SeriesTicket:
    """What the render worker needs to open a series. Raises as `describe`."""
    decide(who, Permission.PICTURE_VIEW, who.scope)
    found = await _described(house, who.scope, uid)
    return await ticket_of(house, who.scope, found)


async def ticket_of(house: House, scope: Scope, found: Described) -> SeriesTicket:
    """The ticket of a described series: the keys of exactly its packs."""
    stack, opener = found.stack, house.cell(scope).opener
    async with house.work.of(scope) as work:
        heads = await queries.packs(work, {instance.extent.pack for instance in stack.instances})
    packs = await run_sync(lambda: tuple(opener.ticket(scope, head) for head in heads))
    states = await states_of(house, scope, found.study_uid, found.series_uid)
    return SeriesTicket(scope, found.series_uid, found.modality, stack.content, stack.instances, packs, stack.numbers, states)


async def _described(house: House, scope: Scope, uid: SeriesUid) -> Described:
    async with house.work.of(scope) as work:
        rows = await queries.instances_of(work, uid)
        series = [one for one in await queries.series_of(work, rows[0].study_uid) if one.series.uid == uid]
    if not series:
        raise NotHere
    stack = await run_sync(stack_of, rows)
    if stack is None:
        raise BadInput("series.no_picture", series[0].reason or "This series holds no picture.")
    return Described(uid, rows[0].study_uid, series[0].series.modality, stack)
