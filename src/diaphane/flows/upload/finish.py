"""Finish an upload: place its documents, and say what became of everything; ask how far an upload is."""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.access import Permission, decide
from diaphane.flows.house import House
from diaphane.flows.upload.line import Line
from diaphane.flows.upload.place import place_all
from diaphane.index import queries
from diaphane.model.ids import UploadId
from diaphane.model.principals import Principal
from diaphane.model.study import QuarantineRow
from diaphane.model.upload import UploadState


@dataclass(frozen=True, slots=True)
class Summary:
    """An upload at its end. `quarantined` are at most a thousand, those of earlier uploads that were sent again among them."""

    state: UploadState
    quarantined: tuple[QuarantineRow, ...]


async def finish(house: House, who: Principal, upload: UploadId) -> Summary:
    """Say that no more will come. Free to repeat; files still missing stay missing. Raises `NotHere`."""
    decide(who, Permission.UPLOAD_SEND, who.scope)
    async with house.work.of(who.scope) as work:
        await queries.finish_upload(work, upload)
    await place_all(Line(house, who.scope, upload), upload)
    async with house.work.of(who.scope) as work:
        state = await queries.upload_state(work, upload)
        return Summary(state, tuple(await queries.quarantine_of_upload(work, upload)))


async def state(house: House, who: Principal, upload: UploadId) -> UploadState:
    """How far an upload is. Raises `NotHere`."""
    decide(who, Permission.UPLOAD_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        return await queries.upload_state(work, upload)
