"""The worker's side of one decoder: bytes into its tray, a message, pixels back; nothing it answers is believed unchecked."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np

from diaphane.base.errors import BadInput
from diaphane.load import wire
from diaphane.load.batch import Batch, Decoded, FrameJob, Limits, Result
from diaphane.load.memory import Shared, shared
from diaphane.load.nursery import Process

_FIRST_TRAY = 4 << 20
_MOST_JOBS = 500  # then a fresh process: what a codec leaks or keeps goes with it
_ALIGN = 64
_DTYPES = frozenset({"|u1", "|i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f4", "<f8"})
_LONGEST_MESSAGE = 300


class Decoder:
    """One jailed process. Not safe for threads: a lane owns it while it decodes."""

    def __init__(self, process: Process, limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._tray: Shared | None = None
        self._jobs = 0
        self.remembers: Hashable = None

    @property
    def worn(self) -> bool:
        """True when it has done enough, or has died, and should be replaced."""
        return self._jobs >= _MOST_JOBS or not self._process.alive()

    def kill(self) -> None:
        """End the process."""
        self._process.kill()

    def decode(self, batch: Batch) -> Result:
        """The frames of a batch, in order; a frame that cannot be decoded is its `BadInput`.

        Raises `wire.Broken` when the process died, hung beyond its deadline or answered nonsense: kill it then.
        """
        self._jobs += len(batch.jobs)
        out = shared(max(1, sum(-(-job.most_out // _ALIGN) * _ALIGN for job in batch.jobs)), writeable=False)
        try:
            self.remembers = batch.jobs[-1].instance
            self._send(batch, out)
            pixels = sum(job.pixels for job in batch.jobs)
            self._process.connection.settimeout(self._limits.seconds + self._limits.seconds_a_megapixel * pixels / 1e6)
            answer, _ = wire.receive(self._process.connection)
        finally:
            out.close_descriptor()
        frames = answer.get("frames")
        if not isinstance(frames, list) or len(frames) != len(batch.jobs):
            raise wire.Broken("an answer to another question")
        result = Result(nbytes=0)
        for said, job in zip(frames, batch.jobs, strict=True):
            result.frames.append(_checked(said, job, out))
        result.nbytes = sum(frame.pixels.nbytes for frame in result.frames if isinstance(frame, Decoded))
        return result

    def _send(self, batch: Batch, out: Shared) -> None:
        need = sum(len(job.data) + len(job.header or b"") for job in batch.jobs)
        message: dict[str, Any] = {"out": len(out.map), "syntax": batch.syntax}
        message |= {"most_pixels": self._limits.pixels, "most_bytes": self._limits.inflated_bytes}
        descriptors = [out.descriptor]
        fresh = None
        if self._tray is None or len(self._tray.map) < need:
            fresh = self._tray = shared(max(_FIRST_TRAY, 1 << max(need, 1).bit_length()), writeable=True)
            message["tray"] = len(fresh.map)
            descriptors.insert(0, fresh.descriptor)
        try:
            message["items"] = self._fill(self._tray, batch)
            self._process.connection.settimeout(self._limits.seconds)
            wire.send(self._process.connection, message, descriptors)
        finally:
            if fresh is not None:
                fresh.close_descriptor()

    @staticmethod
    def _fill(tray: Shared, batch: Batch) -> list[dict[str, Any]]:
        """Lay the bytes of all jobs into the tray."""
        at = 0
        items: list[dict[str, Any]] = []
        for job in batch.jobs:
            places: list[tuple[int, int] | None] = []
            for part in (job.header, job.data):
                if part is None:
                    places.append(None)
                    continue
                tray.map[at : at + len(part)] = part if isinstance(part, bytes) else memoryview(part)
                places.append((at, len(part)))
                at += len(part)
            items.append({"header": places[0], "frame": job.frame, "data": places[1]})
        return items


def _checked(said: Any, job: FrameJob, out: Shared) -> Decoded | BadInput:  # noqa: ANN401 (JSON from the untrusted side)
    """What a decoder says of one frame, if it can be true. Raises `wire.Broken` if not."""
    match said:
        case {"code": str(code), "message": str(message)}:
            return refusal(code, message)
        case {"at": int(at), "shape": [*shape], "dtype": str(dtype), "greys": dict(greys)} if dtype in _DTYPES:
            sizes = [size for size in shape if isinstance(size, int) and 0 < size < 1 << 31]
            count = math.prod(sizes)
            kind = np.dtype(dtype)
            colour_fits = len(sizes) == 2 or (len(sizes) == 3 and sizes[2] == 3 and dtype == "|u1")
            in_file = at >= 0 and at % kind.itemsize == 0 and at + count * kind.itemsize <= len(out.map)
            if len(sizes) == len(shape) and colour_fits and in_file and sizes[0] * sizes[1] == job.pixels:
                return Decoded(np.frombuffer(out.map, kind, count, at).reshape(sizes), greys)
    raise wire.Broken("an answer that cannot be true")


def refusal(code: str, message: str) -> BadInput:
    """A decoder's own refusal: a code of this room and one printable sentence, whatever it sent."""
    known = (
        code if code.startswith("load.") and code.removeprefix("load.").replace("_", "").isalpha() and len(code) < 40 else "load.damaged"
    )
    return BadInput(known, "".join(letter for letter in message[:_LONGEST_MESSAGE] if letter.isprintable()))
