"""Open a series: its stack for whoever describes it, its ticket for the render worker."""

from __future__ import annotations

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base.errors import BadInput, IntegrityFailed, NotHere
from diaphane.base.log import logger
from diaphane.flows import summary
from diaphane.flows.described import Described
from diaphane.flows.fetch import read_derived
from diaphane.flows.house import House
from diaphane.flows.stack import stack_of
from diaphane.flows.states import states_of
from diaphane.index import queries
from diaphane.load.fast import FORM as VOLUME_FORM
from diaphane.model.derived import Standing
from diaphane.model.ids import SeriesUid
from diaphane.model.principals import JobPrincipal, Principal
from diaphane.model.scope import Scope
from diaphane.model.ticket import FastTicket, SeriesTicket

LEAST_FRAMES = 2
"""A single picture is decoded once and looked at once."""


async def describe(house: House, who: Principal, uid: SeriesUid) -> Described:
    """The stack of a series. Raises `NotHere`, and `BadInput` with the reason when it holds no picture."""
    decide(who, Permission.SERIES_VIEW, who.scope)
    return (await described(house, who.scope, uid))[1]


async def ticket(house: House, who: Principal, uid: SeriesUid) -> tuple[Described, SeriesTicket]:
    """What the render worker needs to open a series, with its description. Raises as `describe`."""
    decide(who, Permission.PICTURE_VIEW, who.scope)
    scope, opener = who.scope, house.cell(who.scope).opener
    now, found = await described(house, scope, uid)
    async with house.work.of(scope) as work:
        heads = await queries.packs(work, found.packs)
    packs = await run_sync(lambda: tuple(opener.ticket(scope, head) for head in heads))
    states = await states_of(house, scope, now)
    kept = now.fresh("volume", VOLUME_FORM)
    if may_gain(house, scope, now) and not isinstance(who, JobPrincipal):
        house.arrived.changed(scope, [now.study_uid])  # seen to behind the reader's back
    fast = None if kept is None else FastTicket(kept.extent, await run_sync(opener.ticket, scope, kept.head))
    return found, SeriesTicket(scope, uid, found.modality, found.content, found.instances, packs, found.numbers, states, fast)


def may_gain(house: House, scope: Scope, now: Standing) -> bool:
    """Whether a series may have its pictures sooner from derived frames: it has none, and as it is now nobody has tried in vain."""
    if now.reason or now.mark[1] < LEAST_FRAMES or now.fresh("volume", VOLUME_FORM) is not None:
        return False
    return house.fast_enough.get((scope, now.series_uid)) != now.mark


async def described(house: House, scope: Scope, uid: SeriesUid) -> tuple[Standing, Described]:
    """A series as it is now: from memory while it is what it was, else from its summary, else from all its rows. Raises as `describe`."""
    async with house.work.of(scope) as work:
        now = await queries.standing(work, uid)
    kept = house.descriptions.get(scope, now)
    if kept is not None:
        return now, kept
    found = await _from_summary(house, scope, now)
    if found is None:
        now, found, _ = await worked_out(house, scope, uid)
        house.arrived.changed(scope, [now.study_uid])  # the summary is missing: it is made behind the reader's back
    house.descriptions.keep(scope, now.mark, found)
    return now, found


async def worked_out(house: House, scope: Scope, uid: SeriesUid) -> tuple[Standing, Described, bytes]:
    """A series described from its rows, and its summary. Raises as `describe`."""
    async with house.work.of(scope) as work:
        now = await queries.standing(work, uid)
        rows = await queries.instances_of(work, uid)
        if now.mark[0] != len(rows):  # it grew between the two queries
            now = await queries.standing(work, uid)
            rows = await queries.instances_of(work, uid)
    stack = await run_sync(stack_of, rows)
    if stack is None:
        raise BadInput("series.no_picture", now.reason or "This series holds no picture.")
    found, data = await run_sync(summary.describe, now, stack, house.writer)
    return now, found, data


async def _from_summary(house: House, scope: Scope, now: Standing) -> Described | None:
    """One range read; None for a summary that is missing, stale or lost."""
    kept = now.fresh("summary", summary.form(house.writer))
    if kept is None:
        return None
    cell = house.cell(scope)
    try:
        return await run_sync(lambda: summary.read(now, read_derived(cell, scope, kept).data))
    except (NotHere, IntegrityFailed) as error:
        logger("flows").warning("summary.lost", code=error.code)
    except (ValueError, TypeError, KeyError) as error:
        logger("flows").warning("summary.unreadable", kind=type(error).__name__)
    return None
