"""Make the next study of somebody's list ready: what opening it needs and the first picture of each of its first series, nothing more."""

from __future__ import annotations

from diaphane.access import Permission, decide
from diaphane.base.errors import DiaphaneError, NotHere
from diaphane.base.log import logger
from diaphane.flows.house import House
from diaphane.flows.view import held_open
from diaphane.index import queries
from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.principals import Principal
from diaphane.model.scene import Layer, Scene, StackView

MOST_SERIES = 4
"""As many as a first layout shows."""
SIZE_PX = (64, 64)
"""So small that the worker decodes this one frame and none of its neighbours."""


async def warm(house: House, who: Principal, study: StudyUid) -> None:
    """Returns when it is ready, or at once when this process is busy making another study ready. Raises `NotHere`.

    Frames stay in the worker's cache until others need the room; keys are forgotten at once.
    """
    decide(who, Permission.PICTURE_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        found = await queries.standings(work, study)
    if not found:
        raise NotHere
    if house.warming.locked():
        return
    async with house.warming:
        for now in [now for now in found if not now.reason][:MOST_SERIES]:
            try:
                await _warm(house, who, now.series_uid)
            except DiaphaneError as error:  # whoever opens it will be told
                logger("flows").info("warm.none", code=error.code)


async def _warm(house: House, who: Principal, uid: SeriesUid) -> None:
    async with held_open(house, who, uid):
        await house.pictures.render(who.scope, Scene((Layer(uid),), StackView(frame=0)), SIZE_PX, "small")
