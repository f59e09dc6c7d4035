"""Long work that callers ask about again and again: one at a time, stopped when nobody asks any more, its results kept for a while."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from diaphane.base.errors import Busy

PATIENCE_SECONDS: Final = 10.0
"""Whoever waits asks again and again; work nobody asked about for this long is stopped."""
MOST_WAITING: Final = 8

Key = TypeVar("Key")
Result = TypeVar("Result")
Progress = Callable[[float], None]
Work = Callable[[Progress], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Words:
    """What callers are told: `area` begins the codes, `many` is what there is too much of, `one` what was given up."""

    area: str
    many: str
    one: str


@dataclass(eq=False)
class _Job(Generic[Result]):
    task: asyncio.Task[Result] | None = None
    share: float = 0.0
    asked_at: float = field(default_factory=time.monotonic)

    @property
    def failed(self) -> bool:
        return self.task is not None and self.task.done() and (self.task.cancelled() or self.task.exception() is not None)

    @property
    def result(self) -> Result | None:
        return None if self.task is None or not self.task.done() or self.failed else self.task.result()


class Jobs(Generic[Key, Result]):
    """Work under way and what it came to, by key. Used on one event loop.

    Results are kept for `kept_seconds` after somebody asked last, of all of them the newest that weigh `most` by `weigh`.
    """

    def __init__(self, words: Words, most: int, weigh: Callable[[Result], int], kept_seconds: float = math.inf) -> None:
        self._words = words
        self._most = most
        self._weigh = weigh
        self._kept_seconds = kept_seconds
        self._jobs: dict[Key, _Job[Result]] = {}
        self._one = asyncio.Semaphore(1)

    async def ask(self, key: Key, prepare: Callable[[], Awaitable[Work[Result]]]) -> tuple[float, Result | None]:
        """How far it is (0..1), and what it came to. The first question prepares and starts it, asking keeps it alive.

        Raises what preparing or the work raised, and `Busy`. Asked again after a failure, it is tried again.
        """
        self._forget()
        job = self._jobs.get(key) or await self._begun(key, prepare)
        job.asked_at = time.monotonic()
        if job.task is None or not job.task.done():
            return min(job.share, 0.99), None
        if job.failed:
            del self._jobs[key]
        return (0.0, None) if job.task.cancelled() else (1.0, job.task.result())

    def result(self, key: Key) -> Result | None:
        """What finished work came to; None where there is none (any more)."""
        job = self._jobs.get(key)
        return None if job is None else job.result

    def stop(self) -> None:
        """Give everything up."""
        for job in self._jobs.values():
            if job.task is not None:
                job.task.cancel()

    async def _begun(self, key: Key, prepare: Callable[[], Awaitable[Work[Result]]]) -> _Job[Result]:
        if sum(job.task is None or not job.task.done() for job in self._jobs.values()) >= MOST_WAITING:
            raise Busy(f"{self._words.area}.busy", f"Too many {self._words.many}. Try again in a moment.")
        work = await prepare()
        job = self._jobs.setdefault(key, _Job())
        if job.task is None:
            job.task = asyncio.create_task(self._watched(job, work))
        return job

    async def _watched(self, job: _Job[Result], work: Work[Result]) -> Result:
        """The work, given up when nobody asks for it any more."""
        under_way = asyncio.create_task(self._in_turn(job, work))
        try:
            while not (await asyncio.wait([under_way], timeout=1.0))[0]:
                if time.monotonic() - job.asked_at > PATIENCE_SECONDS:
                    raise Busy(f"{self._words.area}.given_up", f"Nobody waited for this {self._words.one} any more. Start it again.")
            return under_way.result()
        finally:
            under_way.cancel()

    async def _in_turn(self, job: _Job[Result], work: Work[Result]) -> Result:
        def said(share: float) -> None:
            job.share = share

        async with self._one:
            return await work(said)

    def _forget(self) -> None:
        """What is done and old goes, and the oldest where there is too much. Failures nobody came back for count as one."""
        now = time.monotonic()
        held = 0
        for key, job in reversed(list(self._jobs.items())):
            if job.task is None or not job.task.done():
                continue
            held += 1 if job.result is None else self._weigh(job.result)
            if now - job.asked_at > self._kept_seconds or held > self._most:
                del self._jobs[key]
