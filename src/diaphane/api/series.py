"""Series: their instances, their stack, their thumbnail."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from diaphane.api.house import Rooms
from diaphane.api.shapes.stack import Stack
from diaphane.api.shapes.studies import InstanceRow, Instances
from diaphane.api.who import Who
from diaphane.flows.series import describe
from diaphane.flows.study import instances
from diaphane.flows.thumbnail import thumbnail
from diaphane.model.ids import SeriesUid

routes = APIRouter(prefix="/series/{series_uid}", tags=["series"])

THUMBNAIL_CACHE = "private, max-age=300"


@routes.get("/instances")
async def list_instances(house: Rooms, who: Who, series_uid: str) -> Instances:
    """The instances of a series by number."""
    return Instances(instances=[InstanceRow.of(row) for row in await instances(house, who, SeriesUid(series_uid))])


@routes.get("/stack")
async def show_stack(house: Rooms, who: Who, series_uid: str) -> Stack:
    """The series as a stack of frames in display order."""
    return Stack.of(await describe(house, who, SeriesUid(series_uid)))


@routes.get("/thumbnail", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
async def show_thumbnail(house: Rooms, who: Who, series_uid: str) -> Response:
    """A small picture of the series, at most 216 x 216 pixels."""
    data = await thumbnail(house, who, SeriesUid(series_uid))
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": THUMBNAIL_CACHE})
