"""The metadata of a series as DICOM JSON (PS3.18 F): written once after an arrival, kept compressed and sealed, handed out as it lies."""

from __future__ import annotations

import gzip

from anyio.to_thread import run_sync

from diaphane.access import Permission, decide
from diaphane.base.errors import BadInput, IntegrityFailed, NotHere, TooLarge
from diaphane.base.log import logger
from diaphane.flows.fetch import read_derived
from diaphane.flows.house import House
from diaphane.index import queries
from diaphane.ingest.json_model import as_json
from diaphane.model.derived import Standing
from diaphane.model.ids import SeriesUid
from diaphane.model.principals import Principal
from diaphane.model.scope import Scope
from diaphane.model.study import InstanceRow
from diaphane.seal.pack import PackReader

FORM = "dicom-json-1"
MOST_BYTES = 256 << 20
"""Bytes of JSON of one series. 2,000 slices have 12 MB, an enhanced object of 10,000 frames 60 MB."""
_AT_ONCE = 16
"""Instances between two looks at who else wants this process."""
_PAST_HEAD_BYTES = 12


async def metadata(house: House, who: Principal, uid: SeriesUid) -> bytes:
    """The JSON array of all instances of a series, gzipped. Raises `NotHere`, `TooLarge`."""
    decide(who, Permission.METADATA_VIEW, who.scope)
    scope = who.scope
    async with house.work.of(scope) as work:
        now = await queries.standing(work, uid)
    kept = now.fresh("metadata", FORM)
    if kept is not None:
        try:
            return bytes((await run_sync(read_derived, house.cell(scope), scope, kept)).data)
        except (NotHere, IntegrityFailed) as error:  # a cache: lost or damaged, it is made anew
            logger("flows").warning("metadata.lost", code=error.code)
    house.arrived.changed(scope, [now.study_uid])
    return await metadata_of(house, scope, now)


async def metadata_of(house: House, scope: Scope, now: Standing) -> bytes:
    """The same, made now from the headers of all instances."""
    async with house.work.of(scope) as work:
        rows = await queries.instances_of(work, now.series_uid)
        heads = await queries.packs(work, {row.extent.pack for row in rows})
    cell = house.cell(scope)
    readers = await run_sync(lambda: {head.pack: PackReader(cell.opener.ticket(scope, head), cell.blobs) for head in heads})

    def some(part: list[InstanceRow]) -> list[bytes]:
        return [_one(readers[row.extent.pack], row, house) for row in part]

    found: list[bytes] = []
    size = 0
    for start in range(0, len(rows), _AT_ONCE):
        found += await run_sync(some, rows[start : start + _AT_ONCE])
        size += sum(map(len, found[start:]))
        if size > MOST_BYTES:
            raise TooLarge("metadata.too_large", f"The headers of this series are more than {MOST_BYTES >> 20} MiB as JSON.")
    return await run_sync(lambda: gzip.compress(b"[" + b",".join(found) + b"]", 5, mtime=0))


def _one(reader: PackReader, row: InstanceRow, house: House) -> bytes:
    length = min(row.extent.length, row.pixel_offset + _PAST_HEAD_BYTES)
    data = reader.read(row.extent.offset, length)
    try:
        return as_json(data.data, house.settings.limits)
    except BadInput as error:
        logger("flows").info("metadata.irregular", code=error.code)
        return b"{}"
