"""Which study a clinical document belongs to: that of the nearest folder, at or above its own, that holds any study at all.

If that folder (with all below it) holds exactly one study, the document is that study's. If it holds several, nobody can know:
the document waits in quarantine and says so. Files count wherever they stand in the upload, so the order of sending plays no part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diaphane.model.ids import StudyUid


@dataclass(frozen=True, slots=True)
class Beside:
    """The studies at or below each folder of an upload. The upload's own root is ""."""

    studies: Mapping[str, frozenset[StudyUid]]

    @classmethod
    def of(cls, placed: Iterable[tuple[str, StudyUid]]) -> Beside:
        """From (folder, study) of every file that is part of a study."""
        found: defaultdict[str, set[StudyUid]] = defaultdict(set)
        for folder, study in set(placed):
            for above in lineage(folder):
                found[above].add(study)
        return cls({folder: frozenset(studies) for folder, studies in found.items()})

    def study(self, folder: str) -> StudyUid | None:
        """The study of a document in `folder`; None where there is none, or more than one."""
        for above in lineage(folder):
            if studies := self.studies.get(above):
                return next(iter(studies)) if len(studies) == 1 else None
        return None


def lineage(folder: str) -> list[str]:
    """The folder and all above it, nearest first, the root last."""
    steps = [step for step in folder.split("/") if step]
    return ["/".join(steps[:count]) for count in range(len(steps), -1, -1)]
