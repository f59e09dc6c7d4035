"""Read what is known: by digest or UID, a study's series, a series' instances, documents, packs, thumbnails."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import TextClause, text

from diaphane.base.errors import NotHere
from diaphane.db.connection import Row
from diaphane.db.work import Work
from diaphane.index import facts
from diaphane.index.queries import attach
from diaphane.model.ids import DocumentId, PackId, SeriesUid, SopUid, StudyUid
from diaphane.model.instance import SeriesFacts, StudyFacts
from diaphane.model.sealed import Extent, PackHead
from diaphane.model.study import DocumentRow, InstanceRow, Known, SeriesRow, StudyRow
from diaphane.model.upload import Outcome

STUDY_COLUMNS = """
    s.study_id, s.uid, s.received_at, s.modalities, s.series_count, s.instance_count, s.document_count, s.bytes, t.sealed
"""

_KNOWN = text(
    """
    SELECT sha256 FROM instance WHERE account_id = :account AND sha256 = ANY (:digests)
    UNION SELECT sha256 FROM document WHERE account_id = :account AND sha256 = ANY (:digests)
    UNION SELECT sha256 FROM quarantine WHERE account_id = :account AND sha256 = ANY (:digests)
    """
)

_BY_SOP = text(
    """
    SELECT i.sop_uid, i.sha256, s.uid AS study_uid FROM instance i JOIN series r USING (series_id) JOIN study s USING (study_id)
    WHERE i.account_id = :account AND i.sop_uid = ANY (:uids)
    """
)

_STUDY = text(
    f"SELECT {STUDY_COLUMNS} FROM study s JOIN study_text t USING (study_id) WHERE s.account_id = :account AND s.uid = :uid"  # noqa: S608 (our own list of columns)
)

_SERIES_OF = text(
    """
    SELECT r.uid, r.modality, r.number, r.instance_count, r.frame_count, r.viewable_count, r.bytes, r.sealed
    FROM series r JOIN study s USING (study_id) WHERE s.account_id = :account AND s.uid = :uid
    ORDER BY r.number NULLS LAST, r.series_id
    """
)

_INSTANCES = """
    SELECT i.sop_uid, s.uid AS study_uid, r.uid AS series_uid, i.sop_class, i.transfer_syntax, i.pack_id, i.pack_offset, i.bytes,
           i.sha256, i.pixel_offset, i.sealed
    FROM instance i JOIN series r USING (series_id) JOIN study s USING (study_id)
"""
_INSTANCES_OF = text(f"{_INSTANCES} WHERE r.account_id = :account AND r.uid = :uid ORDER BY i.number NULLS LAST, i.sop_uid")
_INSTANCE = text(f"{_INSTANCES} WHERE i.account_id = :account AND i.sop_uid = :uid")

_PACKS = text("SELECT pack_id, header, bytes FROM pack WHERE account_id = :account AND pack_id = ANY (:ids)")

_DOCUMENTS = """
    SELECT d.document_id, s.uid AS study_uid, d.kind, d.media_type, d.pack_id, d.pack_offset, d.bytes, d.received_at, d.sealed
    FROM document d JOIN study s USING (study_id)
"""
_DOCUMENTS_OF = text(f"{_DOCUMENTS} WHERE s.account_id = :account AND s.uid = :uid ORDER BY d.received_at, d.document_id")
_DOCUMENT = text(f"{_DOCUMENTS} WHERE d.account_id = :account AND d.document_id = :id")

_THUMBNAIL = text(
    """
    SELECT t.instance_count = r.instance_count AS fresh, t.pack_id, t.pack_offset, t.bytes FROM thumbnail t JOIN series r USING (series_id)
    WHERE r.account_id = :account AND r.uid = :uid
    """
)

_SET_THUMBNAIL = text(
    """
    INSERT INTO thumbnail (series_id, account_id, instance_count, pack_id, pack_offset, bytes)
    SELECT r.series_id, r.account_id, r.instance_count, :pack, :offset, :length FROM series r WHERE r.account_id = :account AND r.uid = :uid
    ON CONFLICT (series_id) DO UPDATE
    SET instance_count = excluded.instance_count, pack_id = excluded.pack_id, pack_offset = excluded.pack_offset, bytes = excluded.bytes
    """
)

# The first that is true: what waits for its study is safe, what is in quarantine is not used however often it is sent.
_STANDING_OF = text(
    """
    SELECT sha256, min(outcome) AS outcome FROM (
        SELECT sha256, 'already_there' AS outcome FROM instance WHERE account_id = :account AND sha256 = ANY (:digests)
        UNION ALL SELECT sha256, 'already_there' FROM document WHERE account_id = :account AND sha256 = ANY (:digests)
        UNION ALL SELECT sha256, CASE WHEN reason_code IN ('document.pending', 'document.which_study') THEN 'already_there'
                                      WHEN reason_code = 'upload.conflict' THEN 'conflict' ELSE 'quarantined' END
        FROM quarantine WHERE account_id = :account AND sha256 = ANY (:digests)
    ) held GROUP BY sha256
    """
)


async def known(work: Work, digests: Collection[bytes]) -> set[bytes]:
    """Those of the SHA-256 digests whose bytes the account already holds."""
    rows = await work.connection.ask(_KNOWN, {"account": work.scope.account, "digests": list(digests)})
    return {bytes(row.sha256) for row in rows}


async def outcomes(work: Work, digests: Collection[bytes]) -> dict[bytes, Outcome]:
    """What an upload comes to that announces these SHA-256 digests again: only those whose bytes the account already holds."""
    rows = await work.connection.ask(_STANDING_OF, {"account": work.scope.account, "digests": list(digests)})
    return {bytes(row.sha256): row.outcome for row in rows}


async def by_sop(work: Work, uids: Collection[SopUid]) -> dict[SopUid, Known]:
    """What is held under these SOP Instance UIDs."""
    rows = await work.connection.ask(_BY_SOP, {"account": work.scope.account, "uids": list(uids)})
    return {SopUid(row.sop_uid): Known(bytes(row.sha256), StudyUid(row.study_uid), SopUid(row.sop_uid)) for row in rows}


def study_row(work: Work, row: Row) -> StudyRow:
    """A line of the work list from a row of `STUDY_COLUMNS`."""
    cell = facts.unseal(work.columns, "study_text.sealed", row.uid, row.sealed)
    return StudyRow(
        study=StudyFacts(**cell["study"]),
        patient=facts.patient(cell["patient"]),
        body_part=cell["body_part"],
        modalities=tuple(row.modalities),
        series_count=row.series_count,
        instance_count=row.instance_count,
        document_count=row.document_count,
        bytes=row.bytes,
        received_at=row.received_at,
    )


async def study(work: Work, uid: StudyUid) -> StudyRow:
    """One study. Raises `NotHere`."""
    return study_row(work, await _one(work, _STUDY, uid=uid))


async def series_of(work: Work, uid: StudyUid) -> list[SeriesRow]:
    """The series of a study by number. Empty for an unknown study."""
    rows = await work.connection.ask(_SERIES_OF, {"account": work.scope.account, "uid": uid})
    found = []
    for row in rows:
        cell = facts.unseal(work.columns, "series.sealed", row.uid, row.sealed)
        viewable = row.viewable_count > 0
        found.append(
            SeriesRow(
                series=SeriesFacts(**cell["series"]),
                instance_count=row.instance_count,
                frame_count=row.frame_count,
                bytes=row.bytes,
                viewable=viewable,
                reason="" if viewable else cell["reason"],
            )
        )
    return found


async def instances_of(work: Work, uid: SeriesUid) -> list[InstanceRow]:
    """The instances of a series by Instance Number (display order is `dicom.stack`'s). Raises `NotHere`."""
    rows = (await work.connection.ask(_INSTANCES_OF, {"account": work.scope.account, "uid": uid})).all()
    if not rows:
        raise NotHere
    return [_instance_row(work, row) for row in rows]


async def instance(work: Work, uid: SopUid) -> InstanceRow:
    """One instance. Raises `NotHere`."""
    return _instance_row(work, await _one(work, _INSTANCE, uid=uid))


def _instance_row(work: Work, row: Row) -> InstanceRow:
    cell = facts.unseal(work.columns, "instance.sealed", row.sop_uid, row.sealed)
    return InstanceRow(
        sop_uid=SopUid(row.sop_uid),
        study_uid=StudyUid(row.study_uid),
        series_uid=SeriesUid(row.series_uid),
        sop_class=row.sop_class,
        transfer_syntax=row.transfer_syntax,
        extent=_extent(row),
        sha256=bytes(row.sha256),
        pixel_offset=row.pixel_offset,
        frames=facts.frames(cell["frames"]),
        picture=facts.picture(cell["picture"]),
        not_viewable=cell["not_viewable"],
    )


async def packs(work: Work, ids: Collection[PackId]) -> list[PackHead]:
    """Heads of packs, in no order. Raises `NotHere` when one is unknown."""
    rows = (await work.connection.ask(_PACKS, {"account": work.scope.account, "ids": list(set(ids))})).all()
    if len(rows) < len(set(ids)):
        raise NotHere
    return [PackHead(PackId(row.pack_id), bytes(row.header), row.bytes) for row in rows]


async def documents_of(work: Work, uid: StudyUid) -> list[DocumentRow]:
    """The documents of a study, first received first."""
    rows = await work.connection.ask(_DOCUMENTS_OF, {"account": work.scope.account, "uid": uid})
    return [_document_row(work, row) for row in rows]


async def document(work: Work, key: DocumentId) -> DocumentRow:
    """One document. Raises `NotHere`."""
    return _document_row(work, await _one(work, _DOCUMENT, id=key))


def _document_row(work: Work, row: Row) -> DocumentRow:
    return DocumentRow(
        id=DocumentId(row.document_id),
        study_uid=StudyUid(row.study_uid),
        title=facts.unseal(work.columns, "document.sealed", row.document_id, row.sealed)["title"],
        kind=row.kind,
        media_type=row.media_type,
        extent=_extent(row),
        received_at=row.received_at,
    )


async def thumbnail(work: Work, uid: SeriesUid) -> Extent | None:
    """Where the series' thumbnail lies, None when there is none or the series has grown since."""
    row = (await work.connection.ask(_THUMBNAIL, {"account": work.scope.account, "uid": uid})).one_or_none()
    return _extent(row) if row is not None and row.fresh else None


async def set_thumbnail(work: Work, uid: SeriesUid, head: PackHead, extent: Extent) -> tuple[PackId, ...]:
    """Keep a thumbnail whose bytes are safe; returns packs of an older one that hold nothing any more."""
    account = work.scope.account
    old: Sequence[Row] = (await work.connection.execute(_THUMBNAIL, {"account": account, "uid": uid})).all()
    await attach.add_packs(work, [head])
    place = {"pack": extent.pack, "offset": extent.offset, "length": extent.length}
    await work.connection.execute(_SET_THUMBNAIL, {"account": account, "uid": uid, **place})
    return await attach.drop_packs(work, [PackId(row.pack_id) for row in old if row.pack_id != extent.pack])


def _extent(row: Row) -> Extent:
    return Extent(PackId(row.pack_id), row.pack_offset, row.bytes)


async def _one(work: Work, statement: TextClause, **values: object) -> Row:
    row = (await work.connection.ask(statement, {"account": work.scope.account, **values})).one_or_none()
    if row is None:
        raise NotHere
    return row
