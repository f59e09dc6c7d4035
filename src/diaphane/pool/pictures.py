"""The render worker as a web process sees it: pictures by call, tickets kept so that a replaced worker gets them again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from typing_extensions import override

from diaphane.base.errors import NotHere
from diaphane.base.recent import Recent
from diaphane.model.making import Making, Order
from diaphane.model.ports import Pictures
from diaphane.model.probe import Histogram, PointValue, Probe, ValueSpan
from diaphane.model.registration import Registration
from diaphane.model.scene import Picture, Quality, Scene, Vec3
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackHead
from diaphane.model.ticket import SeriesTicket
from diaphane.model.warmth import Warmth
from diaphane.pool.client import Client
from diaphane.pool.forms import (
    Counted,
    Counting,
    Drawing,
    Form,
    Loaded,
    MakingForm,
    MakingNow,
    Named,
    Opening,
    Packed,
    Packing,
    Picked,
    Picking,
    Pixel,
    Pointing,
    Registered,
    Registering,
    Reopening,
    Samples,
    Sampling,
    Spanning,
    Values,
    Warm,
    picture_in,
)
from diaphane.pool.wire import Message

_MOST_TICKETS = 512
_NOT_OPEN = "stream.not_open"


def _series(scene: Scene) -> list[str]:
    return [str(layer.series_uid) for layer in scene.layers]


class LocalWorker(Pictures):
    """Implements `ports.Pictures` over the worker's Unix socket.

    Every call is repeated when the worker dies in the middle of it, after the series it needs were opened again. A worker holds keys
    of series for as long as somebody asks for them; this side keeps the tickets of the series used last.
    """

    def __init__(self, socket: Path, patience_seconds: float = 8.0) -> None:
        self._tickets = Recent[tuple[Scope, str], SeriesTicket](_MOST_TICKETS)
        self._client = Client(socket, patience_seconds)

    @override
    async def open(self, ticket: SeriesTicket) -> None:
        self._tickets.keep((ticket.scope, str(ticket.series_uid)), ticket)
        await self._open(ticket)

    async def _open(self, ticket: SeriesTicket) -> None:
        """Hand over the keys alone where the worker still knows the instances: of 2,000 slices those are two megabytes."""
        again = Reopening(
            scope=ticket.scope,
            series_uid=ticket.series_uid,
            content=ticket.content,
            packs=ticket.packs,
            presentations=ticket.presentations,
            fast=ticket.fast,
        )
        try:
            await self._client.call("reopen", again.out())
        except NotHere:
            await self._client.call("open", Opening.told(ticket).out())

    @override
    async def render(self, scope: Scope, scene: Scene, size_px: tuple[int, int], quality: Quality) -> Picture:
        asked = Drawing(scope=scope, scene=scene, size_px=size_px, quality=quality)
        return picture_in(*await self._call("render", scope, _series(scene), asked))

    @override
    async def probe(self, scope: Scope, series_uid: str, frame: int, column: int, row: int) -> Probe:
        asked = Pointing(scope=scope, series_uid=series_uid, frame=frame, column=column, row=row)
        return Pixel.model_validate((await self._call("probe", scope, [series_uid], asked))[0]).probe

    @override
    async def span(self, scope: Scope, series_uid: str, frame: int | None = None) -> ValueSpan:
        asked = Spanning(scope=scope, series_uid=series_uid, frame=frame)
        return Values.model_validate((await self._call("span", scope, [series_uid], asked))[0]).span

    @override
    async def values(self, scope: Scope, series_uids: Sequence[str], point_mm: Vec3, phase: int) -> list[PointValue]:
        asked = Sampling(scope=scope, series_uids=list(series_uids), point_mm=point_mm, phase=phase)
        return Samples.model_validate((await self._call("values", scope, list(series_uids), asked))[0]).values

    @override
    async def pick(self, scope: Scope, scene: Scene, pixel: tuple[float, float], size_px: tuple[int, int]) -> Vec3 | None:
        asked = Picking(scope=scope, scene=scene, pixel=pixel, size_px=size_px)
        return Picked.model_validate((await self._call("pick", scope, _series(scene), asked))[0]).point_mm

    @override
    async def histogram(self, scope: Scope, series_uid: str, phase: int) -> Histogram:
        asked = Counting(scope=scope, series_uid=series_uid, phase=phase)
        return Counted.model_validate((await self._call("histogram", scope, [series_uid], asked))[0]).histogram

    @override
    async def loaded(self, scope: Scope, series_uid: str) -> list[int]:
        asked = Named(scope=scope, series_uid=series_uid)
        return Loaded.model_validate((await self._call("loaded", scope, [series_uid], asked))[0]).frames

    @override
    async def register(self, scope: Scope, fixed: str, moving: str) -> Registration:
        asked = Registering(scope=scope, fixed=fixed, moving=moving)
        return Registered.model_validate((await self._call("register", scope, [fixed, moving], asked))[0]).registration

    @override
    async def make(self, scope: Scope, order: Order) -> Making:
        asked = MakingForm(scope=scope, order=order)
        return MakingNow.model_validate((await self._call("make", scope, _series(order.scene), asked))[0]).making

    @override
    async def take(self, scope: Scope, order: Order) -> bytes:
        return (await self._call("take", scope, _series(order.scene), MakingForm(scope=scope, order=order)))[1]

    @override
    async def pack(self, scope: Scope, series_uid: str, data_key: bytes, wrapped: bytes) -> tuple[PackHead, Extent] | None:
        asked = Packing(scope=scope, series_uid=series_uid, data_key=data_key, wrapped=wrapped)
        found = Packed.model_validate_json((await self._call("pack", scope, [series_uid], asked))[1])
        return None if found.extent is None or found.head is None else (found.head, found.extent)

    @override
    async def close(self, scope: Scope, series_uid: str) -> None:
        self._tickets.drop((scope, str(series_uid)))
        await self._client.call("close", Named(scope=scope, series_uid=series_uid).out())

    @override
    async def check(self) -> Warmth:
        return Warm.model_validate((await self._client.call("check", {}))[0]).warmth

    async def stop(self) -> None:
        """End the connection."""
        await self._client.close()

    async def _call(self, name: str, scope: Scope, series: list[str], asked: Form) -> Message:
        """A call that needs opened series: a worker that forgot them is told again, once."""
        arguments = asked.out()
        try:
            return await self._client.call(name, arguments)
        except NotHere as error:
            tickets = [self._tickets.get((scope, uid)) for uid in series]
            if error.code != _NOT_OPEN or None in tickets:
                raise
        for ticket in tickets:
            if ticket is not None:
                await self._open(ticket)
        return await self._client.call(name, arguments)
