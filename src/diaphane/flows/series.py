"""Open a series: its stack for whoever describes it, its ticket for the render worker."""

from __future__ import annotations

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base.errors import BadInput, NotHere
from diaphane.db.work import Work
from diaphane.flows.described import Described
from diaphane.flows.house import House
from diaphane.flows.stack import stack_of
from diaphane.flows.states import states_of
from diaphane.index import queries
from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.principals import Principal
from diaphane.model.scope import Scope
from diaphane.model.study import SeriesRow
from diaphane.model.ticket import SeriesTicket


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
    """From memory while the series is what it was when it was described."""
    async with house.work.of(scope) as work:
        study = house.descriptions.study(scope, uid)
        if study is not None:
            row = await _row(work, study, uid)
            if row is not None and (kept := house.descriptions.get(scope, row)) is not None:
                return kept
        rows = await queries.instances_of(work, uid)
        row = await _row(work, rows[0].study_uid, uid)
    if row is None:
        raise NotHere
    stack = await run_sync(stack_of, rows)
    if stack is None:
        raise BadInput("series.no_picture", row.reason or "This series holds no picture.")
    found = Described(uid, rows[0].study_uid, row.series.modality, stack)
    if row.instance_count == len(rows):  # else it grew between the two queries
        house.descriptions.keep(scope, row, found)
    return found


async def _row(work: Work, study: StudyUid, uid: SeriesUid) -> SeriesRow | None:
    return next((one for one in await queries.series_of(work, study) if one.series.uid == uid), None)
