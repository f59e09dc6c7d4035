"""Instances: their tags, their original bytes."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from diaphane.api.bytes_out import attachment, played
from diaphane.api.house import Rooms
from diaphane.api.shapes.studies import Tag, Tags
from diaphane.api.who import Who
from diaphane.flows import download
from diaphane.flows.tags import tags
from diaphane.flows.video import video
from diaphane.model.ids import SopUid

routes = APIRouter(prefix="/instances/{sop_uid}", tags=["instances"])


@routes.get("/tags")
async def show_tags(house: Rooms, who: Who, sop_uid: str) -> Tags:
    """The instance's header, element by element."""
    lines = await tags(house, who, SopUid(sop_uid))
    return Tags(tags=[Tag(**{name: getattr(line, name) for name in Tag.model_fields}) for line in lines])


@routes.get("/video", response_class=Response, responses={200: {"content": {"video/mp4": {}}}, 206: {"content": {"video/mp4": {}}}})
async def play_video(house: Rooms, who: Who, sop_uid: str, request: Request) -> Response:
    """The bitstream of a video, whole or one range of it."""
    return played(await video(house, who, SopUid(sop_uid)), request)


@routes.get("/file", response_class=Response, responses={200: {"content": {"application/dicom": {}}}})
async def download_instance(house: Rooms, who: Who, sop_uid: str, request: Request) -> Response:
    """The instance's original bytes, always as an attachment."""
    return attachment(await download.instance(house, who, SopUid(sop_uid)), request)
