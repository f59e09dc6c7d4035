"""Sweep up after killed processes and abandoned uploads: objects without a row, parts that never became files, documents that wait."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

import anyio
from anyio.to_thread import run_sync

from diaphane.base.errors import DiaphaneError
from diaphane.base.log import logger
from diaphane.flows.house import Cell, House
from diaphane.flows.upload.line import Line, forget
from diaphane.flows.upload.place import place_all
from diaphane.index import queries
from diaphane.index.queries import leftovers
from diaphane.model.ids import PackId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey

GRACE = timedelta(minutes=15)
"""An object this old without a row has nobody who could still write one: no statement or transaction of ours may take a minute."""
ABANDONED = timedelta(days=7)
"""An upload that began so long ago and was not finished is taken for finished."""
EVERY_S = 3600.0
FIRST_S = 60.0
AT_ONCE = 1000
FEW = 64
"""So many packs, at most, can a killed process have stored and not written down, or a tenth of what the account has."""


@dataclass(slots=True)
class Swept:
    """What a sweep did. `spared`: objects without a row, too many to be what a kill leaves; they were not touched."""

    objects: int = 0
    spared: int = 0
    uploads: int = 0


async def keep_clean(house: House) -> None:
    """Sweep a minute from now and then every hour, until cancelled. A fault is logged and tried again next time."""
    await anyio.sleep(FIRST_S)
    while True:
        try:
            swept = await sweep(house)
            if swept.objects or swept.uploads:
                logger("flows").info("sweep.done", objects=swept.objects, uploads=swept.uploads)
        except (DiaphaneError, OSError) as error:
            logger("flows").warning("sweep.failed", kind=type(error).__name__)
        await anyio.sleep(EVERY_S)


async def sweep(house: House, *, grace: timedelta = GRACE, abandoned: timedelta = ABANDONED) -> Swept:
    """Remove objects older than `grace` that no row knows, and end uploads that began longer than `abandoned` ago.

    Safe beside running uploads: what they have stored and not yet written down is younger than `grace`.
    """
    now, swept = datetime.now(UTC), Swept()
    async for cell, scope in accounts(house):
        await _end_uploads(house, scope, now - abandoned, swept)
        await _remove_unknown(house, cell, scope, now - grace, swept)
    return swept


async def accounts(house: House) -> AsyncIterator[tuple[Cell, Scope]]:
    """Every account that has objects, with where they lie."""
    for region, cell in house.cells.items():
        for scope in await run_sync(_scopes, cell, region):
            yield cell, scope


async def _remove_unknown(house: House, cell: Cell, scope: Scope, before: datetime, swept: Swept) -> None:
    """Listed first and looked up then: a row written in between is seen."""
    found = cell.blobs.list(scope, stored_before=before)
    unknown: set[PackId] = set()
    while packs := await run_sync(_some, found):
        async with house.work.of(scope) as work:
            unknown |= await leftovers.unknown(work, packs)
    if not unknown:
        return
    async with house.work.of(scope) as work:
        known = await leftovers.packs_known(work)
    if len(unknown) > max(FEW, known // 10):
        # So many are no kill's: the database is older than the objects (a backup?), and these may be all that is left of them.
        logger("flows").error("sweep.too_many_unknown", objects=len(unknown), known=known)
        swept.spared += len(unknown)
        return
    for pack in unknown:
        await run_sync(cell.blobs.delete, BlobKey(scope, pack))
        swept.objects += 1


def _scopes(cell: Cell, region: RegionId) -> list[Scope]:
    return list(cell.blobs.scopes(region))


def _some(found: Iterator[BlobKey]) -> list[PackId]:
    return [key.pack for key in islice(found, AT_ONCE)]


async def _end_uploads(house: House, scope: Scope, before: datetime, swept: Swept) -> None:
    """Say for the sender that no more will come. An account whose key is gone has nothing left to place."""
    async with house.work.of(scope) as work:
        uploads = await leftovers.abandoned(work, before, AT_ONCE)
    for upload in uploads:
        try:
            await place_all(Line(house, scope, upload), upload)
        except DiaphaneError as error:
            logger("flows").warning("sweep.upload_left", code=error.code)
            continue
        async with house.work.of(scope) as work:
            unused = await leftovers.drop_all_parts(work, upload)
            await queries.finish_upload(work, upload)
        await forget(house.cell(scope), scope, unused)
        swept.uploads += 1
