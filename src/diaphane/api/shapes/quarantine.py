"""The quarantine on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from diaphane.api.shapes.wire import Wire
from diaphane.flows.quarantine import MOST_AT_ONCE, Waiting
from diaphane.model import study as model
from diaphane.model.ids import QuarantineId

MOST_BESIDES = 10_000
"""As many as an archive holds."""


class QuarantineItem(Wire):
    """Something that could not be used, with the reason in words."""

    id: UUID
    name: str
    reason_code: str
    reason: str
    bytes: int
    received_at: datetime
    upload_id: UUID | None

    @classmethod
    def of(cls, row: model.QuarantineRow) -> QuarantineItem:
        """From our words."""
        return cls(
            id=row.id,
            name=row.name,
            reason_code=row.reason_code,
            reason=row.reason,
            bytes=row.extent.length,
            received_at=row.received_at,
            upload_id=row.upload,
        )


class Quarantine(Wire):
    """A page of what waits for its owner's decision; `next` is the cursor of the page after, `total` counts all pages."""

    items: list[QuarantineItem]
    next: str | None
    total: int


class Chosen(Wire):
    """Things by their ids, or all that came up to a moment, besides some: one of the two."""

    ids: Annotated[tuple[UUID, ...], Field(max_length=MOST_AT_ONCE)] = ()
    received_until: AwareDatetime | None = None
    besides: Annotated[tuple[UUID, ...], Field(max_length=MOST_BESIDES)] = ()

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.ids) == (self.received_until is not None):
            msg = "say either ids or received_until"
            raise ValueError(msg)
        if self.ids and self.besides:
            msg = "besides belongs to received_until"
            raise ValueError(msg)
        return self

    def keys(self) -> list[QuarantineId]:
        """The ids in our words."""
        return [QuarantineId(key) for key in self.ids]

    def waiting(self) -> Waiting | None:
        """All up to the moment in our words, None when things are named by their ids."""
        if self.received_until is None:
            return None
        return Waiting(self.received_until, tuple(QuarantineId(key) for key in self.besides))


class Deleted(Wire):
    """How many were deleted, and whether to ask again for the rest."""

    deleted: int
    more: bool
