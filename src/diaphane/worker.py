"""The render worker process: what one worker is made of, plugged together.

    python -m diaphane.worker --socket PATH --objects FOLDER [--budget BYTES] [--threads N] [--decoders N]
                              [--picture-pixels N] [--log-level LEVEL] [--proof DESCRIPTOR]

`--socket`    Unix socket to listen on; made 0600, a stale one is replaced.
`--objects`   root folder of the sealed objects (what `store.local.LocalBlobs` gets).
`--budget`    bytes of decoded pixels it may hold, half of them as volumes (settings: render_budget_bytes).
`--threads`   drawing threads; 0 = one a core (render_threads).
`--decoders`  child processes that decode untrusted pixels (decoders).
`--proof`     descriptor that one byte is written to once it has drawn a picture: who watches it knows that it was of use.

It prints one line `ready` to standard output once it answers: the kernels of 2D pictures are compiled by then (`preload`), those of
reconstructions follow in the background. SIGTERM ends it in order; it owns no state, so kill -9 is safe:
start it again and its clients hand it the tickets of open series once more. It reads no settings, no keyring and no database:
keys come through the socket with each opened series. Compiled kernels are kept beside the code; set `NUMBA_CACHE_DIR` to a writable
folder where that is not one.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from diaphane.base import log
from diaphane.flows.draw import Drawing
from diaphane.flows.packing import Packing
from diaphane.flows.reconstruct import Reconstruction
from diaphane.flows.volumes import Volumes
from diaphane.flows.warming import Warming
from diaphane.load.batch import Limits
from diaphane.load.shelf import Shelf
from diaphane.model.ids import PackId
from diaphane.model.ports import PlainRanges
from diaphane.model.ticket import SeriesTicket
from diaphane.pool.crew import Crew
from diaphane.pool.forms import (
    Counted,
    Counting,
    Loaded,
    MakingForm,
    MakingNow,
    Named,
    Opening,
    Packed,
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
    picture_out,
)
from diaphane.pool.forms import Drawing as DrawingForm
from diaphane.pool.forms import Packing as PackingForm
from diaphane.pool.server import Method, Server
from diaphane.pool.wire import Message
from diaphane.render.kernels import ready
from diaphane.seal.pack import PackReader
from diaphane.store.local import LocalBlobs

_PR_SET_DUMPABLE = 4


def calls(drawing: Drawing, packing: Packing | None = None, drawn: Callable[[], None] = lambda: None) -> Mapping[str, Method]:
    """What a worker answers, by name; `drawn` is called after each picture."""

    async def opening(arguments: dict[str, Any]) -> Message:
        await drawing.open(Opening.of(arguments).ticket)
        return {}, b""

    async def reopen(arguments: dict[str, Any]) -> Message:
        asked = Reopening.of(arguments)
        await drawing.reopen((asked.scope, asked.series_uid), asked.content, asked.packs, asked.presentations, asked.fast)
        return {}, b""

    async def render(arguments: dict[str, Any]) -> Message:
        asked = DrawingForm.model_validate(arguments)
        picture = await drawing.render(asked.scope, asked.scene, asked.size_px, asked.quality)
        drawn()
        return picture_out(picture)

    async def probe(arguments: dict[str, Any]) -> Message:
        at = Pointing.model_validate(arguments)
        return Pixel(probe=await drawing.probe(at.scope, at.series_uid, at.frame, at.column, at.row)).out(), b""

    async def span(arguments: dict[str, Any]) -> Message:
        asked = Spanning.model_validate(arguments)
        return Values(span=await drawing.span(asked.scope, asked.series_uid, asked.frame)).out(), b""

    async def loaded(arguments: dict[str, Any]) -> Message:
        asked = Named.model_validate(arguments)
        return Loaded(frames=await drawing.loaded(asked.scope, asked.series_uid)).out(), b""

    async def register(arguments: dict[str, Any]) -> Message:
        asked = Registering.model_validate(arguments)
        return Registered(registration=await drawing.register(asked.scope, asked.fixed, asked.moving)).out(), b""

    async def close(arguments: dict[str, Any]) -> Message:
        asked = Named.model_validate(arguments)
        await drawing.close(asked.scope, asked.series_uid)
        return {}, b""

    async def check(_: dict[str, Any]) -> Message:
        return Warm(warmth=warming().warmth).out(), b""

    return {
        "open": opening,
        "reopen": reopen,
        "render": render,
        "probe": probe,
        "span": span,
        **_points(drawing),
        "loaded": loaded,
        "register": register,
        **_files(drawing),
        **({} if packing is None else _behind(packing)),
        "close": close,
        "check": check,
    }


def _files(drawing: Drawing) -> dict[str, Method]:
    """What it makes files of."""

    async def make(arguments: dict[str, Any]) -> Message:
        asked = MakingForm.model_validate(arguments)
        return MakingNow(making=await drawing.make(asked.scope, asked.order)).out(), b""

    async def take(arguments: dict[str, Any]) -> Message:
        asked = MakingForm.model_validate(arguments)
        return {}, await drawing.take(asked.scope, asked.order)

    return {"make": make, "take": take}


def _behind(packing: Packing) -> dict[str, Method]:
    """What it does when nobody looks at anything."""

    async def pack(arguments: dict[str, Any]) -> Message:
        asked = PackingForm.of(arguments)
        found = await packing.pack(asked.scope, asked.series_uid, asked.data_key, asked.wrapped)
        head, extent = found or (None, None)
        return {}, Packed(head=head, extent=extent).model_dump_json().encode()

    return {"pack": pack}


def preload() -> None:
    """What a spare does while it waits: get the kernels of 2D pictures, then in the background those of reconstructions."""
    log.configure()  # to standard error: the options come later
    ready.compile_all(ready.STACK)
    warming()


@cache
def warming() -> Warming:
    """This process's."""
    return Warming()


def _points(drawing: Drawing) -> dict[str, Method]:
    """What it answers about points of volumes."""

    async def values(arguments: dict[str, Any]) -> Message:
        at = Sampling.model_validate(arguments)
        return Samples(values=await drawing.values(at.scope, at.series_uids, at.point_mm, at.phase)).out(), b""

    async def pick(arguments: dict[str, Any]) -> Message:
        asked = Picking.model_validate(arguments)
        return Picked(point_mm=await drawing.pick(asked.scope, asked.scene, asked.pixel, asked.size_px)).out(), b""

    async def histogram(arguments: dict[str, Any]) -> Message:
        asked = Counting.model_validate(arguments)
        return Counted(histogram=await drawing.histogram(asked.scope, asked.series_uid, asked.phase)).out(), b""

    return {"values": values, "pick": pick, "histogram": histogram}


def main() -> int:
    """Run a worker with the options of `sys.argv` until SIGTERM or Ctrl-C; the exit code."""
    options = _options()
    _hide_memory()
    preload()
    log.configure(options.log_level)
    gc.collect()
    gc.freeze()  # what is loaded now lives as long as the process: no collection need look at it again
    gc.set_threshold(50_000, 20, 50)  # a ticket of 2,000 slices is 200,000 objects that all stay
    blobs = LocalBlobs(options.objects)

    def packs(ticket: SeriesTicket) -> Mapping[PackId, PlainRanges]:
        own = ticket.packs if ticket.fast is None else (*ticket.packs, ticket.fast.pack)
        return {pack.key.pack: PackReader(pack, blobs) for pack in own}

    threads = options.threads or os.cpu_count() or 1
    shelf = Shelf(options.budget // 2, options.decoders, Limits(pixels=options.picture_pixels))
    reconstruction = Reconstruction(Volumes(shelf, options.budget // 2), Crew(threads), warming())
    drawing, packing = Drawing(shelf, packs, threads, reconstruction), Packing(shelf, blobs)
    try:
        asyncio.run(_serve(Server(calls(drawing, packing, _proving(options.proof))), drawing, options.socket))
    finally:
        packing.stop()
        drawing.stop()
        warming().end()
    return 0


async def _serve(server: Server, drawing: Drawing, socket: Path) -> None:
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(server.serve(socket, _say_ready)), asyncio.create_task(drawing.sweep())]
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait([*tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
    failed = [task.exception() for task in tasks if task.done()]
    for task in (*tasks, waiting):
        task.cancel()
    await asyncio.gather(*tasks, waiting, return_exceptions=True)
    for error in failed:
        if error is not None:
            raise error


def _say_ready() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()


def _proving(proof: int | None) -> Callable[[], None]:
    """What says, the first time it is called, that this worker is of use."""
    left = [] if proof is None else [proof]

    def prove() -> None:
        if left:
            os.write(left.pop(), b"\0")

    return prove


def _hide_memory() -> None:
    """No core dump holds keys or pictures, and no other process of this user may read this one's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser("diaphane.worker", description="Makes pictures for the web processes of this machine.")
    options.add_argument("--socket", type=Path, required=True)
    options.add_argument("--objects", type=Path, required=True)
    options.add_argument("--budget", type=int, default=6 << 30)
    options.add_argument("--threads", type=int, default=0)
    options.add_argument("--decoders", type=int, default=2)
    options.add_argument("--picture-pixels", type=int, default=512 << 20)
    options.add_argument("--log-level", default="info")
    options.add_argument("--proof", type=int)
    return options.parse_args()


if __name__ == "__main__":
    sys.exit(main())
