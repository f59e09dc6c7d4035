"""Uploads: what was announced, what came, what became of it, and parts of files too large for one request."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import orjson
from sqlalchemy import text

from diaphane.base.errors import Conflict, NotHere
from diaphane.db.work import Work
from diaphane.index import facts
from diaphane.index.queries import attach, read
from diaphane.index.queries.instances import binary
from diaphane.model.ids import PackId, StudyUid, UploadId
from diaphane.model.sealed import Extent, PackHead
from diaphane.model.upload import COUNTED, FileOutcome, ManifestFile, UploadState

_OPEN = text("INSERT INTO upload (upload_id, account_id, started_at) VALUES (:upload, :account, :now)")

_FILES = text(
    """
    INSERT INTO upload_file (upload_id, position, account_id, bytes, sha256, outcome, already_there, quarantined, conflict, sealed)
    SELECT :upload, n.position, :account, n.bytes, n.sha256, n.outcome, (n.outcome IS NOT DISTINCT FROM 'already_there')::int,
           (n.outcome IS NOT DISTINCT FROM 'quarantined')::int, (n.outcome IS NOT DISTINCT FROM 'conflict')::int, n.sealed
    FROM json_to_recordset(CAST(:rows AS json)) AS n (position integer, bytes bigint, sha256 bytea, outcome text, sealed bytea)
    """
)

# The first outcome stands: a batch that is sent again after a lost answer changes nothing.
_RECORD = text(
    """
    UPDATE upload_file f
    SET outcome = n.outcome, studies = string_to_array(n.studies, ','), stored = n.stored, already_there = n.already_there,
        quarantined = n.quarantined, conflict = n.conflict, ignored = n.ignored
    FROM json_to_recordset(CAST(:rows AS json)) AS n (position integer, outcome text, studies text, stored bigint, already_there bigint,
                                                      quarantined bigint, conflict bigint, ignored bigint)
    WHERE f.account_id = :account AND f.upload_id = :upload AND f.position = n.position AND f.outcome IS NULL
    """
)

_STATE = text(
    """
    SELECT u.started_at, u.finished_at, count(f.position) AS files, sum(f.stored)::bigint AS stored,
           sum(f.already_there)::bigint AS already_there, sum(f.quarantined)::bigint AS quarantined,
           sum(f.conflict)::bigint AS conflict, sum(f.ignored)::bigint AS ignored,
           array_agg(f.position ORDER BY f.position) FILTER (WHERE f.position IS NOT NULL AND f.outcome IS NULL) AS missing
    FROM upload u LEFT JOIN upload_file f USING (upload_id)
    WHERE u.account_id = :account AND u.upload_id = :upload GROUP BY u.upload_id
    """
)

# A file that was here before has no studies of this upload: its instance, or document, knows.
_STUDIES = text(
    """
    SELECT unnest(studies) AS uid FROM upload_file WHERE account_id = :account AND upload_id = :upload
    UNION SELECT s.uid FROM upload_file f
    JOIN instance i ON i.account_id = f.account_id AND i.sha256 = f.sha256 JOIN series r USING (series_id) JOIN study s USING (study_id)
    WHERE f.account_id = :account AND f.upload_id = :upload AND f.outcome = 'already_there'
    UNION SELECT s.uid FROM upload_file f
    JOIN document d ON d.account_id = f.account_id AND d.sha256 = f.sha256 JOIN study s USING (study_id)
    WHERE f.account_id = :account AND f.upload_id = :upload AND f.outcome = 'already_there'
    ORDER BY uid
    """
)


_FILES_BY_POSITION = text(
    """
    SELECT position, bytes, sha256, sealed FROM upload_file
    WHERE account_id = :account AND upload_id = :upload AND position = ANY (:positions)
    """
)

_FINISH = text(
    "UPDATE upload SET finished_at = COALESCE(finished_at, :now) WHERE account_id = :account AND upload_id = :upload RETURNING upload_id"
)

_ADD_PART = text(
    """
    INSERT INTO upload_part (upload_id, position, file_offset, account_id, pack_id, pack_offset, bytes)
    SELECT f.upload_id, f.position, :offset, f.account_id, :pack, :pack_offset, :length FROM upload_file f
    WHERE f.account_id = :account AND f.upload_id = :upload AND f.position = :position
    ON CONFLICT DO NOTHING RETURNING file_offset
    """
)

_PARTS = text(
    """
    SELECT file_offset, pack_id, pack_offset, bytes FROM upload_part
    WHERE account_id = :account AND upload_id = :upload AND position = :position ORDER BY file_offset
    """
)

_DROP_PARTS = text("DELETE FROM upload_part WHERE account_id = :account AND upload_id = :upload AND position = :position RETURNING pack_id")


async def open_upload(work: Work, upload: UploadId, files: Sequence[ManifestFile]) -> tuple[int, ...]:
    """Write an upload's manifest; returns the indexes of files whose bytes the account does not hold yet, ascending."""
    held = await read.outcomes(work, {file.sha256 for file in files})
    await work.connection.execute(_OPEN, {"upload": upload, "account": work.scope.account, "now": work.now})
    if files:
        await work.connection.execute(
            _FILES,
            {
                "upload": upload,
                "account": work.scope.account,
                "rows": orjson.dumps(
                    [
                        {
                            "position": index,
                            "bytes": file.size,
                            "sha256": binary(file.sha256),
                            "outcome": held.get(file.sha256),
                            "sealed": binary(facts.seal(work.columns, "upload_file.sealed", f"{upload}:{index}", {"name": file.name})),
                        }
                        for index, file in enumerate(files)
                    ]
                ).decode(),
            },
        )
    return tuple(index for index, file in enumerate(files) if file.sha256 not in held)


async def upload_file(work: Work, upload: UploadId, indexes: Collection[int]) -> dict[int, ManifestFile]:
    """Files of the manifest by index. Raises `NotHere` when the upload or one of them is unknown."""
    rows = (
        await work.connection.execute(
            _FILES_BY_POSITION, {"account": work.scope.account, "upload": upload, "positions": list(set(indexes))}
        )
    ).all()
    if len(rows) < len(set(indexes)):
        raise NotHere
    found = {}
    for row in rows:
        name = facts.unseal(work.columns, "upload_file.sealed", f"{upload}:{row.position}", row.sealed)["name"]
        found[int(row.position)] = ManifestFile(name, row.bytes, bytes(row.sha256))
    return found


async def record(work: Work, upload: UploadId, outcomes: Sequence[FileOutcome]) -> None:
    """Write what became of files. The first outcome of a file stands."""
    if not outcomes:
        return
    rows: list[dict[str, str | int]] = []
    for one in outcomes:
        counts = one.counts or {one.outcome: 1}
        counted: dict[str, str | int] = {name: counts.get(name, 0) for name in COUNTED}
        rows.append(counted | {"position": one.index, "outcome": one.outcome, "studies": ",".join(one.studies)})
    await work.connection.execute(_RECORD, {"account": work.scope.account, "upload": upload, "rows": orjson.dumps(rows).decode()})


async def upload_state(work: Work, upload: UploadId) -> UploadState:
    """How far an upload is. Raises `NotHere`."""
    key = {"account": work.scope.account, "upload": upload}
    row = (await work.connection.execute(_STATE, key)).one_or_none()
    if row is None:
        raise NotHere
    studies = await work.connection.execute(_STUDIES, key)
    return UploadState(
        id=upload,
        files=row.files,
        missing=tuple(row.missing or ()),
        counts={name: getattr(row, name) or 0 for name in COUNTED},
        studies=tuple(StudyUid(found.uid) for found in studies),
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


async def finish_upload(work: Work, upload: UploadId) -> None:
    """Say that no more will come. Free to repeat. Raises `NotHere`."""
    done = await work.connection.execute(_FINISH, {"account": work.scope.account, "upload": upload, "now": work.now})
    if done.one_or_none() is None:
        raise NotHere


async def add_part(work: Work, upload: UploadId, index: int, offset: int, head: PackHead, extent: Extent) -> None:
    """Keep one part of a large file, `offset` bytes from its start. Raises `Conflict` when there is one at that offset, or no such file."""
    await attach.add_packs(work, [head])
    place = {"pack": extent.pack, "pack_offset": extent.offset, "length": extent.length, "offset": offset}
    done = await work.connection.execute(_ADD_PART, {"account": work.scope.account, "upload": upload, "position": index, **place})
    if done.one_or_none() is None:
        raise Conflict("index.part", "This part of the file is here already, or the upload does not know the file: ask for its state.")


async def parts_of(work: Work, upload: UploadId, index: int) -> list[tuple[int, Extent]]:
    """(offset in the file, place) of the parts received so far, by offset."""
    rows = await work.connection.execute(_PARTS, {"account": work.scope.account, "upload": upload, "position": index})
    return [(row.file_offset, Extent(PackId(row.pack_id), row.pack_offset, row.bytes)) for row in rows]


async def drop_parts(work: Work, upload: UploadId, index: int) -> tuple[PackId, ...]:
    """Forget the parts of a file; returns packs that hold nothing any more (delete their objects after the commit)."""
    rows = await work.connection.execute(_DROP_PARTS, {"account": work.scope.account, "upload": upload, "position": index})
    return await attach.drop_packs(work, {PackId(row.pack_id) for row in rows})
