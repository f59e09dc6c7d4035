"""Series described lately, so that opening one again costs one small query: what 2,000 slices are is worked out once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from diaphane.flows.stack import Stack
from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.scope import Scope
from diaphane.model.study import SeriesRow

MOST_FRAMES = 50_000
"""Over all series kept: about 100 MB of facts."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Described:
    """A series as a stack, with the study it is part of."""

    series_uid: SeriesUid
    study_uid: StudyUid
    modality: str
    stack: Stack


Mark = tuple[int, int, int]
"""What changes when a series does: instances, frames, bytes."""


def mark(row: SeriesRow) -> Mark:
    """The mark of a series as it is now."""
    return row.instance_count, row.frame_count, row.bytes


class Descriptions:
    """One a process. The least recently used go first."""

    def __init__(self, most_frames: int = MOST_FRAMES) -> None:
        self._most = most_frames
        self._kept: OrderedDict[tuple[Scope, SeriesUid], tuple[Mark, Described]] = OrderedDict()
        self._frames = 0

    def study(self, scope: Scope, uid: SeriesUid) -> StudyUid | None:
        """The study of a series that is kept."""
        kept = self._kept.get((scope, uid))
        return None if kept is None else kept[1].study_uid

    def get(self, scope: Scope, row: SeriesRow) -> Described | None:
        """The description of a series, if it was made of what the series is now."""
        kept = self._kept.get((scope, row.series.uid))
        if kept is None or kept[0] != mark(row):
            return None
        self._kept.move_to_end((scope, row.series.uid))
        return kept[1]

    def keep(self, scope: Scope, row: SeriesRow, found: Described) -> None:
        """Keep a description made of the series as `row` says it is."""
        old = self._kept.pop((scope, row.series.uid), None)
        if old is not None:
            self._frames -= len(old[1].stack.frames)
        self._kept[scope, row.series.uid] = (mark(row), found)
        self._frames += len(found.stack.frames)
        while self._frames > self._most and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._frames -= len(gone.stack.frames)
