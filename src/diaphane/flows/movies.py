"""A movie of one scene in motion: each picture drawn losslessly, one after the other, into a process that makes the file."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any, Final

import numpy as np
import orjson

from diaphane.base.errors import BadInput, Busy
from diaphane.flows.jobs import Progress
from diaphane.model.making import PICTURE_LENGTH, MovieOrder
from diaphane.model.scene import Picture, PlaneView, ProjectionView, Scene, StackView, SurfaceView, Vec3
from diaphane.pool.errand import errand

PROGRAM: Final = "diaphane.movie.child"
MEMORY_BYTES: Final = 2 << 30
CPU_SECONDS: Final = 600
MOST_PICTURES: Final = 600
LEAST_PX, MOST_PX = 64, 1920
MOST_FPS: Final = 60
MOST_ABOVE: Final = 2 << 20

Draw = Callable[[Scene], Awaitable[Picture]]


def check(order: MovieOrder) -> None:
    """Raises `BadInput` for a movie that cannot be made."""
    if not 2 <= order.count <= MOST_PICTURES or not 1 <= order.fps <= MOST_FPS or len(order.above) > MOST_ABOVE:
        raise BadInput("movie.numbers", f"A movie has 2 to {MOST_PICTURES} pictures, 1 to {MOST_FPS} a second.")
    if not all(LEAST_PX <= side <= MOST_PX for side in order.size_px):
        raise BadInput("movie.size", f"A movie is {LEAST_PX} to {MOST_PX} pixels wide and high.")
    scenes(order)


def scenes(order: MovieOrder) -> list[Scene]:
    """The scene of each picture. Raises `BadInput` for a motion that this view cannot make."""
    view = order.scene.view
    spatial = isinstance(view, PlaneView | ProjectionView | SurfaceView)
    # A full turn ends where it began: its last picture would be the first again.
    ring = order.motion == "turn" and abs(order.last - order.first) % 360 == 0
    steps = np.linspace(order.first, order.last, order.count, endpoint=not ring).tolist()
    if order.motion == "images" and isinstance(view, StackView):
        views: list[Any] = [dataclasses.replace(view, frame=round(at)) for at in steps]
    elif order.motion == "phases" and spatial:
        views = [dataclasses.replace(view, phase=round(at)) for at in steps]
    elif order.motion == "scroll" and isinstance(view, PlaneView):
        normal = np.cross(view.right, view.down)
        views = [dataclasses.replace(view, centre_mm=_vec(np.asarray(view.centre_mm) + normal * at)) for at in steps]
    elif order.motion == "turn" and isinstance(view, ProjectionView | SurfaceView):
        views = [dataclasses.replace(view, right=_turned(view.right, at), down=_turned(view.down, at)) for at in steps]
    else:
        raise BadInput("movie.motion", "This picture cannot move that way.")
    return [dataclasses.replace(order.scene, view=one) for one in views]


def _turned(vector: Vec3, degrees: float) -> Vec3:
    """About the patient's long axis: positive degrees bring the patient's left side into view."""
    x, y, z = vector
    cos, sin = float(np.cos(np.radians(degrees))), float(np.sin(np.radians(degrees)))
    return (x * cos - y * sin, x * sin + y * cos, z)


def _vec(values: Any) -> Vec3:  # noqa: ANN401 (three numbers)
    x, y, z = (float(each) for each in values)
    return x, y, z


async def movie_file(order: MovieOrder, draw: Draw, said: Progress) -> bytes:
    """The MP4. Raises what drawing raises, and `Busy` when the file could not be made."""
    wanted = scenes(order)
    async with errand(PROGRAM, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS) as child:
        assert child.stdin is not None  # noqa: S101 (`errand` makes pipes)
        assert child.stdout is not None  # noqa: S101 (as above)
        head = {"size_px": order.size_px, "fps": order.fps, "above": len(order.above)}
        with contextlib.suppress(ConnectionError):  # a child that died is noticed by its missing answer
            child.stdin.write(orjson.dumps(head) + b"\n" + order.above)
            for number, scene in enumerate(wanted):
                picture = await draw(scene)
                child.stdin.write(PICTURE_LENGTH.pack(len(picture.data)) + picture.data)
                await child.stdin.drain()
                said(0.95 * (number + 1) / len(wanted))
            child.stdin.close()
        answer = orjson.loads(await child.stdout.readline() or b"{}")
        if "bytes" in answer:
            return await child.stdout.readexactly(answer["bytes"])
    raise Busy("movie.failed", "The movie could not be made. Try again, or make it smaller.")
