"""Search the work list."""

from __future__ import annotations

from diaphane.access import Permission, decide
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.model.principals import Principal
from diaphane.model.study import StudyPage, StudyQuery


async def search(house: House, who: Principal, query: StudyQuery) -> StudyPage:
    """One page of the account's studies. Raises `BadInput` for a cursor or a pattern that is none."""
    decide(who, Permission.STUDY_SEARCH, who.scope)
    async with house.work.of(who.scope) as work:
        return await queries.search(work, query)
