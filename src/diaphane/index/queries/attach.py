"""Write what hangs on studies or on nothing: packs, documents, quarantine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import text

from diaphane.base.errors import NotHere
from diaphane.db.work import Work
from diaphane.index import facts, rules
from diaphane.model.ids import DocumentId, PackId, QuarantineId, StudyUid
from diaphane.model.sealed import PackHead
from diaphane.model.study import NewDocument, NewQuarantine

_PACKS = text(
    """
    INSERT INTO pack (pack_id, account_id, header, bytes, received_at)
    SELECT n.pack_id, :account, n.header, n.bytes, :now
    FROM unnest(CAST(:ids AS uuid[]), CAST(:headers AS bytea[]), CAST(:bytes AS bigint[])) AS n (pack_id, header, bytes)
    ON CONFLICT (pack_id) DO NOTHING
    """
)

_DROP_PACKS = text(
    """
    DELETE FROM pack p WHERE p.account_id = :account AND p.pack_id = ANY (:ids)
      AND NOT EXISTS (SELECT FROM instance i WHERE i.pack_id = p.pack_id)
      AND NOT EXISTS (SELECT FROM document d WHERE d.pack_id = p.pack_id)
      AND NOT EXISTS (SELECT FROM quarantine q WHERE q.pack_id = p.pack_id)
      AND NOT EXISTS (SELECT FROM thumbnail t WHERE t.pack_id = p.pack_id)
      AND NOT EXISTS (SELECT FROM derived x WHERE x.pack_id = p.pack_id)
      AND NOT EXISTS (SELECT FROM upload_part u WHERE u.pack_id = p.pack_id)
    RETURNING p.pack_id
    """
)

# Locked in this order, as arriving instances do.
_STUDIES = text("SELECT uid, study_id FROM study WHERE account_id = :account AND uid = ANY (:uids) ORDER BY study_id FOR NO KEY UPDATE")

_DOCUMENTS = text(
    """
    INSERT INTO document (document_id, account_id, study_id, kind, media_type, pack_id, pack_offset, bytes, sha256, received_at, sealed)
    SELECT n.document_id, :account, n.study_id, n.kind, n.media_type, n.pack_id, n.pack_offset, n.bytes, n.sha256, :now, n.sealed
    FROM unnest(CAST(:document_ids AS uuid[]), CAST(:study_ids AS bigint[]), CAST(:kinds AS text[]), CAST(:media_types AS text[]),
                CAST(:pack_ids AS uuid[]), CAST(:pack_offsets AS bigint[]), CAST(:bytes AS bigint[]), CAST(:sha256 AS bytea[]),
                CAST(:sealed AS bytea[]))
         AS n (document_id, study_id, kind, media_type, pack_id, pack_offset, bytes, sha256, sealed)
    ON CONFLICT (study_id, sha256) DO NOTHING
    RETURNING document_id, study_id, bytes
    """
)

_COUNT_DOCUMENTS = text(
    """
    UPDATE study s SET document_count = s.document_count + n.documents, bytes = s.bytes + n.bytes
    FROM unnest(CAST(:ids AS bigint[]), CAST(:documents AS bigint[]), CAST(:bytes AS bigint[])) AS n (study_id, documents, bytes)
    WHERE s.account_id = :account AND s.study_id = n.study_id
    """
)

_QUARANTINE = text(
    """
    INSERT INTO quarantine (quarantine_id, account_id, upload_id, reason_code, pack_id, pack_offset, bytes, sha256, received_at, sealed)
    SELECT n.quarantine_id, :account, n.upload_id, n.reason_code, n.pack_id, n.pack_offset, n.bytes, n.sha256, :now, n.sealed
    FROM unnest(CAST(:quarantine_ids AS uuid[]), CAST(:upload_ids AS uuid[]), CAST(:reason_codes AS text[]), CAST(:pack_ids AS uuid[]),
                CAST(:pack_offsets AS bigint[]), CAST(:bytes AS bigint[]), CAST(:sha256 AS bytea[]), CAST(:sealed AS bytea[]))
         AS n (quarantine_id, upload_id, reason_code, pack_id, pack_offset, bytes, sha256, sealed)
    ON CONFLICT (account_id, sha256, reason_code) DO NOTHING
    RETURNING quarantine_id
    """
)


async def add_packs(work: Work, heads: Sequence[PackHead]) -> None:
    """Rows of packs whose bytes are safe."""
    if heads:
        await work.connection.execute(
            _PACKS,
            {
                "account": work.scope.account,
                "now": work.now,
                "ids": [head.pack for head in heads],
                "headers": [head.header for head in heads],
                "bytes": [head.length for head in heads],
            },
        )


async def drop_packs(work: Work, packs: Iterable[PackId]) -> tuple[PackId, ...]:
    """Remove the rows of those packs that nothing points at; their objects may be deleted after the commit."""
    ids = list(packs)
    if not ids:
        return ()
    rows = await work.connection.execute(_DROP_PACKS, {"account": work.scope.account, "ids": ids})
    return tuple(PackId(row.pack_id) for row in rows)


async def add_documents(work: Work, documents: Sequence[NewDocument]) -> tuple[frozenset[DocumentId], tuple[StudyUid, ...]]:
    """Write documents of known studies; returns those that are new (not there with the same bytes) and their studies."""
    if not documents:
        return frozenset(), ()
    account, connection = work.scope.account, work.connection
    rows = await connection.execute(_STUDIES, {"account": account, "uids": [new.study_uid for new in documents]})
    studies = {StudyUid(row.uid): int(row.study_id) for row in rows}
    columns: dict[str, list[Any]] = defaultdict(list)
    for new in documents:
        if new.study_uid not in studies:
            raise NotHere
        for name, value in {
            "document_ids": new.id,
            "study_ids": studies[new.study_uid],
            "kinds": new.kind,
            "media_types": rules.clear(new.media_type),
            "pack_ids": new.extent.pack,
            "pack_offsets": new.extent.offset,
            "bytes": new.extent.length,
            "sha256": new.sha256,
            "sealed": facts.seal(work.columns, "document.sealed", new.id, {"title": new.title}),
        }.items():
            columns[name].append(value)
    written = (await connection.execute(_DOCUMENTS, {"account": account, "now": work.now, **columns})).all()
    gains: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for row in written:
        gains[row.study_id] = (gains[row.study_id][0] + 1, gains[row.study_id][1] + row.bytes)
    if gains:
        counts = {"ids": list(gains), "documents": [n for n, _ in gains.values()], "bytes": [size for _, size in gains.values()]}
        await connection.execute(_COUNT_DOCUMENTS, {"account": account, **counts})
    return frozenset(DocumentId(row.document_id) for row in written), tuple(uid for uid, key in studies.items() if key in gains)


async def add_quarantine(work: Work, items: Sequence[NewQuarantine]) -> frozenset[QuarantineId]:
    """Write what cannot be used; returns those that are new (not there with the same bytes and the same reason)."""
    if not items:
        return frozenset()
    rows = await work.connection.execute(
        _QUARANTINE,
        {
            "account": work.scope.account,
            "now": work.now,
            "quarantine_ids": [new.id for new in items],
            "upload_ids": [new.upload for new in items],
            "reason_codes": [new.reason_code for new in items],
            "pack_ids": [new.extent.pack for new in items],
            "pack_offsets": [new.extent.offset for new in items],
            "bytes": [new.extent.length for new in items],
            "sha256": [new.sha256 for new in items],
            "sealed": [facts.seal(work.columns, "quarantine.sealed", new.id, {"name": new.name, "reason": new.reason}) for new in items],
        },
    )
    return frozenset(QuarantineId(row.quarantine_id) for row in rows)
