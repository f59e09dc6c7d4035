"""Presentation states of a series: found among the study's objects, read from their sealed packs."""

from __future__ import annotations

from anyio.to_thread import run_sync

from diaphane.base.errors import BadInput, DiaphaneError
from diaphane.base.log import logger
from diaphane.dicom.presentation import STATES
from diaphane.flows.fetch import fetch
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.ingest.presentation import MOST_BYTES, read_presentation
from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.presentation import Presentation
from diaphane.model.scope import Scope

_MODALITY = "PR"
MOST_STATES = 64
"""States of one series that are offered, the newest first."""


async def states_of(house: House, scope: Scope, study: StudyUid, series: SeriesUid) -> tuple[Presentation, ...]:
    """The states that show pictures of a series, newest first. One that is damaged is left out: it must not cost the pictures."""
    async with house.work.of(scope) as work:
        kept = [row.series.uid for row in await queries.series_of(work, study) if row.series.modality == _MODALITY]
        rows = [row for uid in kept for row in await queries.instances_of(work, uid)]
    found: list[Presentation] = []
    for row in rows:
        if row.sop_class not in STATES or row.extent.length > MOST_BYTES:
            continue
        try:
            data = await fetch(house, scope, row.extent)
            state = await run_sync(read_presentation, data.data)
        except BadInput as error:
            logger("flows").info("presentation.unreadable", code=error.code)
            continue
        except DiaphaneError as error:
            logger("flows").warning("presentation.not_read", code=error.code)
            continue
        if any(uid == series for uid, _ in state.targets):
            found.append(state)
    return tuple(sorted(found, key=lambda state: state.created, reverse=True)[:MOST_STATES])
