"""Uploads on the wire: the manifest, what became of each file, the summary."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from diaphane.api.shapes.wire import Wire

Outcome = Literal["stored", "already_there", "quarantined", "conflict", "ignored", "unpacked"]


class ManifestFile(Wire):
    """One file somebody wants to send. `sha256` is hexadecimal, of exactly the bytes that will be sent."""

    name: Annotated[str, Field(max_length=4096)]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sop_uid: Annotated[str, Field(max_length=64)] | None = None


class Manifest(Wire):
    """All files of one upload; their position in the list is their index."""

    files: list[ManifestFile]


class Upload(Wire):
    """A started upload: which files to send, and in what helpings."""

    upload_id: UUID
    missing: list[int]
    batch_bytes: int
    part_bytes: int


class ChildResult(Wire):
    """What became of one file inside an archive."""

    name: str
    outcome: Outcome
    code: str | None = None
    message: str | None = None


class FileResult(Wire):
    """What became of one file. An archive is `unpacked`, with its files in `children`."""

    index: int
    outcome: Outcome
    code: str | None = None
    message: str | None = None
    study_uid: str | None = None
    children: list[ChildResult] | None = None


class BatchResult(Wire):
    """Everything named here is durable and committed."""

    results: list[FileResult]


class PartResult(Wire):
    """How many bytes of the file are safe; `result` when it is complete."""

    received: int
    result: FileResult | None = None


class Counts(Wire):
    """How many files ended how."""

    stored: int
    already_there: int
    quarantined: int
    conflict: int
    ignored: int


class UploadState(Wire):
    """An upload so far."""

    upload_id: UUID
    files: int
    missing: list[int]
    counts: Counts
    studies: list[str]
    finished: bool


class QuarantinedFile(Wire):
    """A file that waits in quarantine, with the reason in words."""

    name: str
    reason: str


class UploadSummary(UploadState):
    """An upload at its end."""

    quarantined: list[QuarantinedFile]
