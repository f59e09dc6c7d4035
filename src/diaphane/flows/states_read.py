"""Presentation states read lately, by study, for as long as the study's series of states are what they were."""

from __future__ import annotations

from diaphane.base.recent import Recent
from diaphane.model.derived import Mark, Standing
from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.presentation import Presentation
from diaphane.model.scope import Scope

MOST_STUDIES = 256
"""Studies whose states are kept in memory."""

Marks = tuple[tuple[SeriesUid, Mark], ...]


class States:
    """One a process: the states of studies looked at lately. They are small, and reading them anew costs a picture its first second."""

    def __init__(self, most: int = MOST_STUDIES) -> None:
        self._kept = Recent[tuple[Scope, StudyUid], tuple[Marks, tuple[Presentation, ...]]](most)

    def get(self, scope: Scope, now: Standing) -> tuple[Presentation, ...] | None:
        """Those of the series' study, if it has the same series of states as when they were read."""
        kept = self._kept.get((scope, now.study_uid))
        return kept[1] if kept is not None and kept[0] == now.states else None

    def keep(self, scope: Scope, now: Standing, found: tuple[Presentation, ...]) -> None:
        """Keep what was read."""
        self._kept.keep((scope, now.study_uid), (now.states, found))
