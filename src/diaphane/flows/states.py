"""Presentation states of a series: found among the study's objects, read from their sealed packs once for as long as they stay the same."""

from __future__ import annotations

from anyio.to_thread import run_sync

from diaphane.base.errors import BadInput, DiaphaneError
from diaphane.base.log import logger
from diaphane.dicom.presentation import STATES
from diaphane.flows.fetch import fetch
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.ingest.presentation import MOST_BYTES, read_presentation
from diaphane.model.derived import Standing
from diaphane.model.presentation import Presentation
from diaphane.model.scope import Scope
from diaphane.model.study import InstanceRow

MOST_STATES = 64
"""States of one series that are offered, the newest first."""


async def states_of(house: House, scope: Scope, now: Standing) -> tuple[Presentation, ...]:
    """The states that show pictures of a series, newest first. One that is damaged is left out: it must not cost the pictures."""
    if not now.states:
        return ()
    found = house.states.get(scope, now)
    if found is None:
        async with house.work.of(scope) as work:
            rows = [row for uid, _ in now.states for row in await queries.instances_of(work, uid)]
        found = tuple([state for row in rows if (state := await _read(house, scope, row)) is not None])
        house.states.keep(scope, now, found)
    own = [state for state in found if any(uid == now.series_uid for uid, _ in state.targets)]
    return tuple(sorted(own, key=lambda state: state.created, reverse=True)[:MOST_STATES])


async def _read(house: House, scope: Scope, row: InstanceRow) -> Presentation | None:
    if row.sop_class not in STATES or row.extent.length > MOST_BYTES:
        return None
    try:
        data = await fetch(house, scope, row.extent)
        return await run_sync(read_presentation, data.data)
    except BadInput as error:
        logger("flows").info("presentation.unreadable", code=error.code)
    except DiaphaneError as error:
        logger("flows").warning("presentation.not_read", code=error.code)
    return None
