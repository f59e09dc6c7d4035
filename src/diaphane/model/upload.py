"""What an upload announces, what became of each file, and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from diaphane.model.ids import StudyUid, UploadId

Outcome = Literal["stored", "already_there", "quarantined", "conflict", "ignored", "unpacked"]
COUNTED: tuple[Outcome, ...] = ("stored", "already_there", "quarantined", "conflict", "ignored")


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """A file as announced. `name` is patient data: stored sealed. `sha256` has 32 bytes."""

    name: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of file `index` of the manifest. `counts`: things inside it by outcome; empty means one, by `outcome`."""

    index: int
    outcome: Outcome
    studies: tuple[StudyUid, ...] = ()
    counts: Mapping[Outcome, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UploadState:
    """How far an upload is. `missing`: indexes of files not received yet, ascending."""

    id: UploadId
    files: int
    missing: tuple[int, ...]
    counts: Mapping[Outcome, int]
    studies: tuple[StudyUid, ...]
    started_at: datetime
    finished_at: datetime | None
