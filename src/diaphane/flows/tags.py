"""Read the header of an instance, element by element."""

from __future__ import annotations

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.dicom.listing import TagLine
from diaphane.flows.fetch import fetch
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.ingest.walk import tag_lines
from diaphane.model.ids import SopUid
from diaphane.model.principals import Principal
from diaphane.model.sealed import Extent

WHOLE_BYTES = 64 << 20
"""An instance up to this size is read whole, so that elements after the pixel data are listed too; of a larger one, its head."""
PAST_HEAD_BYTES = 1 << 10


async def tags(house: House, who: Principal, uid: SopUid) -> tuple[TagLine, ...]:
    """The elements in the order of the file. Raises `NotHere`."""
    decide(who, Permission.TAGS_VIEW, who.scope)
    async with house.work.of(who.scope) as work:
        row = await queries.instance(work, uid)
    length = row.extent.length
    if length > WHOLE_BYTES:
        length = min(length, row.pixel_offset + PAST_HEAD_BYTES)
    data = await fetch(house, who.scope, Extent(row.extent.pack, row.extent.offset, length))
    return await run_sync(tag_lines, data.data, house.settings.limits)
