"""See what could not be used, and delete it."""

from __future__ import annotations

from diaphane.access import Permission, decide
from diaphane.flows.house import House
from diaphane.flows.upload.line import forget
from diaphane.index import queries
from diaphane.model.ids import QuarantineId
from diaphane.model.principals import Principal
from diaphane.model.study import QuarantineRow


async def quarantine(house: House, who: Principal) -> list[QuarantineRow]:
    """What waits for its owner's decision, newest first, at most a thousand."""
    decide(who, Permission.QUARANTINE_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        return await queries.quarantine_list(work)


async def delete(house: House, who: Principal, key: QuarantineId) -> None:
    """Delete one thing, its bytes too unless something else lies in the same pack. Raises `NotHere`."""
    decide(who, Permission.QUARANTINE_DELETE, who.scope)
    async with house.work.of(who.scope) as work:
        unused = await queries.quarantine_remove(work, key)
    await forget(house.cell(who.scope), who.scope, unused)
