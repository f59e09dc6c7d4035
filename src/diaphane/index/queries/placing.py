"""Clinical documents on their way to a study: what an upload announced and brought, and what of it still waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import text

from diaphane.db.work import Work
from diaphane.index import facts
from diaphane.index.queries.quarantine import quarantine_row
from diaphane.model.ids import QuarantineId, StudyUid, UploadId
from diaphane.model.study import QuarantineRow

# A file that was here before has no studies of this upload: its instance knows.
_ANNOUNCED = text(
    """
    SELECT f.position, f.sha256, f.sealed, f.studies, s.uid AS held_by FROM upload_file f
    LEFT JOIN instance i ON i.account_id = f.account_id AND i.sha256 = f.sha256
    LEFT JOIN series r ON r.series_id = i.series_id
    LEFT JOIN study s ON s.study_id = r.study_id
    WHERE f.account_id = :account AND f.upload_id = :upload ORDER BY f.position
    """
)

_WAITING = text(
    """
    SELECT q.quarantine_id, q.upload_id, q.reason_code, q.pack_id, q.pack_offset, q.bytes, q.received_at, q.sealed, q.sha256
    FROM quarantine q
    WHERE q.account_id = :account AND q.reason_code = ANY (:codes)
      AND (q.upload_id = :upload
           OR EXISTS (SELECT FROM upload_file f WHERE f.account_id = :account AND f.upload_id = :upload AND f.sha256 = q.sha256))
    ORDER BY q.received_at, q.quarantine_id
    """
)

_EXPLAIN = text(
    """
    UPDATE quarantine q SET reason_code = :code, sealed = :sealed
    WHERE q.account_id = :account AND q.quarantine_id = :id
      AND NOT EXISTS (SELECT FROM quarantine o WHERE o.account_id = q.account_id AND o.sha256 = q.sha256 AND o.reason_code = :code
                      AND o.quarantine_id <> q.quarantine_id)
    """
)

_HELD = text(
    "SELECT quarantine_id, sha256 FROM quarantine WHERE account_id = :account AND reason_code = ANY (:codes) AND sha256 = ANY (:digests)"
)

_ADOPT = text(
    """
    UPDATE quarantine q SET upload_id = :upload, sealed = :sealed
    WHERE q.account_id = :account AND q.quarantine_id = :id
    """
)

_PLACED = text(
    """
    UPDATE upload_file SET studies = CASE WHEN :study = ANY (studies) THEN studies ELSE studies || CAST(:study AS text) END
    WHERE account_id = :account AND upload_id = :upload AND position = :position
    """
)

_NOT_PLACED = text(
    """
    UPDATE upload_file
    SET stored = stored - 1, quarantined = quarantined + 1, outcome = CASE WHEN outcome = 'stored' THEN 'quarantined' ELSE outcome END
    WHERE account_id = :account AND upload_id = :upload AND position = :position AND stored > 0
    """
)


@dataclass(frozen=True, slots=True)
class Announced:
    """A file of an upload's manifest and the studies that it is part of, as far as they are known."""

    index: int
    name: str
    sha256: bytes
    studies: frozenset[StudyUid]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document in quarantine that may find its study yet."""

    row: QuarantineRow
    sha256: bytes


async def announced(work: Work, upload: UploadId) -> list[Announced]:
    """Every file of an upload."""
    names: dict[int, tuple[str, bytes]] = {}
    studies: dict[int, set[StudyUid]] = {}
    for row in await work.connection.execute(_ANNOUNCED, {"account": work.scope.account, "upload": upload}):
        if row.position not in names:
            cell = facts.unseal(work.columns, "upload_file.sealed", f"{upload}:{row.position}", row.sealed)
            names[row.position], studies[row.position] = (cell["name"], bytes(row.sha256)), {StudyUid(uid) for uid in row.studies}
        if row.held_by is not None:
            studies[row.position].add(StudyUid(row.held_by))
    return [Announced(index, name, sha256, frozenset(studies[index])) for index, (name, sha256) in names.items()]


async def waiting(work: Work, upload: UploadId, codes: Collection[str]) -> list[Waiting]:
    """Documents in quarantine for one of these reasons that this upload brought or announced."""
    rows = await work.connection.execute(_WAITING, {"account": work.scope.account, "upload": upload, "codes": list(codes)})
    return [Waiting(quarantine_row(work, row), bytes(row.sha256)) for row in rows]


async def adopt(work: Work, upload: UploadId, found: Mapping[bytes, str], codes: Collection[str], reason: str) -> frozenset[bytes]:
    """Make documents that wait since an earlier upload this one's, under the names they have in it; returns those digests that do wait."""
    rows = await work.connection.execute(_HELD, {"account": work.scope.account, "codes": list(codes), "digests": list(found)})
    held = {QuarantineId(row.quarantine_id): bytes(row.sha256) for row in rows}
    for key, digest in held.items():
        sealed = facts.seal(work.columns, "quarantine.sealed", key, {"name": found[digest], "reason": reason})
        await work.connection.execute(_ADOPT, {"account": work.scope.account, "id": key, "upload": upload, "sealed": sealed})
    return frozenset(held.values())


async def explain(work: Work, row: QuarantineRow, code: str, reason: str) -> None:
    """Give a thing in quarantine another reason, unless the same bytes are there for that reason already."""
    sealed = facts.seal(work.columns, "quarantine.sealed", row.id, {"name": row.name, "reason": reason})
    await work.connection.execute(_EXPLAIN, {"account": work.scope.account, "id": row.id, "code": code, "sealed": sealed})


async def count_placed(work: Work, upload: UploadId, index: int, study: StudyUid) -> None:
    """The document of a file has found its study."""
    await work.connection.execute(_PLACED, {"account": work.scope.account, "upload": upload, "position": index, "study": study})


async def count_not_placed(work: Work, upload: UploadId, index: int) -> None:
    """The document of a file stays in quarantine."""
    await work.connection.execute(_NOT_PLACED, {"account": work.scope.account, "upload": upload, "position": index})
