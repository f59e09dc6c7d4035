"""Quarantine: what could not be used, with its reason; to download or delete."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response, StreamingResponse

from diaphane.api.bytes_out import attachment
from diaphane.api.house import Rooms
from diaphane.api.shapes.quarantine import Chosen, Deleted, Quarantine, QuarantineItem
from diaphane.api.who import Who
from diaphane.flows import download
from diaphane.flows.quarantine import MOST_AT_ONCE, delete, delete_waiting, quarantine
from diaphane.flows.quarantine_zip import archive
from diaphane.model.ids import QuarantineId

routes = APIRouter(prefix="/quarantine", tags=["quarantine"])


@routes.get("")
async def list_quarantine(
    house: Rooms,
    who: Who,
    after: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_AT_ONCE)] = MOST_AT_ONCE,
    oldest_first: bool = False,  # noqa: FBT001, FBT002 (a query parameter)
) -> Quarantine:
    """What waits, page by page, newest first or from the other end."""
    page = await quarantine(house, who, after, limit, oldest_first=oldest_first)
    return Quarantine(items=[QuarantineItem.of(row) for row in page.items], next=page.next or None, total=page.total)


@routes.post("/delete")
async def delete_many(house: Rooms, who: Who, chosen: Chosen) -> Deleted:
    """Delete many for good, at most a thousand by one request. Free to repeat while there is more."""
    waiting = chosen.waiting()
    if waiting is None:
        return Deleted(deleted=await delete(house, who, chosen.keys()), more=False)
    count = await delete_waiting(house, who, waiting)
    return Deleted(deleted=count, more=count == MOST_AT_ONCE)


@routes.post("/archive", response_class=Response, responses={200: {"content": {"application/zip": {}}}})
async def download_many(house: Rooms, who: Who, chosen: Chosen) -> Response:
    """Many as one ZIP, as they came."""
    pieces = await archive(house, who, chosen.waiting() or chosen.keys())
    headers = {"Content-Disposition": 'attachment; filename="quarantine.zip"', "Cache-Control": "private, no-store"}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)


@routes.get("/{item_id}/content", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}})
async def download_quarantined(house: Rooms, who: Who, item_id: UUID, request: Request) -> Response:
    """The bytes as they came, as an attachment that no browser opens."""
    return attachment(await download.quarantined(house, who, QuarantineId(item_id)), request)


@routes.delete("/{item_id}", status_code=204)
async def delete_quarantined(house: Rooms, who: Who, item_id: UUID) -> None:
    """Delete it for good."""
    await delete(house, who, [QuarantineId(item_id)])
