"""Surfaces and movies: ask for one until it is there, then take it. They live in memory only, and only for a while."""

from __future__ import annotations

from collections.abc import AsyncIterator

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from diaphane.api.house import Rooms
from diaphane.api.shapes.making import Making, MovieOrder, SurfaceOrder
from diaphane.api.who import Who
from diaphane.flows.view import make, take

routes = APIRouter(tags=["series"])

_PIECE_BYTES = 1 << 20
_MEDIA = {"stl": "model/stl", "obj": "model/obj", "glb": "model/gltf-binary"}


@routes.post("/surfaces")
async def make_surface(house: Rooms, who: Who, asked: SurfaceOrder) -> Making:
    """How far a surface is; ask again (twice a second) until `length` is there. Nobody asking for ten seconds stops it."""
    return Making.of(await make(house, who, asked.order()))


@routes.post("/surfaces/file", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}})
async def take_surface(house: Rooms, who: Who, asked: SurfaceOrder) -> Response:
    """The finished surface, by the same order."""
    return _file(await take(house, who, asked.order()), _MEDIA[asked.file_format], f"surface.{asked.file_format}")


@routes.post("/movies")
async def make_movie(house: Rooms, who: Who, asked: MovieOrder) -> Making:
    """How far a movie is; ask again (twice a second) until `length` is there. Nobody asking for ten seconds stops it."""
    return Making.of(await make(house, who, asked.order()))


@routes.post("/movies/file", response_class=Response, responses={200: {"content": {"video/mp4": {}}}})
async def take_movie(house: Rooms, who: Who, asked: MovieOrder) -> Response:
    """The finished movie, by the same order."""
    return _file(await take(house, who, asked.order()), "video/mp4", "movie.mp4")


def _file(data: bytes, media_type: str, name: str) -> Response:
    """An attachment under a name that says nothing about the patient."""

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(data), _PIECE_BYTES):
            yield data[at : at + _PIECE_BYTES]

    headers = {
        "Content-Length": str(len(data)),
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(pieces(), headers=headers, media_type=media_type)
