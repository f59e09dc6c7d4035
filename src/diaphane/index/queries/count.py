"""Keep the counters of studies and series, in one order of locks however many arrive at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import text

from diaphane.db.work import Work
from diaphane.index import rules
from diaphane.model.study import NewInstance

_LOCK_STUDIES = text("SELECT study_id FROM study WHERE account_id = :account AND study_id = ANY (:ids) ORDER BY study_id FOR NO KEY UPDATE")

_COUNT_STUDIES = text(
    """
    UPDATE study s
    SET series_count = s.series_count + n.series,
        instance_count = s.instance_count + n.instances,
        bytes = s.bytes + n.bytes,
        modalities = CASE WHEN string_to_array(n.modalities, ',') <@ s.modalities THEN s.modalities
                     ELSE ARRAY(SELECT DISTINCT m FROM unnest(s.modalities || string_to_array(n.modalities, ',')) m ORDER BY m) END
    FROM unnest(CAST(:ids AS bigint[]), CAST(:series AS bigint[]), CAST(:instances AS bigint[]), CAST(:bytes AS bigint[]),
                CAST(:modalities AS text[])) AS n (study_id, series, instances, bytes, modalities)
    WHERE s.account_id = :account AND s.study_id = n.study_id
    """
)

_COUNT_SERIES = text(
    """
    UPDATE series s
    SET instance_count = s.instance_count + n.instances,
        frame_count = s.frame_count + n.frames,
        viewable_count = s.viewable_count + n.viewable,
        bytes = s.bytes + n.bytes
    FROM unnest(CAST(:ids AS bigint[]), CAST(:instances AS bigint[]), CAST(:frames AS bigint[]), CAST(:viewable AS bigint[]),
                CAST(:bytes AS bigint[])) AS n (series_id, instances, frames, viewable, bytes)
    WHERE s.account_id = :account AND s.series_id = n.series_id
    """
)


@dataclass(slots=True)
class _Tally:
    """What a study or a series gains."""

    instances: int = 0
    frames: int = 0
    viewable: int = 0
    bytes: int = 0
    series: int = 0
    modalities: set[str] = field(default_factory=set)

    def add(self, new: NewInstance) -> None:
        self.instances += 1
        self.frames += new.picture.frames if new.picture else 0
        self.viewable += not new.not_viewable
        self.bytes += new.extent.length
        if name := modality(new):
            self.modalities.add(name)


def modality(new: NewInstance) -> str:
    """The modality as a study's row lists it."""
    return rules.clear(new.series.modality).replace(",", " ")


async def count(work: Work, fresh: Collection[NewInstance], series_of: Mapping[str, tuple[int, int]], new_series: Collection[str]) -> None:
    """Add written instances to their series and studies. `series_of`: (series id, study id) by Series Instance UID."""
    studies: dict[int, _Tally] = defaultdict(_Tally)
    series: dict[int, _Tally] = defaultdict(_Tally)
    for new in fresh:
        series_id, study_id = series_of[new.series.uid]
        studies[study_id].add(new)
        series[series_id].add(new)
    for uid in new_series:
        study_id = series_of[uid][1]
        if study_id in studies:
            studies[study_id].series += 1
    account, connection = work.scope.account, work.connection
    # Whoever counts a study's series holds the study: one order, no deadlock. The update of a single study locks it by itself.
    if len(studies) > 1:
        await connection.execute(_LOCK_STUDIES, {"account": account, "ids": sorted(studies)})
    await connection.execute(
        _COUNT_STUDIES,
        {
            "account": account,
            "ids": list(studies),
            "series": [tally.series for tally in studies.values()],
            "instances": [tally.instances for tally in studies.values()],
            "bytes": [tally.bytes for tally in studies.values()],
            "modalities": [",".join(sorted(tally.modalities)) for tally in studies.values()],
        },
    )
    await connection.execute(
        _COUNT_SERIES,
        {
            "account": account,
            "ids": list(series),
            "instances": [tally.instances for tally in series.values()],
            "frames": [tally.frames for tally in series.values()],
            "viewable": [tally.viewable for tally in series.values()],
            "bytes": [tally.bytes for tally in series.values()],
        },
    )
