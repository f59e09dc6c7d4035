"""Make files of pictures and volumes in the render worker: one at a time, stopped when nobody asks any more, forgotten soon after."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from diaphane.base.errors import Busy, NotHere
from diaphane.model.making import Making, Order
from diaphane.model.scope import Scope

PATIENCE_SECONDS: Final = 10.0
"""Whoever waits asks again and again; work nobody asked about for this long is stopped."""
KEPT_SECONDS: Final = 120.0
MOST_WAITING: Final = 8
MOST_BYTES: Final = 512 << 20

Said = Callable[[float], None]
Make = Callable[[Scope, Order, Said], Awaitable[bytes]]
Key = tuple[Scope, str, Order]


@dataclass(eq=False)
class _Job:
    share: float = 0.0
    asked_at: float = field(default_factory=time.monotonic)
    task: asyncio.Task[bytes] | None = None


class Makings:
    """Files under way and those made last, by account and order. Used on one event loop; nothing of them is ever on a disk."""

    def __init__(self, make: Make) -> None:
        self._make = make
        self._jobs: OrderedDict[Key, _Job] = OrderedDict()
        self._one = asyncio.Semaphore(1)

    async def ask(self, scope: Scope, content: str, order: Order) -> Making:
        """How far a file is; the first question starts it, and asking keeps it alive. `content` names the pixels it is made of.

        Raises what making it raised, and `Busy`.
        """
        self._forget()
        key = (scope, content, order)
        job = self._jobs.get(key)
        if job is None:
            if sum(one.task is None or not one.task.done() for one in self._jobs.values()) >= MOST_WAITING:
                raise Busy("making.busy", "Too many files are being made. Try again in a moment.")
            job = self._jobs[key] = _Job()
            job.task = asyncio.create_task(self._watched(key, job))
        job.asked_at = time.monotonic()
        task = job.task
        if task is None or not task.done():
            return Making(min(job.share, 0.99))
        if task.cancelled() or task.exception() is not None:
            del self._jobs[key]  # asked again, it is tried again
        return Making(1.0, len(task.result()))

    def take(self, scope: Scope, content: str, order: Order) -> bytes:
        """The finished file; it is forgotten after a while. Raises `NotHere` for one that is not there."""
        job = self._jobs.get((scope, content, order))
        if job is None or job.task is None or not job.task.done() or job.task.exception() is not None:
            raise NotHere("making.gone", "This file is not here any more. Make it again.")
        return job.task.result()

    def stop(self) -> None:
        """Give everything up."""
        for job in self._jobs.values():
            if job.task is not None:
                job.task.cancel()

    async def _watched(self, key: Key, job: _Job) -> bytes:
        """The file, given up when nobody asks for it any more."""
        work = asyncio.create_task(self._work(key, job))
        try:
            while not (await asyncio.wait([work], timeout=1.0))[0]:
                if time.monotonic() - job.asked_at > PATIENCE_SECONDS:
                    raise Busy("making.given_up", "Nobody waited for this file any more. Start it again.")
            return work.result()
        finally:
            work.cancel()

    async def _work(self, key: Key, job: _Job) -> bytes:
        def said(share: float) -> None:
            job.share = share

        async with self._one:
            return await self._make(key[0], key[2], said)

    def _forget(self) -> None:
        """What is done and old goes, and the oldest where there is too much. Failures nobody came back for count as seen."""
        now = time.monotonic()
        held = 0
        for key, job in reversed(list(self._jobs.items())):
            if job.task is None or not job.task.done():
                continue
            failed = job.task.cancelled() or job.task.exception() is not None
            held += 0 if failed else len(job.task.result())
            if now - job.asked_at > KEPT_SECONDS or held > MOST_BYTES:
                del self._jobs[key]
