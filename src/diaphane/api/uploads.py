"""Uploads: announce, send in batches or parts, finish. 2xx means durable and committed."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from diaphane.api.batch import split
from diaphane.api.body import announced, read_body
from diaphane.api.house import Rooms
from diaphane.api.shapes.uploads import (
    BatchResult,
    FileResult,
    Manifest,
    PartResult,
    Upload,
    UploadState,
    UploadSummary,
)
from diaphane.api.who import Who
from diaphane.flows.upload.batch import batch
from diaphane.flows.upload.finish import finish, state
from diaphane.flows.upload.part import part, whole
from diaphane.flows.upload.start import start
from diaphane.model.ids import UploadId

routes = APIRouter(prefix="/uploads", tags=["uploads"])

FRAMES_BYTES = 1 << 20  # room for the frames of a batch of tiny files beside the bytes of files it may hold
BATCH_BODY = {
    "requestBody": {"required": True, "content": {"application/vnd.diaphane.batch": {"schema": {"type": "string", "format": "binary"}}}}
}
PART_BODY = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


@routes.post("", status_code=201)
async def start_upload(house: Rooms, who: Who, manifest: Manifest) -> Upload:
    """Announce files with their hashes; the answer names those that are not here yet."""
    started = await start(house, who, manifest.announced())
    return Upload(upload_id=started.upload, missing=list(started.missing), batch_bytes=started.batch_bytes, part_bytes=started.part_bytes)


@routes.post("/{upload_id}/batch", openapi_extra=BATCH_BODY)
async def send_batch(house: Rooms, who: Who, upload_id: UUID, request: Request) -> BatchResult:
    """Send several files: for each a u32 index, a u64 size (little-endian) and its bytes."""
    limit = house.settings.limits.batch_bytes + FRAMES_BYTES
    async with house.room.of(announced(request, limit)):
        files = split(await read_body(request, limit))
        results = await batch(house, who, UploadId(upload_id), files)
    return BatchResult(results=[FileResult.of(result) for result in results])


@routes.put("/{upload_id}/files/{index}", openapi_extra=PART_BODY)
async def send_part(
    house: Rooms, who: Who, upload_id: UUID, index: int, request: Request, offset: Annotated[int, Query(ge=0)] = 0
) -> PartResult:
    """Send one part of a large file; the answer says from where to go on."""
    limit = house.settings.limits.batch_bytes
    async with house.room.of(announced(request, limit)):
        data = await read_body(request, limit)
        received, complete = await part(house, who, UploadId(upload_id), index, offset, data)
    # Outside: a large file needs room of its own.
    result = await whole(house, who, UploadId(upload_id), index) if complete else None
    return PartResult(received=received, result=FileResult.of(result) if result is not None else None)


@routes.get("/{upload_id}")
async def show_upload(house: Rooms, who: Who, upload_id: UUID) -> UploadState:
    """How far an upload is."""
    return UploadState.of(await state(house, who, UploadId(upload_id)))


@routes.post("/{upload_id}/finish")
async def finish_upload(house: Rooms, who: Who, upload_id: UUID) -> UploadSummary:
    """Say that no more will come; documents are placed now."""
    return UploadSummary.at_end(await finish(house, who, UploadId(upload_id)))
