"""The common arrival in one statement: more instances for series that are here, of the patient they are known under."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from sqlalchemy import text

from diaphane.db.listen import STUDY
from diaphane.db.work import Work
from diaphane.index import rules
from diaphane.index.queries.count import modality
from diaphane.index.queries.instances import INSERT, NEW, binary, rows_of
from diaphane.model.ids import SopUid
from diaphane.model.sealed import PackHead
from diaphane.model.study import NewInstance

# Only rows that are really inserted are counted, so whatever is left out (a UID that is taken, a series that is new) is simply not
# in the answer. The study is updated before its series: whoever counts a series holds its study, as in `count`.
_APPEND = text(
    f"""
    WITH packs AS (
        INSERT INTO pack (pack_id, account_id, header, bytes, received_at)
        SELECT n.pack_id, :account, n.header, n.bytes, :now
        FROM json_to_recordset(CAST(:packs AS json)) AS n (pack_id uuid, header bytea, bytes bigint)
        ON CONFLICT (pack_id) DO NOTHING
    ), fresh AS (
        {INSERT} FROM {NEW}
        JOIN series r ON r.account_id = :account AND r.uid = n.series_uid
        JOIN study s ON s.study_id = r.study_id AND s.uid = :study
        JOIN patient p ON p.patient_id = s.patient_id AND p.identity = :identity
        ORDER BY n.sop_uid
        ON CONFLICT (account_id, sop_uid) DO NOTHING
        RETURNING sop_uid, series_id, frames, viewable, bytes
    ), of_study AS (
        UPDATE study s
        SET instance_count = s.instance_count + g.instances,
            bytes = s.bytes + g.bytes,
            modalities = CASE WHEN string_to_array(:modalities, ',') <@ s.modalities THEN s.modalities
                         ELSE ARRAY(SELECT DISTINCT m FROM unnest(s.modalities || string_to_array(:modalities, ',')) m ORDER BY m) END
        FROM (SELECT count(*) AS instances, sum(bytes)::bigint AS bytes FROM fresh) g
        WHERE s.account_id = :account AND s.uid = :study AND g.instances > 0
        RETURNING s.study_id
    ), of_series AS (
        UPDATE series r
        SET instance_count = r.instance_count + g.instances,
            frame_count = r.frame_count + g.frames,
            viewable_count = r.viewable_count + g.viewable,
            bytes = r.bytes + g.bytes
        FROM (SELECT series_id, count(*) AS instances, sum(frames)::bigint AS frames, sum(viewable::int)::bigint AS viewable,
                     sum(bytes)::bigint AS bytes FROM fresh GROUP BY series_id) g, of_study
        WHERE r.account_id = :account AND r.series_id = g.series_id AND r.study_id = of_study.study_id
    )
    SELECT array_agg(sop_uid) AS stored, (SELECT pg_notify(:channel, :payload) FROM of_study) AS told FROM fresh
    """  # noqa: S608 (text of our own, no values)
)


async def append(work: Work, packs: Sequence[PackHead], instances: Sequence[NewInstance]) -> frozenset[SopUid]:
    """Write packs, and of the instances those that belong into series already here; returns these, counted and told of.

    What is not returned is for `add` to find out about: new studies and series, other patients, taken UIDs. Nothing is tried
    where the instances are of several studies or patients, or one comes twice.
    """
    first = instances[0]
    if any(new.study.uid != first.study.uid or new.patient != first.patient for new in instances):
        return frozenset()
    if len({new.sop_uid for new in instances}) < len(instances):
        return frozenset()
    row = (
        await work.connection.execute(
            _APPEND,
            {
                "account": work.scope.account,
                "now": work.now,
                "study": first.study.uid,
                "identity": rules.patient_identity(work.tokens, first.patient, first.study),
                "modalities": ",".join(sorted({name for new in instances if (name := modality(new))})),
                "packs": orjson.dumps(
                    [{"pack_id": head.pack, "header": binary(head.header), "bytes": head.length} for head in packs]
                ).decode(),
                "rows": rows_of(work, instances),
                "channel": STUDY,
                "payload": f"{work.scope.account}|{first.study.uid}",
            },
        )
    ).one()
    return frozenset(SopUid(uid) for uid in row.stored or ())
