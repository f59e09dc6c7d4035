"""What killed processes and abandoned uploads leave in the index, per account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import text

from diaphane.db.work import Work
from diaphane.index.queries import attach
from diaphane.model.ids import PackId, UploadId

_KNOWN = text("SELECT pack_id FROM pack WHERE account_id = :account AND pack_id = ANY (:ids)")
_COUNT = text("SELECT count(*) FROM pack WHERE account_id = :account")

_ABANDONED = text(
    """
    SELECT u.upload_id FROM upload u WHERE u.account_id = :account AND u.finished_at IS NULL AND u.started_at < :before
    ORDER BY u.started_at LIMIT :limit
    """
)

_DROP_PARTS = text("DELETE FROM upload_part WHERE account_id = :account AND upload_id = :upload RETURNING pack_id")


async def unknown(work: Work, packs: Collection[PackId]) -> frozenset[PackId]:
    """Those of the packs that have no row."""
    rows = await work.connection.execute(_KNOWN, {"account": work.scope.account, "ids": list(packs)})
    return frozenset(packs) - {PackId(row.pack_id) for row in rows}


async def packs_known(work: Work) -> int:
    """How many packs the account has rows of."""
    return int((await work.connection.execute(_COUNT, {"account": work.scope.account})).scalar_one())


async def abandoned(work: Work, before: datetime, limit: int) -> list[UploadId]:
    """Uploads that began before a time and were never finished, oldest first."""
    rows = await work.connection.execute(_ABANDONED, {"account": work.scope.account, "before": before, "limit": limit})
    return [UploadId(row.upload_id) for row in rows]


async def drop_all_parts(work: Work, upload: UploadId) -> tuple[PackId, ...]:
    """Forget the parts of files that never came whole; returns packs that hold nothing any more (delete them after the commit)."""
    rows = await work.connection.execute(_DROP_PARTS, {"account": work.scope.account, "upload": upload})
    return await attach.drop_packs(work, {PackId(row.pack_id) for row in rows})
