"""See what could not be used, and delete it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from diaphane.access import Permission, decide
from diaphane.base import opaque
from diaphane.base.errors import BadInput
from diaphane.flows.house import House
from diaphane.flows.upload.line import forget
from diaphane.index import queries
from diaphane.model.ids import QuarantineId
from diaphane.model.principals import Principal
from diaphane.model.study import QuarantineRow

MOST_AT_ONCE = 1000
"""Largest page, and most things deleted by one request: a transaction stays short."""


@dataclass(frozen=True, slots=True)
class QuarantinePage:
    """In the order that was asked for. `next` is the cursor of the page after, "" at the end; `total` counts all pages."""

    items: tuple[QuarantineRow, ...]
    next: str
    total: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that came up to a moment, besides some."""

    until: datetime
    besides: tuple[QuarantineId, ...] = ()


async def quarantine(
    house: House, who: Principal, after: str = "", limit: int = MOST_AT_ONCE, *, oldest_first: bool = False
) -> QuarantinePage:
    """A page of what waits for its owner's decision. Raises `BadInput` for a cursor that is none."""
    decide(who, Permission.QUARANTINE_VIEW, who.scope)
    place = _read(after)
    async with house.work.of(who.scope) as work:
        ask = queries.quarantine_from_oldest if oldest_first else queries.quarantine_list
        items = await ask(work, limit + 1, place)
        total = await queries.quarantine_count(work)
    more, items = len(items) > limit, items[:limit]
    return QuarantinePage(tuple(items), _write(items[-1]) if more else "", total)


async def delete(house: House, who: Principal, keys: Sequence[QuarantineId]) -> int:
    """Delete these things, their bytes too unless something else lies in the same pack; says how many were still there.

    Raises `NotHere` when none was.
    """
    decide(who, Permission.QUARANTINE_DELETE, who.scope)
    async with house.work.of(who.scope) as work:
        count, unused = await queries.quarantine_remove(work, keys)
    await forget(house.cell(who.scope), who.scope, unused)
    return count


async def delete_waiting(house: House, who: Principal, waiting: Waiting) -> int:
    """Delete what came up to a moment, at most `MOST_AT_ONCE` things: fewer deleted means that all are gone."""
    decide(who, Permission.QUARANTINE_DELETE, who.scope)
    async with house.work.of(who.scope) as work:
        found = await queries.quarantine_list(work, MOST_AT_ONCE, until=waiting.until, besides=waiting.besides)
        keys = [item.id for item in found]
        count, unused = await queries.quarantine_remove(work, keys) if keys else (0, ())
    await forget(house.cell(who.scope), who.scope, unused)
    return count


def _write(item: QuarantineRow) -> str:
    return opaque.write(item.received_at.isoformat(), str(item.id))


def _read(text: str) -> tuple[datetime, QuarantineId] | None:
    if not text:
        return None
    try:
        moment, key = map(str, opaque.read(text))
        found = datetime.fromisoformat(moment), QuarantineId(UUID(key))
    except ValueError:
        found = None
    if found is None or found[0].tzinfo is None:
        raise BadInput("quarantine.cursor", "The place to go on from is none: start again from the first page.")
    return found
