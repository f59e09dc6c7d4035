"""Draw a scene: load the frame, render, encode. Runs in the render worker, for all viewers of all accounts at once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from diaphane.base.clock import microseconds
from diaphane.base.errors import BadInput, Busy, NotHere
from diaphane.base.recent import Recent
from diaphane.encode.picture import drawn_size, encode
from diaphane.flows import spaces
from diaphane.flows.jobs import Progress
from diaphane.flows.making import Makings
from diaphane.flows.movies import movie_file
from diaphane.flows.reconstruct import Reconstruction
from diaphane.load.series import Key
from diaphane.load.shelf import Shelf
from diaphane.model.compact import packs_of
from diaphane.model.frame import Frame
from diaphane.model.ids import PackId
from diaphane.model.making import Making, Order, SurfaceOrder
from diaphane.model.ports import PlainRanges
from diaphane.model.presentation import Presentation
from diaphane.model.probe import Histogram, PointValue, Probe, ValueSpan
from diaphane.model.registration import Registration
from diaphane.model.scene import Picture, Quality, Scene, StackView, Vec3, Window
from diaphane.model.scope import Scope
from diaphane.model.sealed import PackTicket
from diaphane.model.ticket import FastTicket, SeriesTicket
from diaphane.render import values
from diaphane.render.place import pixel_size
from diaphane.render.presented import presented
from diaphane.render.stack import stack_picture
from diaphane.render.window import automatic

OpenPacks = Callable[[SeriesTicket], Mapping[PackId, PlainRanges]]
T = TypeVar("T")

_MOST_WAITING = 256
_MOST_TOLD = 100_000  # instances that are remembered without keys: about 100 MB
_IDLE_SECONDS = 600.0
_SWEEP_SECONDS = 30.0
_THUMBNAIL_PX = 256  # who looks at pictures this small does not scroll: the rest of the series need not be loaded


class Drawing:
    """Implements the calls of `ports.Pictures`. Used on one event loop; pictures are made in threads, each whole in one."""

    def __init__(self, shelf: Shelf, open_packs: OpenPacks, threads: int, reconstruction: Reconstruction | None = None) -> None:
        self._shelf = shelf
        self._reconstruction = reconstruction
        self._open_packs = open_packs
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="draw")
        self._makings = Makings(self._make)
        self._waiting = 0
        self._asked_at: dict[tuple[Scope, str], float] = {}
        self._automatic: dict[Key, Window] = {}
        self._told = Recent[tuple[Scope, str], SeriesTicket](_MOST_TOLD, lambda told: len(told.instances))  # without keys

    async def open(self, ticket: SeriesTicket) -> None:
        """Put a series on the shelf. Raises `IntegrityFailed` for a ticket whose packs are not what they say."""
        self._shelf.open(ticket, self._open_packs(ticket))
        key = (ticket.scope, str(ticket.series_uid))
        self._asked_at[key] = time.monotonic()
        self._told.keep(key, replace(ticket, packs=(), fast=None))

    async def reopen(
        self,
        key: tuple[Scope, str],
        content: str,
        packs: tuple[PackTicket, ...],
        presentations: tuple[Presentation, ...],
        fast: FastTicket | None = None,
    ) -> None:
        """Put a series on the shelf whose instances were told before, with keys anew. Raises `NotHere` when they are not known any more."""
        told = self._told.get(key)
        if told is None or told.content != content or packs_of(told.instances) != {pack.key.pack for pack in packs}:
            raise NotHere("stream.not_told", "The series' instances are not known here. Open it with them.")
        await self.open(replace(told, packs=packs, presentations=presentations, fast=fast))

    async def render(self, scope: Scope, scene: Scene, size_px: tuple[int, int], quality: Quality) -> Picture:
        """A picture; cancelled, it stops before the next stage.

        Raises `NotHere` (`stream.not_open`), `BadInput`, `IntegrityFailed`, `Busy`.
        """
        view = scene.view
        if not isinstance(view, StackView):
            return await self._reconstructed(scope, scene, size_px, quality)
        if len(scene.layers) != 1:
            raise BadInput("render.layers", "A stack shows one series. Fusion of stacks is not available yet.")
        started = time.perf_counter()
        layer = scene.layers[0]
        frame = await self._frame(scope, layer.series_uid, view.frame, neighbours=max(size_px) > _THUMBNAIL_PX)
        series = self._shelf.series(scope, layer.series_uid)
        if layer.presentation:
            frame = presented(frame, series.presentation(layer.presentation), *series.name(view.frame))
        fallback = None
        if layer.window is None and not frame.colour and not frame.greys.windows and not frame.greys.luts:
            fallback = await self._automatic_window(scope, layer.series_uid)
        pixel = pixel_size(series.facts(view.frame))
        size = drawn_size(size_px, quality)
        loaded = time.perf_counter()
        cost = self._shelf.cost(scope, layer.series_uid, view.frame)

        def make(wanted: Callable[[], bool]) -> Picture:
            began = time.perf_counter()
            pixels = stack_picture(frame, layer, view, size, pixel, fallback)
            rendered = time.perf_counter()
            if not wanted():
                raise Busy("pool.cancelled", "The picture is not wanted any more.")
            codec, data = encode(pixels, quality)
            encoded = time.perf_counter()
            return Picture(
                codec, data, size[0], size[1], quality == "lossless",
                microseconds(loaded - started), microseconds(rendered - began), microseconds(encoded - rendered),
                microseconds(cost.fetch_s), microseconds(cost.open_s), microseconds(cost.decode_s), (frame.series,),
            )  # fmt: skip

        return await self._in_thread(make)

    async def _reconstructed(self, scope: Scope, scene: Scene, size_px: tuple[int, int], quality: Quality) -> Picture:
        made = self._volumes(scope, [layer.series_uid for layer in scene.layers])
        spaces.check(scene.layers, [self._shelf.series(scope, layer.series_uid).ticket for layer in scene.layers])
        return await made.render(scope, scene, size_px, quality)

    def _volumes(self, scope: Scope, series_uids: Sequence[str]) -> Reconstruction:
        """Who reconstructs these opened series."""
        if self._reconstruction is None:
            raise BadInput("render.kind", "This worker makes no reconstructions.")
        for uid in series_uids:
            self._shelf.series(scope, uid)
            self._asked_at[scope, str(uid)] = time.monotonic()
        return self._reconstruction

    async def values(self, scope: Scope, series_uids: Sequence[str], point_mm: Vec3, phase: int) -> list[PointValue]:
        """What each series holds at a point in LPS mm. Raises as `render`."""
        return await self._volumes(scope, series_uids).values(scope, series_uids, point_mm, phase)

    async def pick(self, scope: Scope, scene: Scene, pixel: tuple[float, float], size_px: tuple[int, int]) -> Vec3 | None:
        """The point in LPS mm that a pixel of a projection or 3D picture shows. Raises as `render`."""
        return await self._volumes(scope, [layer.series_uid for layer in scene.layers]).pick(scope, scene, pixel, size_px)

    async def histogram(self, scope: Scope, series_uid: str, phase: int) -> Histogram:
        """How often values occur in a volume. Raises as `render`."""
        return await self._volumes(scope, [series_uid]).histogram(scope, series_uid, phase)

    async def probe(self, scope: Scope, series_uid: str, frame: int, column: int, row: int) -> Probe:
        """One pixel's value. Raises `NotHere` outside of the picture, and as `render`."""
        return values.probe(await self._frame(scope, series_uid, frame), column, row)

    async def span(self, scope: Scope, series_uid: str, frame: int | None) -> ValueSpan:
        """What a frame's values span; None: the middle one's. Raises as `render`."""
        number = len(self._shelf.series(scope, series_uid)) // 2 if frame is None else frame
        found = await self._frame(scope, series_uid, number)
        return await self._in_thread(lambda _: values.span(found))

    async def register(self, scope: Scope, fixed: str, moving: str) -> Registration:
        """How far the registration of two series is. Raises as `Registrations.ask`."""
        return await self._volumes(scope, (fixed, moving)).registrations.ask(scope, fixed, moving)

    async def make(self, scope: Scope, order: Order) -> Making:
        """How far a file is. Raises as `Makings.ask`, and `BadInput` for orders without sense.

        What must be prepared first is said instead, and whoever asks on is served once it is: begun before, it would keep its turn from
        files that need none of it.
        """
        made = self._volumes(scope, [layer.series_uid for layer in order.scene.layers])
        order = made.tidy(order)
        if (preparing := await made.preparing(order)) is not None:
            return Making(0.0, preparing=preparing)
        return await self._makings.ask(scope, self._content(scope, order), order)

    async def take(self, scope: Scope, order: Order) -> bytes:
        """A file that is made. Raises `NotHere`."""
        made = self._volumes(scope, [layer.series_uid for layer in order.scene.layers])
        order = made.tidy(order)
        return self._makings.take(scope, self._content(scope, order), order)

    def _content(self, scope: Scope, order: Order) -> str:
        """What names the pixels of all series of an order."""
        return " ".join(self._shelf.series(scope, layer.series_uid).ticket.content for layer in order.scene.layers)

    async def _make(self, scope: Scope, order: Order, said: Progress) -> bytes:
        made = self._volumes(scope, [layer.series_uid for layer in order.scene.layers])
        if isinstance(order, SurfaceOrder):
            return await made.surface_file(scope, order, said)
        return await movie_file(order, lambda scene: self.render(scope, scene, order.size_px, "lossless"), said)

    async def loaded(self, scope: Scope, series_uid: str) -> list[int]:
        """Frames in memory."""
        return self._shelf.loaded(scope, series_uid)

    async def close(self, scope: Scope, series_uid: str) -> None:
        """Forget a series' keys."""
        self._asked_at.pop((scope, series_uid), None)
        self._shelf.close(scope, series_uid)

    async def sweep(self) -> None:
        """For ever: forget the keys of series that nobody asked for in ten minutes."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            now = time.monotonic()
            for (scope, series_uid), asked in list(self._asked_at.items()):
                if now - asked > _IDLE_SECONDS:
                    await self.close(scope, series_uid)

    def stop(self) -> None:
        """End threads and decoders."""
        self._makings.stop()
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._reconstruction is not None:
            self._reconstruction.stop()
        self._shelf.close_all()

    async def _frame(self, scope: Scope, series_uid: str, number: int, *, neighbours: bool = False) -> Frame:
        future = self._shelf.frame(scope, series_uid, number, neighbours=neighbours)
        self._asked_at[scope, str(series_uid)] = time.monotonic()
        return future.result() if future.done() else await asyncio.wrap_future(future)

    async def _automatic_window(self, scope: Scope, series_uid: str) -> Window:
        """The window of a series whose files name none, by its middle frame: one for all, so that scrolling does not flicker."""
        series = self._shelf.series(scope, series_uid)
        if series.key not in self._automatic:
            middle = await asyncio.wrap_future(self._shelf.frame(scope, series_uid, len(series) // 2))
            if len(self._automatic) > 4096:
                self._automatic.clear()
            self._automatic[series.key] = await self._in_thread(lambda _: automatic(middle))
        return self._automatic[series.key]

    async def _in_thread(self, make: Callable[[Callable[[], bool]], T]) -> T:
        """Run in a drawing thread; a cancelled caller's work stops where it asks whether it is wanted. Raises `Busy` when too many wait."""
        if self._waiting >= _MOST_WAITING:
            raise Busy("pool.busy", "Too many pictures are waiting. Try again in a moment.")
        gone = threading.Event()
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, make, lambda: not gone.is_set())
        except asyncio.CancelledError:
            gone.set()
            raise
        finally:
            self._waiting -= 1
