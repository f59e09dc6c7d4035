"""Read a run of plaintext out of its sealed pack: the pack's row, its key, one range read."""

from __future__ import annotations

from anyio.to_thread import run_sync

from diaphane.flows.house import Cell, House
from diaphane.index import queries
from diaphane.model.derived import Derived
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, Plain
from diaphane.seal.pack import PackReader


async def fetch(house: House, scope: Scope, extent: Extent) -> Plain:
    """The bytes. Raises `NotHere` when the pack is gone, `IntegrityFailed` when it is not what was sealed."""
    reader = await reader_of(house, scope, extent)
    return await run_sync(reader.read, extent.offset, extent.length)


def read_derived(cell: Cell, scope: Scope, kept: Derived) -> Plain:
    """A derived object, whose pack is known already. Blocks; raises as `fetch`."""
    return PackReader(cell.opener.ticket(scope, kept.head), cell.blobs).read(kept.extent.offset, kept.extent.length)


async def reader_of(house: House, scope: Scope, extent: Extent) -> PackReader:
    """What reads the extent's pack, for callers who take it piece by piece."""
    async with house.work.of(scope) as work:
        (head,) = await queries.packs(work, [extent.pack])
    cell = house.cell(scope)
    return PackReader(cell.opener.ticket(scope, head), cell.blobs)
