"""Volumes: the values at a point of the patient, and the point behind a pixel."""

from __future__ import annotations

from fastapi import APIRouter

from diaphane.api.house import Rooms
from diaphane.api.shapes.volumes import Picked, PickPoint, PointValue, PointValues, ReadPoint
from diaphane.api.who import Who
from diaphane.flows.view import pick, values
from diaphane.model.ids import SeriesUid

routes = APIRouter(prefix="/volumes", tags=["series"])


@routes.post("/values")
async def read_point(house: Rooms, who: Who, asked: ReadPoint) -> PointValues:
    """What each of the series holds at a point, as volumes."""
    found = await values(house, who, [SeriesUid(uid) for uid in asked.series_uids], asked.point_mm, asked.phase)
    return PointValues(values=[PointValue.of(one) for one in found])


@routes.post("/pick")
async def pick_point(house: Rooms, who: Who, asked: PickPoint) -> Picked:
    """The point that a pixel shows: of a projection the hottest on its ray, of a 3D picture the first visible surface."""
    return Picked(point_mm=await pick(house, who, asked.scene, asked.pixel, asked.px))
