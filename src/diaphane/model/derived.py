"""What is derived from a series and kept sealed: caches that may be deleted at any time and are made anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from diaphane.model.ids import SeriesUid, StudyUid
from diaphane.model.sealed import Extent, PackHead

DerivedKind = Literal["summary", "metadata", "volume"]
"""What opening a series needs; its DICOM JSON; its pixels as they are drawn fastest."""

Mark = tuple[int, int, int]
"""What changes when a series does: instances, frames, bytes."""


@dataclass(frozen=True, slots=True)
class Derived:
    """One derived object: where it lies, what wrote it (`format`) and what the series was then."""

    kind: DerivedKind
    format: str
    mark: Mark
    extent: Extent
    head: PackHead


@dataclass(frozen=True, slots=True)
class Standing:
    """A series as it is now, in one row: what is known of it without its instances.

    `derived` holds whatever there is, stale or not. `states` names the study's series of presentation states with their marks.
    `reason` says why nothing of it can be shown, "" where something can.
    """

    series_uid: SeriesUid
    study_uid: StudyUid
    modality: str
    mark: Mark
    reason: str
    derived: Mapping[str, Derived] = field(default_factory=dict)
    states: tuple[tuple[SeriesUid, Mark], ...] = ()

    def fresh(self, kind: DerivedKind, form: str) -> Derived | None:
        """The derived object, if it was made of what the series is now by what would make it now."""
        found = self.derived.get(kind)
        return found if found is not None and found.mark == self.mark and found.format == form else None
