"""What is derived from series: where it lies, whether it is still of what the series is, how much it is, and how to be rid of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import text

from diaphane.base.errors import NotHere
from diaphane.db.connection import Row
from diaphane.db.work import Work
from diaphane.index import facts
from diaphane.index.queries import attach
from diaphane.model.derived import Derived, DerivedKind, Standing
from diaphane.model.ids import PackId, SeriesUid, StudyUid
from diaphane.model.sealed import Extent, PackHead

# A series without anything derived is one row with nulls; its PR series come along, because opening pictures needs their states.
_STANDING = """
    SELECT s.uid AS study_uid, r.uid, r.modality, r.instance_count, r.frame_count, r.bytes AS series_size, r.viewable_count, r.sealed,
           (SELECT json_agg(json_build_array(p.uid, p.instance_count, p.frame_count, p.bytes) ORDER BY p.number NULLS LAST, p.series_id)
            FROM series p WHERE p.study_id = r.study_id AND p.modality = 'PR') AS states,
           d.kind, d.format, d.series_instances, d.series_frames, d.series_bytes, d.pack_id, d.pack_offset, d.bytes,
           k.header, k.bytes AS pack_bytes
    FROM series r JOIN study s USING (study_id) LEFT JOIN derived d USING (series_id) LEFT JOIN pack k USING (pack_id)
    WHERE r.account_id = :account
"""
_OF_SERIES = text(f"{_STANDING} AND r.uid = :uid")
_OF_STUDY = text(f"{_STANDING} AND s.uid = :uid ORDER BY r.number NULLS LAST, r.series_id")

_OLD = text(
    """
    SELECT d.pack_id FROM derived d JOIN series r USING (series_id) WHERE r.account_id = :account AND r.uid = :uid AND d.kind = :kind
    """
)

_SET = text(
    """
    INSERT INTO derived (series_id, kind, account_id, format, series_instances, series_frames, series_bytes, pack_id, pack_offset, bytes)
    SELECT r.series_id, :kind, r.account_id, :format, :instances, :frames, :size, :pack, :offset, :length
    FROM series r WHERE r.account_id = :account AND r.uid = :uid
    ON CONFLICT (series_id, kind) DO UPDATE
    SET format = excluded.format, series_instances = excluded.series_instances, series_frames = excluded.series_frames,
        series_bytes = excluded.series_bytes, pack_id = excluded.pack_id, pack_offset = excluded.pack_offset, bytes = excluded.bytes
    RETURNING series_id
    """
)

# Of the newest studies only: these are the ones that will be opened, and looking through all of them would read every series there is.
_BEHIND = text(
    """
    SELECT s.uid FROM (
        SELECT study_id, uid, received_at FROM study WHERE account_id = :account ORDER BY received_at DESC, study_id DESC LIMIT :among
    ) s WHERE EXISTS (
        SELECT FROM series r LEFT JOIN derived d ON d.series_id = r.series_id AND d.kind = 'summary'
        WHERE r.study_id = s.study_id AND r.viewable_count > 0 AND (
            d.format IS DISTINCT FROM :format
            OR (d.series_instances, d.series_frames, d.series_bytes) IS DISTINCT FROM (r.instance_count, r.frame_count, r.bytes)
        )
    ) ORDER BY s.received_at DESC, s.study_id DESC
    """
)

_DROP = text("DELETE FROM derived WHERE account_id = :account AND (CAST(:kind AS text) IS NULL OR kind = :kind) RETURNING pack_id")
_DROP_THUMBNAILS = text("DELETE FROM thumbnail WHERE account_id = :account RETURNING pack_id")

_HELD = text(
    """
    SELECT kind, sum(bytes) AS bytes FROM (
        SELECT d.kind, CASE d.kind WHEN 'volume' THEN k.bytes ELSE d.bytes END AS bytes
        FROM derived d JOIN pack k USING (pack_id) WHERE d.account_id = :account
        UNION ALL SELECT 'thumbnail', bytes FROM thumbnail WHERE account_id = :account
    ) one GROUP BY kind
    """
)


async def standing(work: Work, uid: SeriesUid) -> Standing:
    """A series as it is now, with what is derived from it. Raises `NotHere`."""
    found = _standings(work, (await work.connection.ask(_OF_SERIES, {"account": work.scope.account, "uid": uid})).all())
    if not found:
        raise NotHere
    return found[0]


async def standings(work: Work, study: StudyUid) -> list[Standing]:
    """The same of every series of a study, by number. Empty for an unknown study."""
    return _standings(work, (await work.connection.ask(_OF_STUDY, {"account": work.scope.account, "uid": study})).all())


def _standings(work: Work, rows: Sequence[Row]) -> list[Standing]:
    by_series: dict[str, list[Row]] = {}
    for row in rows:
        by_series.setdefault(row.uid, []).append(row)
    return [_standing(work, own) for own in by_series.values()]


def _standing(work: Work, rows: Sequence[Row]) -> Standing:
    row = rows[0]
    reason = "" if row.viewable_count > 0 else facts.unseal(work.columns, "series.sealed", row.uid, row.sealed)["reason"]
    return Standing(
        series_uid=SeriesUid(row.uid),
        study_uid=StudyUid(row.study_uid),
        modality=row.modality,
        mark=(row.instance_count, row.frame_count, row.series_size),
        reason=reason,
        derived={one.kind: _derived(one) for one in rows if one.kind is not None},
        states=tuple((SeriesUid(uid), (instances, frames, size)) for uid, instances, frames, size in row.states or ()),
    )


def _derived(row: Row) -> Derived:
    pack = PackId(row.pack_id)
    return Derived(
        kind=row.kind,
        format=row.format,
        mark=(row.series_instances, row.series_frames, row.series_bytes),
        extent=Extent(pack, row.pack_offset, row.bytes),
        head=PackHead(pack, bytes(row.header), row.pack_bytes),
    )


async def set_derived(work: Work, uid: SeriesUid, derived: Derived) -> tuple[PackId, ...]:
    """Keep a derived object whose bytes are safe; returns packs that hold nothing any more. Nothing is kept of a series that is gone."""
    account = work.scope.account
    old = (await work.connection.execute(_OLD, {"account": account, "uid": uid, "kind": derived.kind})).all()
    await attach.add_packs(work, [derived.head])
    instances, frames, size = derived.mark
    extent = derived.extent
    values = {
        "kind": derived.kind, "format": derived.format, "instances": instances, "frames": frames, "size": size,
        "pack": extent.pack, "offset": extent.offset, "length": extent.length,
    }  # fmt: skip
    written = (await work.connection.execute(_SET, {"account": account, "uid": uid, **values})).all()
    loose = [PackId(row.pack_id) for row in old if row.pack_id != extent.pack]
    return await attach.drop_packs(work, loose if written else [*loose, extent.pack])


async def behind(work: Work, form: str, among: int) -> list[StudyUid]:
    """Which of the account's newest studies have a series without a summary of this form of what the series is now, newest first."""
    found = await work.connection.ask(_BEHIND, {"account": work.scope.account, "format": form, "among": among})
    return [StudyUid(row.uid) for row in found.all()]


async def drop_derived(work: Work, kind: DerivedKind | None = None) -> tuple[PackId, ...]:
    """Forget everything derived that the account has (of one kind: that; else thumbnails too); returns packs that hold nothing any more."""
    account = work.scope.account
    rows = list((await work.connection.execute(_DROP, {"account": account, "kind": kind})).all())
    if kind is None:
        rows += (await work.connection.execute(_DROP_THUMBNAILS, {"account": account})).all()
    return await attach.drop_packs(work, {PackId(row.pack_id) for row in rows})


async def derived_bytes(work: Work) -> Mapping[str, int]:
    """Bytes of everything derived that the account has, by kind: counted apart from what was received."""
    rows = await work.connection.ask(_HELD, {"account": work.scope.account})
    return {row.kind: int(row.bytes) for row in rows}
