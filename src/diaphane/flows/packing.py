"""Keep the frames of a series in the form that is in memory soonest. Runs in the render worker, behind everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from diaphane.dicom.syntaxes import SYNTAXES
from diaphane.load import fast
from diaphane.load.batch import Decoded, Result
from diaphane.load.series import Series
from diaphane.load.shelf import Shelf
from diaphane.model.ports import Blobs
from diaphane.model.scope import Scope
from diaphane.model.sealed import Extent, PackHead, Plain
from diaphane.seal.growing import GrowingPack

SLOW = frozenset({"rle", "jpeg-lossless", "jpeg-ls", "jpeg-2000", "ht-jpeg-2000"})
"""Codecs slower than reading twice the bytes: measured by `just bench picture`. Baseline JPEG and video are not."""
_BATCH = 8
_AHEAD = 2
"""Batches decoded at once: one a lane where there are two, so that a picture somebody wants waits for one of them at most."""


class Packing:
    """Writes derived frames, one series at a time."""

    def __init__(self, shelf: Shelf, blobs: Blobs) -> None:
        self._shelf = shelf
        self._blobs = blobs
        self._thread = ThreadPoolExecutor(1, "packing")

    async def pack(self, scope: Scope, series_uid: str, data_key: bytes, wrapped: bytes) -> tuple[PackHead, Extent] | None:
        """Write those of an opened series; None where nothing would be gained. Raises as `ports.Pictures.pack`."""
        series = self._shelf.series(scope, series_uid)
        numbers = [number for number in range(len(series)) if _pays(series, number)]
        if not numbers:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, series, numbers, (data_key, wrapped))

    def _write(self, series: Series, numbers: list[int], key: tuple[bytes, bytes]) -> tuple[PackHead, Extent] | None:
        pack = GrowingPack(series.ticket.scope, *key)
        writing = fast.Writing(series.ticket.content)
        self._blobs.put(pack.key, pack.parts(self._plains(series, numbers, writing)))
        if not len(writing):
            self._blobs.delete(pack.key)
            return None
        return pack.head(), Extent(pack.key.pack, writing.length, pack.length - writing.length)

    def _plains(self, series: Series, numbers: list[int], writing: fast.Writing) -> Iterator[Plain]:
        """The frames one after another, then the index."""
        for batch, result in self._decoded(series, numbers):
            for number, frame in zip(batch, result.frames, strict=True):
                if not isinstance(frame, Decoded):
                    continue  # refused: whoever looks at it is told by the decoder itself
                data = None if _in_place(series, number, frame) else fast.coded(frame.pixels)
                if data is not None and not _slow(series, number):
                    continue
                writing.add(series.stored(series.place(number)), frame, None if data is None else len(data))
                if data is not None:
                    yield Plain(data)
        yield Plain(writing.index())

    def _decoded(self, series: Series, numbers: list[int]) -> Iterator[tuple[tuple[int, ...], Result]]:
        """Batches of one transfer syntax, decoded a little ahead."""
        under_way: list[tuple[tuple[int, ...], Future[Result]]] = []
        for batch in _batches(series, numbers):
            under_way.append((batch, self._shelf.later(series, batch)))
            if len(under_way) >= _AHEAD:
                first, done = under_way.pop(0)
                yield first, done.result()
        for first, done in under_way:
            yield first, done.result()

    def stop(self) -> None:
        """Begin nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _batches(series: Series, numbers: list[int]) -> Iterator[tuple[int, ...]]:
    batch: list[int] = []
    for number in numbers:
        if batch and (len(batch) >= _BATCH or series.syntax(number) != series.syntax(batch[0])):
            yield tuple(batch)
            batch = []
        batch.append(number)
    if batch:
        yield tuple(batch)


def _slow(series: Series, number: int) -> bool:
    syntax = SYNTAXES.get(series.syntax(number))
    return syntax is not None and syntax.codec in SLOW


def _pays(series: Series, number: int) -> bool:
    """Whether a frame may be had sooner than by decoding its file: slow codecs, and bytes that are the pixels already."""
    syntax, facts = SYNTAXES.get(series.syntax(number)), series.facts(number)
    plain = syntax is not None and syntax.codec == "native" and syntax.little_endian and not syntax.deflated
    return _slow(series, number) or (plain and facts.samples_per_pixel == 1 and facts.bits_allocated in {8, 16})


def _in_place(series: Series, number: int, frame: Decoded) -> bool:
    """Whether the file's bytes are the decoded pixels: then they need not lie anywhere twice."""
    if _slow(series, number):
        return False
    raw = series.in_file(number)
    return len(raw) >= frame.pixels.nbytes and np.array_equal(
        np.frombuffer(raw, np.uint8, frame.pixels.nbytes), np.frombuffer(np.ascontiguousarray(frame.pixels).tobytes(), np.uint8)
    )
