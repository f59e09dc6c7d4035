"""Series: their instances, their stack, their thumbnail."""

from __future__ import annotations

import gzip
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from diaphane.api.house import Rooms
from diaphane.api.shapes.presentations import Presentation, Presentations
from diaphane.api.shapes.stack import Histogram, Probe, Stack, ValueSpan, zipped_body
from diaphane.api.shapes.studies import InstanceRow, Instances
from diaphane.api.shapes.videos import Video, Videos
from diaphane.api.who import Who
from diaphane.flows.metadata import metadata
from diaphane.flows.presentations import presentations
from diaphane.flows.series import describe
from diaphane.flows.study import instances
from diaphane.flows.thumbnail import thumbnail
from diaphane.flows.video import videos
from diaphane.flows.view import histogram, probe, span
from diaphane.model.ids import SeriesUid

routes = APIRouter(prefix="/series/{series_uid}", tags=["series"])

Place = Annotated[int, Query(ge=0, le=1 << 31)]
DICOM_JSON = "application/dicom+json"
THUMBNAIL_CACHE = "private, max-age=300"
_VARY = {"Vary": "Accept-Encoding"}


@routes.get("/instances")
async def list_instances(house: Rooms, who: Who, series_uid: str) -> Instances:
    """The instances of a series by number."""
    return Instances(instances=[InstanceRow.of(row) for row in await instances(house, who, SeriesUid(series_uid))])


@routes.get("/stack", response_model=Stack)
async def show_stack(house: Rooms, who: Who, series_uid: str, request: Request) -> Response:
    """The series as a stack of frames in display order."""
    found = await describe(house, who, SeriesUid(series_uid))
    zipped = found.body or await run_sync(lambda: zipped_body(found.stack, found))
    return await _zipped(request, zipped, "application/json")


@routes.get("/metadata", response_class=Response, responses={200: {"content": {DICOM_JSON: {}}}})
async def show_metadata(house: Rooms, who: Who, series_uid: str, request: Request) -> Response:
    """The headers of all instances in the DICOM JSON Model (PS3.18 F), without bulk data."""
    return await _zipped(request, await metadata(house, who, SeriesUid(series_uid)), DICOM_JSON)


@routes.get("/videos")
async def list_videos(house: Rooms, who: Who, series_uid: str) -> Videos:
    """The videos of the series: what to play, or why a browser cannot."""
    return Videos(videos=[Video.of(one) for one in await videos(house, who, SeriesUid(series_uid))])


@routes.get("/presentations")
async def list_presentations(house: Rooms, who: Who, series_uid: str) -> Presentations:
    """The presentation states that show pictures of the series, newest first."""
    found = await presentations(house, who, SeriesUid(series_uid))
    return Presentations(presentations=[Presentation.of(one) for one in found])


@routes.get("/thumbnail", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
async def show_thumbnail(house: Rooms, who: Who, series_uid: str) -> Response:
    """A small picture of the series, at most 216 x 216 pixels."""
    found = await thumbnail(house, who, SeriesUid(series_uid))
    timing = ", ".join(f"{name};dur={us / 1000:.3f}" for name, us in found.stages_us)  # W3C Server Timing, milliseconds
    return Response(found.data, media_type="image/jpeg", headers={"Cache-Control": THUMBNAIL_CACHE, "Server-Timing": timing})


@routes.get("/probe")
async def probe_pixel(house: Rooms, who: Who, series_uid: str, frame: Place, x: Place, y: Place) -> Probe:
    """The value at column x, row y of a frame of the display order."""
    return Probe.of(await probe(house, who, SeriesUid(series_uid), frame, (x, y)))


@routes.get("/range")
async def show_range(house: Rooms, who: Who, series_uid: str, frame: Place) -> ValueSpan:
    """What the values of a frame span."""
    return ValueSpan.of(await span(house, who, SeriesUid(series_uid), frame))


@routes.get("/histogram")
async def show_histogram(house: Rooms, who: Who, series_uid: str, phase: Annotated[int, Query(ge=0, le=10_000)] = 0) -> Histogram:
    """How often each value occurs in the series as a volume."""
    return Histogram.of(await histogram(house, who, SeriesUid(series_uid), phase))


async def _zipped(request: Request, zipped: bytes, media_type: str) -> Response:
    """What lies compressed, as the caller takes it."""
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(await run_sync(gzip.decompress, zipped), media_type=media_type, headers=_VARY)
    return Response(zipped, media_type=media_type, headers={**_VARY, "Content-Encoding": "gzip"})
