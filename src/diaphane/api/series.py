"""Series: their instances, their stack, their thumbnail."""

from __future__ import annotations

import gzip
from typing import Annotated
from weakref import WeakKeyDictionary

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from diaphane.api.house import Rooms
from diaphane.api.shapes.presentations import Presentation, Presentations
from diaphane.api.shapes.stack import Histogram, Probe, Stack, ValueSpan
from diaphane.api.shapes.studies import InstanceRow, Instances
from diaphane.api.who import Who
from diaphane.flows.described import Described
from diaphane.flows.presentations import presentations
from diaphane.flows.series import describe
from diaphane.flows.study import instances
from diaphane.flows.thumbnail import thumbnail
from diaphane.flows.view import histogram, probe, span
from diaphane.model.ids import SeriesUid

routes = APIRouter(prefix="/series/{series_uid}", tags=["series"])

Place = Annotated[int, Query(ge=0, le=1 << 31)]
THUMBNAIL_CACHE = "private, max-age=300"
_VARY = {"Vary": "Accept-Encoding"}
_BODIES: WeakKeyDictionary[Described, tuple[bytes, bytes]] = WeakKeyDictionary()
"""The answer for a description, plain and compressed, for as long as that is kept: 2,000 slices are 300 KB of numbers."""


@routes.get("/instances")
async def list_instances(house: Rooms, who: Who, series_uid: str) -> Instances:
    """The instances of a series by number."""
    return Instances(instances=[InstanceRow.of(row) for row in await instances(house, who, SeriesUid(series_uid))])


@routes.get("/stack", response_model=Stack)
async def show_stack(house: Rooms, who: Who, series_uid: str, request: Request) -> Response:
    """The series as a stack of frames in display order."""
    found = await describe(house, who, SeriesUid(series_uid))
    if found not in _BODIES:
        _BODIES[found] = await run_sync(_stack_bodies, found)
    plain, zipped = _BODIES[found]
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(plain, media_type="application/json", headers=_VARY)
    return Response(zipped, media_type="application/json", headers={**_VARY, "Content-Encoding": "gzip"})


@routes.get("/presentations")
async def list_presentations(house: Rooms, who: Who, series_uid: str) -> Presentations:
    """The presentation states that show pictures of the series, newest first."""
    found = await presentations(house, who, SeriesUid(series_uid))
    return Presentations(presentations=[Presentation.of(one) for one in found])


@routes.get("/thumbnail", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
async def show_thumbnail(house: Rooms, who: Who, series_uid: str) -> Response:
    """A small picture of the series, at most 216 x 216 pixels."""
    data = await thumbnail(house, who, SeriesUid(series_uid))
    return Response(data, media_type="image/jpeg", headers={"Cache-Control": THUMBNAIL_CACHE})


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


def _stack_bodies(found: Described) -> tuple[bytes, bytes]:
    plain = Stack.of(found).model_dump_json().encode()
    return plain, gzip.compress(plain, 1)
