"""What could not be used: listed page by page, read, forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import TextClause, text

from diaphane.base.errors import NotHere
from diaphane.db.connection import Row
from diaphane.db.work import Work
from diaphane.index import facts
from diaphane.index.queries import attach
from diaphane.model.ids import PackId, QuarantineId, UploadId
from diaphane.model.sealed import Extent
from diaphane.model.study import QuarantineRow

_QUARANTINE = """
    SELECT quarantine_id, upload_id, reason_code, pack_id, pack_offset, bytes, received_at, sealed FROM quarantine
    WHERE account_id = :account
"""


def _page(behind: str, way: str) -> TextClause:
    """A page in one direction, from the index on the two it is ordered by."""
    return text(
        f"""
        {_QUARANTINE} AND received_at <= :until AND (received_at, quarantine_id) {behind} (:after_at, :after_id)
        AND quarantine_id <> ALL (:besides) ORDER BY received_at {way}, quarantine_id {way} LIMIT :limit
        """
    )


_PAGE, _PAGE_FROM_OLDEST = _page("<", "DESC"), _page(">", "ASC")
_COUNT = text("SELECT count(*) FROM quarantine WHERE account_id = :account")
# What an upload brought, and what it would have brought were it not in quarantine already.
_SENT_AGAIN = """
    SELECT sha256 FROM upload_file WHERE account_id = :account AND upload_id = :upload
    AND outcome IN ('already_there', 'quarantined', 'conflict')
"""
_OF_UPLOAD = text(f"{_QUARANTINE} AND (upload_id = :upload OR sha256 IN ({_SENT_AGAIN})) ORDER BY received_at, quarantine_id LIMIT :limit")
_CHOSEN = text(f"{_QUARANTINE} AND quarantine_id = ANY (:ids) ORDER BY received_at DESC, quarantine_id DESC")
_REMOVE = text("DELETE FROM quarantine WHERE account_id = :account AND quarantine_id = ANY (:ids) RETURNING pack_id")

MOST_OF_UPLOAD = 1000
# Bounds that shut nothing out: a condition that may be missing ("... IS NULL OR ...") would be no place in the index.
_EVER = datetime.max.replace(tzinfo=UTC)
_NEWEST = (_EVER, QuarantineId(UUID(int=(1 << 128) - 1)))
_OLDEST = (datetime.min.replace(tzinfo=UTC), QuarantineId(UUID(int=0)))


async def quarantine_list(
    work: Work,
    limit: int = 1000,
    after: tuple[datetime, QuarantineId] | None = None,
    until: datetime | None = None,
    besides: Sequence[QuarantineId] = (),
) -> list[QuarantineRow]:
    """Newest first, behind `after` (when the last one of the page before came, and its id).

    None that came after `until`, and none of `besides`.
    """
    return await _rows(work, _PAGE, limit, after or _NEWEST, until or _EVER, besides)


async def quarantine_from_oldest(work: Work, limit: int = 1000, after: tuple[datetime, QuarantineId] | None = None) -> list[QuarantineRow]:
    """Oldest first, behind `after`: the list from its other end."""
    return await _rows(work, _PAGE_FROM_OLDEST, limit, after or _OLDEST, _EVER, ())


async def _rows(
    work: Work, page: TextClause, limit: int, after: tuple[datetime, QuarantineId], until: datetime, besides: Sequence[QuarantineId]
) -> list[QuarantineRow]:
    values = {"account": work.scope.account, "limit": limit, "after_at": after[0], "after_id": after[1]}
    return [quarantine_row(work, row) for row in await work.connection.ask(page, values | {"until": until, "besides": list(besides)})]


async def quarantine_of_upload(work: Work, upload: UploadId) -> list[QuarantineRow]:
    """What one upload brought, or would have brought were it not there already; at most `MOST_OF_UPLOAD`."""
    values = {"account": work.scope.account, "limit": MOST_OF_UPLOAD, "upload": upload}
    return [quarantine_row(work, row) for row in await work.connection.ask(_OF_UPLOAD, values)]


async def quarantine_count(work: Work) -> int:
    """How many things wait."""
    return int((await work.connection.ask(_COUNT, {"account": work.scope.account})).scalar_one())


async def quarantine_get(work: Work, keys: Sequence[QuarantineId]) -> list[QuarantineRow]:
    """These things, newest first; those that are gone are left out. Raises `NotHere` when all are."""
    rows = await work.connection.ask(_CHOSEN, {"account": work.scope.account, "ids": list(keys)})
    found = [quarantine_row(work, row) for row in rows]
    if not found:
        raise NotHere
    return found


async def quarantine_remove(work: Work, keys: Sequence[QuarantineId]) -> tuple[int, tuple[PackId, ...]]:
    """Forget things in quarantine: how many were still there, and packs that hold nothing any more (delete their objects after the commit).

    Raises `NotHere` when none was there.
    """
    rows = (await work.connection.execute(_REMOVE, {"account": work.scope.account, "ids": list(keys)})).all()
    if not rows:
        raise NotHere
    return len(rows), await attach.drop_packs(work, {PackId(row.pack_id) for row in rows})


def quarantine_row(work: Work, row: Row) -> QuarantineRow:
    """A thing in quarantine from a row of its table."""
    cell = facts.unseal(work.columns, "quarantine.sealed", row.quarantine_id, row.sealed)
    return QuarantineRow(
        id=QuarantineId(row.quarantine_id),
        upload=None if row.upload_id is None else UploadId(row.upload_id),
        name=cell["name"],
        reason_code=row.reason_code,
        reason=cell["reason"],
        extent=Extent(PackId(row.pack_id), row.pack_offset, row.bytes),
        received_at=row.received_at,
    )
