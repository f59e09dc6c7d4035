"""Quarantine: what could not be used, with its reason; to download or delete."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from diaphane.api.bytes_out import attachment
from diaphane.api.house import Rooms
from diaphane.api.shapes.studies import Quarantine, QuarantineItem
from diaphane.api.who import Who
from diaphane.flows import download
from diaphane.flows.quarantine import delete, quarantine
from diaphane.model.ids import QuarantineId

routes = APIRouter(prefix="/quarantine", tags=["quarantine"])


@routes.get("")
async def list_quarantine(house: Rooms, who: Who) -> Quarantine:
    """Everything that waits, newest first."""
    return Quarantine(items=[QuarantineItem.of(row) for row in await quarantine(house, who)])


@routes.get("/{item_id}/content", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}})
async def download_quarantined(house: Rooms, who: Who, item_id: UUID, request: Request) -> Response:
    """The bytes as they came, as an attachment that no browser opens."""
    return attachment(await download.quarantined(house, who, QuarantineId(item_id)), request)


@routes.delete("/{item_id}", status_code=204)
async def delete_quarantined(house: Rooms, who: Who, item_id: UUID) -> None:
    """Delete it for good."""
    await delete(house, who, QuarantineId(item_id))
