"""Uploads on the wire: the manifest, what became of each file, the summary."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from diaphane.api.shapes.wire import Wire
from diaphane.flows.upload import results
from diaphane.flows.upload.finish import Summary
from diaphane.model import upload as model
from diaphane.model.study import QuarantineRow
from diaphane.model.upload import Outcome


class ManifestFile(Wire):
    """One file somebody wants to send. `sha256` is hexadecimal, of exactly the bytes that will be sent."""

    name: Annotated[str, Field(max_length=4096)]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sop_uid: Annotated[str, Field(max_length=64)] | None = None


class Manifest(Wire):
    """All files of one upload; their position in the list is their index."""

    files: list[ManifestFile]

    def announced(self) -> list[model.ManifestFile]:
        """In our words."""
        return [model.ManifestFile(file.name, file.size, bytes.fromhex(file.sha256)) for file in self.files]


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

    @classmethod
    def of(cls, result: results.FileResult) -> FileResult:
        """From our words."""
        children = [
            ChildResult(name=child.name, outcome=child.outcome, code=child.code or None, message=child.message or None)
            for child in result.children or ()
        ]
        return cls(
            index=result.index,
            outcome=result.outcome,
            code=result.code or None,
            message=result.message or None,
            study_uid=result.study,
            children=children if result.children is not None else None,
        )


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

    @classmethod
    def of(cls, state: model.UploadState) -> UploadState:
        """From our words."""
        return cls(**_state(state))


def _state(state: model.UploadState) -> dict[str, Any]:
    return {
        "upload_id": state.id,
        "files": state.files,
        "missing": list(state.missing),
        "counts": Counts(**{name: state.counts[name] for name in model.COUNTED}),
        "studies": list(state.studies),
        "finished": state.finished_at is not None,
    }


class QuarantinedFile(Wire):
    """A file that waits in quarantine, with the reason in words."""

    name: str
    reason_code: str
    reason: str

    @classmethod
    def of(cls, row: QuarantineRow) -> QuarantinedFile:
        """From our words."""
        return cls(name=row.name, reason_code=row.reason_code, reason=row.reason)


class UploadSummary(UploadState):
    """An upload at its end."""

    quarantined: list[QuarantinedFile]

    @classmethod
    def at_end(cls, summary: Summary) -> UploadSummary:
        """From our words."""
        return cls(**_state(summary.state), quarantined=[QuarantinedFile.of(row) for row in summary.quarantined])
