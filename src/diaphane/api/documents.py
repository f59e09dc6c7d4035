"""Clinical documents: their content, shown only where that is harmless."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from diaphane.api.bytes_out import attachment, sandboxed
from diaphane.api.house import Rooms
from diaphane.api.who import Who
from diaphane.flows import download
from diaphane.model.ids import DocumentId

routes = APIRouter(prefix="/documents/{document_id}", tags=["documents"])


@routes.get("/content", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}})
async def show_document(house: Rooms, who: Who, document_id: UUID, request: Request) -> Response:
    """The document: PDF, pictures, text and video to be shown in a sandbox, everything else as an attachment."""
    found = await download.document(house, who, DocumentId(document_id))
    return sandboxed(found, request) if found.kind in {"pdf", "image", "text", "video"} else attachment(found, request)
