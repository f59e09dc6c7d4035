"""What became of each file of an upload, for its sender and for the upload's own rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diaphane.flows.upload.archive import Unpacked
from diaphane.flows.upload.items import Taken
from diaphane.model.ids import StudyUid
from diaphane.model.upload import FileOutcome, Outcome


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of file `index` of the manifest. `children` are the files of an archive, else None."""

    index: int
    outcome: Outcome
    code: str
    message: str
    study: StudyUid | None
    children: tuple[Taken, ...] | None = None


def of_file(index: int, taken: Taken) -> FileResult:
    """A file that is one thing."""
    return FileResult(index, taken.outcome, taken.code, taken.message, taken.study)


def of_archive(index: int, unpacked: Unpacked) -> FileResult:
    """An archive whose files are in."""
    studies = {child.study for child in unpacked.children if child.study is not None}
    return FileResult(index, "unpacked", "", "", next(iter(studies)) if len(studies) == 1 else None, unpacked.children)


def of_refused(index: int, taken: Taken, unpacked: Unpacked) -> FileResult:
    """An archive that could not be unpacked to its end: it is in quarantine itself, beside what came out of it."""
    return FileResult(index, taken.outcome, taken.code, taken.message, taken.study, unpacked.children)


def to_record(results: Sequence[FileResult]) -> list[FileOutcome]:
    """As the upload's rows keep it."""
    return [_record(result) for result in results]


def _record(result: FileResult) -> FileOutcome:
    if result.children is None:
        return FileOutcome(result.index, result.outcome, (result.study,) if result.study is not None else ())
    counts: dict[Outcome, int] = {}
    for child in result.children:
        counts[child.outcome] = counts.get(child.outcome, 0) + 1
    if result.outcome != "unpacked":
        counts[result.outcome] = counts.get(result.outcome, 0) + 1
    studies = {child.study for child in result.children if child.study is not None}
    return FileOutcome(result.index, result.outcome, tuple(sorted(studies)), counts or {"ignored": 0})
