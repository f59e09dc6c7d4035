"""Register two opened series rigidly, in the render worker: one at a time, in a process of its own, stopped when nobody asks any more."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import orjson

from diaphane.align.grid import Grid, coarse, write
from diaphane.base.errors import BadInput, Busy
from diaphane.flows.volumes import Volumes
from diaphane.model.registration import Registration
from diaphane.model.scene import Alignment
from diaphane.model.scope import Scope
from diaphane.pool.errand import errand, give
from diaphane.render.aligned import alignment_of
from diaphane.render.volume import Volume

PROGRAM: Final = "diaphane.align.child"
MEMORY_BYTES: Final = 3 << 30
CPU_SECONDS: Final = 600
PATIENCE_SECONDS: Final = 10.0
"""Whoever waits asks again and again; a registration nobody asked about for this long is stopped."""
MOST_WAITING: Final = 8
_MOST_KNOWN: Final = 64

Key = tuple[Scope, str, str]


@dataclass(eq=False)
class _Job:
    fixed: Volume
    moving: Volume
    share: float = 0.0
    asked_at: float = field(default_factory=time.monotonic)
    task: asyncio.Task[Alignment] | None = None


class Registrations:
    """Registrations under way and those done last, by the content of both series. Used on one event loop."""

    def __init__(self, volumes: Volumes) -> None:
        self._volumes = volumes
        self._jobs: OrderedDict[Key, _Job] = OrderedDict()
        self._one = asyncio.Semaphore(1)

    async def ask(self, scope: Scope, fixed: str, moving: str) -> Registration:
        """How far the registration is; the first question starts it, and asking keeps it alive.

        Raises `NotHere` (`stream.not_open`), `BadInput` for what is no volume or cannot be registered, `Busy`.
        """
        key = (scope, self._volumes.content(scope, fixed), self._volumes.content(scope, moving))
        job = self._jobs.get(key)
        if job is None:
            job = await self._begun(key, fixed, moving)
        job.asked_at = time.monotonic()
        if job.task is None or not job.task.done():
            return Registration(min(job.share, 0.99))
        if job.task.cancelled() or job.task.exception() is not None:
            del self._jobs[key]  # asked again, it is tried again
        if job.task.cancelled():
            return Registration(0.0)
        return Registration(1.0, job.task.result())

    def stop(self) -> None:
        """Give everything up."""
        for job in self._jobs.values():
            if job.task is not None:
                job.task.cancel()

    async def _begun(self, key: Key, fixed: str, moving: str) -> _Job:
        if sum(job.task is None or not job.task.done() for job in self._jobs.values()) >= MOST_WAITING:
            raise Busy("align.busy", "Too many registrations are waiting. Try again in a moment.")
        still, other = [await asyncio.wrap_future(self._volumes.get(key[0], uid, 0)) for uid in (fixed, moving)]
        job = self._jobs.setdefault(key, _Job(still.volume, other.volume))
        if job.task is None:
            job.task = asyncio.create_task(self._watched(job))
        while len(self._jobs) > _MOST_KNOWN:
            self._jobs.popitem(last=False)
        return job

    async def _watched(self, job: _Job) -> Alignment:
        """The registration, given up when nobody asks for it any more."""
        work = asyncio.create_task(self._register(job))
        try:
            while not (await asyncio.wait([work], timeout=1.0))[0]:
                if time.monotonic() - job.asked_at > PATIENCE_SECONDS:
                    raise Busy("align.given_up", "Nobody waited for this registration any more. Start it again.")
            return work.result()
        finally:
            work.cancel()

    async def _register(self, job: _Job) -> Alignment:
        async with self._one:
            grids = await asyncio.to_thread(lambda: (_grid(job.fixed), _grid(job.moving)))
            said = await _asked(grids, job)
        turn, shift = np.array(said["turn"], np.float64), np.array(said["shift"], np.float64)
        return alignment_of(turn, shift, grids[1].centre_mm, registered=True)


async def _asked(grids: tuple[Grid, ...], job: _Job) -> dict[str, Any]:
    """The child's answer; its progress goes to the job."""
    async with errand(PROGRAM, memory_bytes=MEMORY_BYTES, cpu_seconds=CPU_SECONDS) as child:
        assert child.stdout is not None  # noqa: S101 (`errand` makes pipes)
        await give(child, write(grids))
        async for line in child.stdout:
            said: dict[str, Any] = orjson.loads(line)
            if "share" in said:
                job.share = float(said["share"])
            elif "turn" in said:
                return said
    raise BadInput("align.failed", "These two series could not be registered: too little in them looks alike. Shift one of them by hand.")


def _grid(volume: Volume) -> Grid:
    """A coarse copy; its scale does not matter to mutual information."""
    return coarse(volume.voxels[:-1, :, : volume.columns], volume.origin_mm, volume.steps_mm)
