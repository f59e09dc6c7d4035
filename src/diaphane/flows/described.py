"""Series described lately, so that opening one again costs one small query: what 2,000 slices are is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from diaphane.base.recent import Recent
from diaphane.flows.stack import Stack
from diaphane.model.derived import Mark, Standing
from diaphane.model.ids import PackId, SeriesUid, StudyUid
from diaphane.model.scope import Scope
from diaphane.model.ticket import InstanceRef

MOST_FRAMES = 50_000
"""Over all series kept: about 100 MB of facts."""


@dataclass(frozen=True, slots=True, eq=False)
class Described:
    """A series as a stack, with the study it is part of.

    What opening pictures needs is there at once; the `stack` itself is read from the series' summary when somebody asks for it.
    `body` is the stack as the wire has it, gzipped, where the summary has it, else empty. `written` are the summary's own bytes.
    """

    series_uid: SeriesUid
    study_uid: StudyUid
    modality: str
    content: str
    frames: int
    instances: Sequence[InstanceRef]
    numbers: tuple[int, ...]
    packs: frozenset[PackId]
    body: bytes = field(repr=False)
    read_stack: Callable[[], Stack] = field(repr=False)

    @property
    def stack(self) -> Stack:
        """All of it."""
        return self.read_stack()


class Descriptions:
    """One a process. The least recently used go first."""

    def __init__(self, most_frames: int = MOST_FRAMES) -> None:
        self._kept = Recent[tuple[Scope, SeriesUid], tuple[Mark, Described]](most_frames, lambda kept: kept[1].frames)

    def study(self, scope: Scope, uid: SeriesUid) -> StudyUid | None:
        """The study of a series that is kept."""
        kept = self._kept.get((scope, uid))
        return None if kept is None else kept[1].study_uid

    def get(self, scope: Scope, now: Standing) -> Described | None:
        """The description of a series, if it was made of what the series is now."""
        kept = self._kept.get((scope, now.series_uid))
        return kept[1] if kept is not None and kept[0] == now.mark else None

    def keep(self, scope: Scope, mark: Mark, found: Described) -> None:
        """Keep a description made of the series as `mark` says it was."""
        self._kept.keep((scope, found.series_uid), (mark, found))
