"""Draw planes, slabs, projections and 3D of opened series: volumes from their shelf, arithmetic shared fairly among all viewers."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diaphane.base.clock import microseconds
from diaphane.base.errors import BadInput, Busy
from diaphane.encode.picture import drawn_size, encode
from diaphane.flows import movies, surfaces
from diaphane.flows.carved import Carved
from diaphane.flows.jobs import Progress
from diaphane.flows.register import Registrations
from diaphane.flows.volumes import Kept, Volumes
from diaphane.flows.warming import Warming
from diaphane.model.ids import SeriesUid
from diaphane.model.making import MovieOrder, Order, SurfaceOrder
from diaphane.model.probe import Histogram, PointValue
from diaphane.model.scene import CurvedView, Layer, Picture, PlaneView, ProjectionView, Quality, Scene, StackView, SurfaceView, Vec3
from diaphane.model.scope import Scope
from diaphane.model.warmth import Warmth
from diaphane.pool.crew import Crew, GivenUp
from diaphane.render.aligned import aligned
from diaphane.render.curved import ribbon_picture
from diaphane.render.histogram import histogram
from diaphane.render.planes import Seen, hottest, plane_picture, probe, projection_picture
from diaphane.render.surface import first_hit, surface_picture
from diaphane.render.volume import Share

MOST_AT_ONCE: Final = 64
"""Pictures in the making: they share the cores in turns, so more would only hold memory."""
_LEAST_PX: Final = 16
VolumeView = PlaneView | ProjectionView | SurfaceView | CurvedView


class Reconstruction:
    """Makes pictures of volumes. Used on one event loop; every picture is coordinated by a thread that mostly waits for the crew."""

    def __init__(self, volumes: Volumes, crew: Crew, warming: Warming | None = None) -> None:
        """Until `warming` is over everything is refused as `render.busy`, which passes by itself: no request compiles."""
        self._volumes = volumes
        self._crew = crew
        self._warming = warming
        self._threads = ThreadPoolExecutor(MOST_AT_ONCE, "reconstruct")
        self._under_way = 0
        self._carved = Carved()
        self.registrations = Registrations(volumes)

    async def render(self, scope: Scope, scene: Scene, size_px: tuple[int, int], quality: Quality) -> Picture:
        """A picture; cancelled, it stops within one part of its work.

        Raises `NotHere` (`stream.not_open`), `BadInput` for series that are no volume and views without sense, `Busy`.
        """
        view = scene.view
        if not isinstance(view, VolumeView):
            raise BadInput("render.kind", "This view is no reconstruction.")
        if self._under_way >= MOST_AT_ONCE:
            raise Busy("pool.busy", "Too many pictures are waiting. Try again in a moment.")
        gone = threading.Event()
        self._under_way += 1
        started = time.perf_counter()
        try:
            early = quality in {"draft", "small"}
            kept = [await self._volume(scope, layer, view.phase, early=early) for layer in scene.layers]
            seen = [
                Seen(aligned(one.volume, layer.alignment), layer, layer.window or one.window)
                for one, layer in zip(kept, scene.layers, strict=True)
            ]
            loaded = time.perf_counter()
            share = self._crew.share(lambda: not gone.is_set())
            order = _Order(view, size_px, quality, microseconds(loaded - started), tuple(one.series for one in kept))
            return await asyncio.get_running_loop().run_in_executor(self._threads, _make, seen, order, share)
        except GivenUp:
            raise Busy("pool.cancelled", "The picture is not wanted any more.") from None
        finally:
            gone.set()
            self._under_way -= 1

    async def values(self, scope: Scope, series_uids: Sequence[str], point_mm: Vec3, phase: int) -> list[PointValue]:
        """What each series holds at a point in LPS mm, None outside of it. Raises as `render`, and `BadInput` for what is no point."""
        volumes = [(await self._volume(scope, Layer(SeriesUid(uid)), phase)).volume for uid in series_uids]
        return [PointValue(probe(volume, point_mm), volume.unit) for volume in volumes]

    async def pick(self, scope: Scope, scene: Scene, pixel: tuple[float, float], size_px: tuple[int, int]) -> Vec3 | None:
        """The point (LPS mm) that a pixel (column, row) shows: the hottest of a projection's upper layer, the first surface in 3D.

        None where it shows nothing. Raises as `render`, and `BadInput` for other views.
        """
        view = scene.view
        layer = scene.layers[0 if isinstance(view, SurfaceView) else -1]
        if not isinstance(view, ProjectionView | SurfaceView):
            raise BadInput("render.kind", "Only projections and 3D pictures hide where a pixel lies.")
        volume = aligned((await self._volume(scope, layer, view.phase)).volume, layer.alignment)

        def find() -> Vec3 | None:
            return first_hit(volume, view, pixel, size_px) if isinstance(view, SurfaceView) else hottest(volume, view, pixel, size_px)

        return await asyncio.get_running_loop().run_in_executor(self._threads, find)

    async def histogram(self, scope: Scope, series_uid: str, phase: int) -> Histogram:
        """How often values occur in a volume. Raises as `render`."""
        volume = (await self._volume(scope, Layer(SeriesUid(series_uid)), phase)).volume
        return await asyncio.get_running_loop().run_in_executor(self._threads, histogram, volume)

    async def preparing(self, order: Order) -> Warmth | None:
        """What has still to be prepared before this file can be made, after waiting a little for it; None where nothing has."""
        if self._warming is None or (isinstance(order, MovieOrder) and isinstance(order.scene.view, StackView)):
            return None
        now = await self._warming.soon()
        return now if now.left else None

    def tidy(self, order: Order) -> Order:
        """The order by which its file is known. Raises `BadInput` for numbers without sense."""
        if isinstance(order, SurfaceOrder):
            surfaces.check(order)
            return surfaces.drawn(order)
        movies.check(order)
        return order

    async def surface_file(self, scope: Scope, order: SurfaceOrder, said: Progress) -> bytes:
        """The surface of the first layer as a file. Raises as `render`, and as `surfaces.surface_file`."""
        layer = order.scene.layers[0]
        kept = await self._volume(scope, layer, order.scene.view.phase if isinstance(order.scene.view, SurfaceView) else 0)
        return await surfaces.surface_file(aligned(kept.volume, layer.alignment), order, said)

    async def _volume(self, scope: Scope, layer: Layer, phase: int, *, early: bool = False) -> Kept:
        """The layer's volume, a coarse one if that is `early` enough. A series without phases is the same in every phase of the other."""
        find = self._volumes.soonest if early and not layer.cuts else self._volumes.get
        future = find(scope, layer.series_uid, min(phase, self._volumes.phases(scope, layer.series_uid) - 1))
        kept = future.result() if future.done() else await asyncio.shield(asyncio.wrap_future(future))
        if self._warming is not None:
            await self._warming.over()  # only now: the volume is read meanwhile
        if not layer.cuts:
            return kept
        future = self._carved.get(kept, layer.cuts)
        return future.result() if future.done() else await asyncio.shield(asyncio.wrap_future(future))

    def stop(self) -> None:
        """End all threads."""
        self.registrations.stop()
        self._carved.close()
        self._crew.close()
        self._volumes.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


class _Order(NamedTuple):
    """What is to be drawn, how long loading took, and what the volumes say they are made of."""

    view: VolumeView
    size_px: tuple[int, int]
    quality: Quality
    load_us: int
    series: tuple[str, ...]


def _make(seen: list[Seen], order: _Order, share: Share) -> Picture:
    began = time.perf_counter()
    view, size_px, quality, load_us, series = order
    draft = quality in {"draft", "small"}
    width, height = drawn_size(size_px, quality)
    if draft and isinstance(view, SurfaceView) and quality != "small":
        # While something turns, half the rays of the half volume: the browser scales the picture up.
        width, height = (max(_LEAST_PX, n // 2) for n in (width, height))
    pixels = np.ascontiguousarray(_pixels(seen, view, (width, height), share, draft=draft))
    rendered = time.perf_counter()
    codec, data = encode(pixels, quality)
    encoded = time.perf_counter()
    render_us, encode_us = microseconds(rendered - began), microseconds(encoded - rendered)
    return Picture(codec, data, width, height, quality == "lossless", load_us, render_us, encode_us, series=series)


def _pixels(seen: list[Seen], view: VolumeView, size_px: tuple[int, int], share: Share, *, draft: bool) -> NDArray[np.uint8]:
    if isinstance(view, CurvedView) or (isinstance(view, PlaneView) and view.interpolation == "cubic" and not draft):
        return ribbon_picture(seen, view, size_px, share)
    if isinstance(view, PlaneView):
        return plane_picture(seen, view, size_px, share)
    if isinstance(view, ProjectionView):
        return projection_picture(seen, view, size_px, share, draft=draft)
    return surface_picture(seen, view, size_px, share, draft=draft)
