"""Show one study: its line of the work list, its series and documents; and the instances of a series."""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.access import Permission, decide
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.principals import Principal
from diaphane.model.study import DocumentRow, InstanceRow, SeriesRow, StudyRow


@dataclass(frozen=True, slots=True)
class Study:
    """A study as its page shows it."""

    row: StudyRow
    series: tuple[SeriesRow, ...]
    documents: tuple[DocumentRow, ...]


async def study(house: House, who: Principal, uid: StudyUid) -> Study:
    """One study of the account. Raises `NotHere`."""
    decide(who, Permission.STUDY_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        row = await queries.study(work, uid)
        return Study(row, tuple(await queries.series_of(work, uid)), tuple(await queries.documents_of(work, uid)))


async def instances(house: House, who: Principal, uid: SeriesUid) -> list[InstanceRow]:
    """The instances of a series by number. Raises `NotHere`."""
    decide(who, Permission.SERIES_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        return await queries.instances_of(work, uid)
