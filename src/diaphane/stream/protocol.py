"""The messages of the picture stream (contract/stream.md): JSON requests up, binary replies with a 52-byte header down."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from diaphane.base.errors import BadInput, DiaphaneError
from diaphane.model.scene import (
    Alignment,
    CurvedView,
    Layer,
    Outline,
    Picture,
    PlaneView,
    ProjectionView,
    Quality,
    Removal,
    Scene,
    StackView,
    SurfaceView,
    Window,
)

HEADER: Final = struct.Struct("<BBBBIHHIIIIII8s8s")
VERSION: Final = 3
FINAL, SKIPPED, FAILED = 1, 2, 4
CODECS: Final[Mapping[str, int]] = {"jpeg": 1, "png": 2}
QUALITIES: Final[tuple[Quality, ...]] = ("lossless", "high", "draft", "small")

MOST_TEXT: Final = 64 * 1024
"""Longest request in characters."""
LEAST_PX, MOST_PX, MOST_AREA_PX = 16, 4096, 4096 * 2304
_MOST_LAYERS: Final = 2
MOST_CUTS, MOST_POINTS = 16, 1024
"""Cuts of a layer, and points of a drawn outline."""
_LARGEST_US: Final = 0xFFFFFFFF
_NO_MARK: Final = bytes(8)
_NOTHING: Final = (*(0,) * 8, _NO_MARK, _NO_MARK)
"""Size, times and marks of a reply without a picture."""


class BadMessage(BadInput):
    """A message that breaks the protocol itself: nobody can say which request it was, so the socket is closed (4400)."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: the whole state of one viewport. `size_px` = (width, height)."""

    viewport: int
    seq: int
    scene: Scene
    quality: Quality
    size_px: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request whose envelope is right but whose scene is not: answered with an error."""

    viewport: int
    seq: int
    error: BadInput


@dataclass(frozen=True, slots=True)
class Ping:
    """A question whether the line is alive."""

    number: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """The client's word that the picture of a request shows another series than it asked for: it was not shown."""

    seq: int


@dataclass(frozen=True, slots=True)
class _Envelope:
    v: Annotated[int, Field(ge=0, le=0xFF)]
    q: Annotated[int, Field(ge=0, le=0xFFFFFFFF)]
    s: dict[str, Any]
    l: Literal[0, 1, 2, 3]  # noqa: E741 (the wire's name)
    px: tuple[Annotated[int, Field(ge=LEAST_PX, le=MOST_PX)], Annotated[int, Field(ge=LEAST_PX, le=MOST_PX)]]


_ENVELOPE: Final = TypeAdapter(_Envelope)
_SCENE: Final = TypeAdapter(Scene)
_VIEWS: Final = {"stack": StackView, "plane": PlaneView, "projection": ProjectionView, "surface": SurfaceView, "curved": CurvedView}
_CUTS: Final = {"table": Removal, "bone": Removal, "outline": Outline}


def parse(text: str) -> Ask | Refusal | Ping | Wrong:
    """One message of a client. Raises `BadMessage` for what has no readable envelope."""
    if len(text) > MOST_TEXT:
        raise BadMessage("stream.too_long", f"A message to the viewer socket may be at most {MOST_TEXT} characters long.")
    try:
        message = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadMessage("stream.no_json", "Messages to the viewer socket are JSON.") from None
    if isinstance(message, dict) and set(message) == {"ping"} and isinstance(message["ping"], int):
        return Ping(message["ping"])
    if isinstance(message, dict) and set(message) == {"wrong"} and isinstance(message["wrong"], int):
        return Wrong(message["wrong"])
    if not isinstance(message, dict) or set(message) != {"v", "q", "s", "l", "px"}:
        raise BadMessage("stream.envelope", "A request has exactly the members v, q, s, l and px.")
    try:
        asked = _ENVELOPE.validate_json(text, strict=True)
    except ValidationError:
        raise BadMessage("stream.envelope", "A member of the request has a wrong type or is out of its bounds.") from None
    if asked.px[0] * asked.px[1] > MOST_AREA_PX:
        return Refusal(asked.v, asked.q, BadInput("stream.size", f"A picture may have at most {MOST_AREA_PX} pixels."))
    try:
        scene = read_scene(asked.s)
    except BadInput as error:
        return Refusal(asked.v, asked.q, error)
    return Ask(asked.v, asked.q, scene, QUALITIES[asked.l], asked.px)


def read_scene(raw: Mapping[str, Any]) -> Scene:
    """A scene with no unknown member anywhere. Raises `BadInput`."""
    view = raw.get("view")
    kind = _VIEWS.get(view.get("kind", "")) if isinstance(view, dict) and isinstance(view.get("kind"), str) else None
    layers = raw.get("layers")
    if kind is None or not isinstance(view, dict) or not isinstance(layers, list) or not 1 <= len(layers) <= _MOST_LAYERS:
        raise BadInput("stream.scene", f"A scene has a view of a known kind ({', '.join(_VIEWS)}) and one or two layers.")
    if not (_only(raw, Scene) and _only(view, kind) and all(map(_layer_known, layers))):
        raise BadInput("stream.scene", "The scene has a member that does not exist.")
    try:
        scene = _SCENE.validate_json(orjson.dumps(raw), strict=True)
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors(include_input=False)[0]["loc"] if not str(part).endswith("View"))
        raise BadInput("stream.scene", f"The scene's member {where} has a wrong type.") from None
    if any(layer.window is not None and not layer.window.width > 0 for layer in scene.layers):
        raise BadInput("stream.window", "The width of a window must be above 0.")
    return scene


def _layer_known(raw: object) -> bool:
    """Whether a layer has only members that exist, in a number that can be drawn."""
    if not isinstance(raw, dict) or not _only(raw, Layer):
        return False
    cuts = raw.get("cuts", [])
    if not isinstance(cuts, list) or len(cuts) > MOST_CUTS:
        return False
    parts = [(raw.get("window"), Window), (raw.get("alignment"), Alignment)]
    return all(part is None or _only(part, kind) for part, kind in parts) and all(map(_cut_known, cuts))


def _cut_known(raw: object) -> bool:
    if not isinstance(raw, dict) or raw.get("kind") not in _CUTS:
        return False
    points = raw.get("points_mm", [])
    return _only(raw, _CUTS[raw["kind"]]) and isinstance(points, list) and len(points) <= MOST_POINTS


def _only(raw: object, kind: type[Any]) -> bool:
    return isinstance(raw, dict) and set(raw) <= {field.name for field in fields(kind)}


def _clip(us: int) -> int:
    return min(max(us, 0), _LARGEST_US)


def mark(content: str) -> bytes:
    """Eight bytes that name a series' pixels: the beginning of its content, hexadecimal digits (see `SeriesTicket`)."""
    return bytes.fromhex(content[:16])


def picture(ask: Ask, made: Picture) -> bytes:
    """The reply that carries a picture and the marks of the series it was drawn from; final when it is lossless."""
    flags = FINAL if made.lossless else 0
    stages = (made.load_us, made.render_us, made.encode_us, made.fetch_us, made.open_us, made.decode_us)
    times = (_clip(us) for us in stages)
    first, second, *_ = (*map(mark, made.series), _NO_MARK, _NO_MARK)
    head = HEADER.pack(VERSION, ask.viewport, CODECS[made.codec], flags, ask.seq, made.width, made.height, *times, first, second)
    return head + made.data


def skipped(viewport: int, seq: int) -> bytes:
    """The reply to a request that a newer one made pointless."""
    return HEADER.pack(VERSION, viewport, 0, SKIPPED, seq, *_NOTHING)


def failed(viewport: int, seq: int, error: DiaphaneError) -> bytes:
    """The reply that says in words why there is no picture."""
    body = orjson.dumps({"code": error.code, "message": error.message})
    return HEADER.pack(VERSION, viewport, 0, FAILED, seq, *_NOTHING) + body


def pong(ping: Ping) -> str:
    """The answer to a ping."""
    return orjson.dumps({"pong": ping.number}).decode()
