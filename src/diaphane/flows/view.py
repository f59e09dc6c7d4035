"""View series: one viewer's socket from the first request to the last picture; and the value under a pixel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeVar

from diaphane.access import Permission, decide
from diaphane.base.errors import DiaphaneError, NotHere
from diaphane.base.log import logger
from diaphane.flows.house import House
from diaphane.flows.opened import Key, Viewer
from diaphane.flows.series import ticket
from diaphane.model.ids import SeriesUid
from diaphane.model.making import Making, Order
from diaphane.model.principals import Principal
from diaphane.model.probe import Histogram, PointValue, Probe, ValueSpan
from diaphane.model.registration import Registration
from diaphane.model.scene import Picture, Scene, Vec3
from diaphane.stream.protocol import Ask, read_scene
from diaphane.stream.session import Line, Session

__all__ = [
    "Line",
    "close_left",
    "held_open",
    "histogram",
    "make",
    "open_series",
    "pick",
    "probe",
    "register",
    "scene_of",
    "span",
    "take",
    "values",
    "view",
]

Answer = TypeVar("Answer")


async def view(house: House, who: Principal, line: Line, did_something: Callable[[], None]) -> None:
    """Serve one viewer until it leaves; `did_something` is called with each request.

    Raises `Refused` for who may not look at pictures, `BadMessage` for a client that breaks the protocol, `TooSlow`.
    """
    decide(who, Permission.PICTURE_VIEW, who.scope)
    with house.opened.viewer() as viewer:
        await Session(line, partial(_draw, house, who, viewer), lambda _: did_something()).run()
    await close_left(house, viewer)


async def close_left(house: House, viewer: Viewer) -> None:
    """Have the worker forget the keys of series that nobody looks at any more, now that this viewer is gone."""
    for scope, uid in viewer.left:
        try:
            await house.pictures.close(scope, uid)
        except DiaphaneError as error:  # the worker forgets by itself what nobody asks for
            logger("flows").info("series.left_open", code=error.code)


async def probe(house: House, who: Principal, uid: SeriesUid, frame: int, place: tuple[int, int]) -> Probe:
    """The value at (column, row) of a frame of the display order. Raises `NotHere` outside the picture, and as `describe`."""
    decide(who, Permission.PICTURE_VIEW, who.scope)
    await open_series(house, who, uid)
    return await house.pictures.probe(who.scope, uid, frame, *place)


async def span(house: House, who: Principal, uid: SeriesUid, frame: int) -> ValueSpan:
    """What the values of a frame span. Raises as `describe`."""
    decide(who, Permission.PICTURE_VIEW, who.scope)
    await open_series(house, who, uid)
    return await house.pictures.span(who.scope, uid, frame)


async def register(house: House, who: Principal, fixed: SeriesUid, moving: SeriesUid) -> Registration:
    """How far the rigid registration of two series is; the first call starts it, asking again keeps it alive.

    Raises as `describe`, and `BadInput` for series that are no volumes or cannot be laid over each other.
    """
    decide(who, Permission.PICTURE_VIEW, who.scope)
    return await _of_open(house, who, (fixed, moving), lambda: house.pictures.register(who.scope, fixed, moving))


def scene_of(raw: Mapping[str, Any]) -> Scene:
    """A scene as the stream has it. Raises `BadInput`."""
    return read_scene(raw)


async def make(house: House, who: Principal, order: Order) -> Making:
    """How far a file made of series is; the first call starts it, asking again keeps it alive.

    Raises `Refused` for who may not take files along, as `describe`, and `BadInput` for orders without sense.
    """
    decide(who, Permission.PICTURE_SAVE, who.scope)
    return await _of_open(house, who, _series(order), lambda: house.pictures.make(who.scope, order))


async def take(house: House, who: Principal, order: Order) -> bytes:
    """A file that is made. Raises `NotHere` when it is not there (any more), and as `make`."""
    decide(who, Permission.PICTURE_SAVE, who.scope)
    return await _of_open(house, who, _series(order), lambda: house.pictures.take(who.scope, order))


def _series(order: Order) -> list[SeriesUid]:
    return [layer.series_uid for layer in order.scene.layers]


async def values(house: House, who: Principal, uids: Sequence[SeriesUid], point_mm: Vec3, phase: int) -> list[PointValue]:
    """What each series holds at a point in LPS mm. Raises as `describe`, and `BadInput` for series that are no volume."""
    decide(who, Permission.PICTURE_VIEW, who.scope)
    return await _of_open(house, who, uids, lambda: house.pictures.values(who.scope, uids, point_mm, phase))


async def histogram(house: House, who: Principal, uid: SeriesUid, phase: int) -> Histogram:
    """How often values occur in a series as a volume. Raises as `values`."""
    decide(who, Permission.PICTURE_VIEW, who.scope)
    return await _of_open(house, who, (uid,), lambda: house.pictures.histogram(who.scope, uid, phase))


async def pick(house: House, who: Principal, raw: Mapping[str, Any], pixel: tuple[float, float], size_px: tuple[int, int]) -> Vec3 | None:
    """The point in LPS mm that a pixel of a projection or 3D picture shows; the scene as the stream has it. Raises as `values`."""
    decide(who, Permission.PICTURE_VIEW, who.scope)
    scene = read_scene(raw)
    uids = [layer.series_uid for layer in scene.layers]
    return await _of_open(house, who, uids, lambda: house.pictures.pick(who.scope, scene, pixel, size_px))


async def open_series(house: House, who: Principal, uid: SeriesUid) -> Key:
    """Make sure that the worker has the series as it is now. Raises `NotHere`, and `BadInput` with the reason when it holds no picture."""
    key = (who.scope, uid)
    if key not in house.opened:
        async with house.opened.opening(key):
            if key not in house.opened:
                found, opened = await ticket(house, who, uid)
                await house.pictures.open(opened)
                house.opened.opened(key, found.study_uid)
    return key


@asynccontextmanager
async def held_open(house: House, who: Principal, uid: SeriesUid) -> AsyncIterator[None]:
    """A series opened for the time of the block, for whoever works on it without a viewer; its keys are forgotten after it.

    Raises as `open_series`.
    """
    with house.opened.viewer() as viewer:
        viewer.looks_at((who.scope, uid))
        await open_series(house, who, uid)
        yield
    await close_left(house, viewer)


async def _draw(house: House, who: Principal, viewer: Viewer, ask: Ask) -> Picture:
    uids = [layer.series_uid for layer in ask.scene.layers]

    async def render() -> Picture:
        for uid in uids:
            viewer.looks_at((who.scope, uid))
        return await house.pictures.render(who.scope, ask.scene, ask.size_px, ask.quality)

    return await _of_open(house, who, uids, render)


async def _of_open(house: House, who: Principal, uids: Sequence[SeriesUid], ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """What the worker says of these series, opened first."""
    for uid in uids:
        await open_series(house, who, uid)
    try:
        return await ask()
    except NotHere:
        # Closed by another viewer's leaving, or so long idle that every side forgot it: once more from the start.
        for uid in uids:
            house.opened.forget((who.scope, uid))
            await open_series(house, who, uid)
        return await ask()
