"""A few threads that draw many pictures at once: pictures are cut into parts of some milliseconds, and threads choose whose part is next.

Next is the picture that had least of the machine so far. A new one counts as having had what the least of those under way had, less a
head start of two parts: a plane that somebody scrolls goes ahead of ten ray castings, but who turns something cheap, picture after picture,
gets no more of the machine than others (start-time fair queueing, Goyal et al. 1996). Every fourth turn goes to whoever waits longest, so
that many short pictures never stop a long one. A picture that nobody wants any more stops at the end of its parts under way.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

PART_SECONDS: Final = 0.003
"""What a part aims at: a picture can be given up within 5 ms, and threads change hands a few hundred times a second."""
_FIRST: Final = 256  # share of a picture that its first part takes, whose pace nobody knows
_TURN: Final = 4
_HEAD_START: Final = 2  # parts

Job = Callable[[int, int], object]


def home(number: int, threads: int) -> set[int]:
    """The cores of thread `number` of so many: none is another's, where there are enough of them.

    Two threads that wake each other are put on one core and stay there for whole pictures while another core sleeps: a virtual machine's
    sleeping core is taken for one that its host has lent to others (Linux, `available_idle_cpu`).
    """
    cores = sorted(os.sched_getaffinity(0))
    return set(cores[number::threads] if len(cores) >= threads else cores)


class GivenUp(Exception):
    """Nobody wants this picture any more."""


class _Picture:
    def __init__(self, job: Job, count: int, wanted: Callable[[], bool], number: int, start: float) -> None:
        self.job = job
        self.start = start
        self.wanted = wanted
        self.left = self.count = count
        self.running = 0
        self.finished = 0
        self.spent = 0.0
        self.turn = number
        self.error: BaseException | None = None
        self.done = threading.Event()

    def take(self, threads: int) -> tuple[int, int]:
        """The next part; parts get smaller towards the end, so that all threads end together."""
        size = int(PART_SECONDS * self.finished / self.spent) if self.spent > 0 else self.count // _FIRST
        size = max(1, min(size, -(-self.left // (2 * threads))))
        first = self.count - self.left
        self.left -= size
        self.running += 1
        return first, first + size

    def had(self) -> float:
        """Seconds of the machine it had, with those it began with; parts under way as long as they aim at."""
        return self.start + self.spent + self.running * PART_SECONDS


class Crew:
    """`threads` threads shared by all pictures of the process; started when first used, ended by `close`."""

    def __init__(self, threads: int) -> None:
        self._wanted = threads
        self._threads: list[threading.Thread] = []
        self._open: list[_Picture] = []  # with parts that nobody took yet
        self._turns = 0
        self._reached = 0.0  # seconds that all under way had, or began with
        self._change = threading.Condition()
        self._closing = False

    def share(self, wanted: Callable[[], bool] = lambda: True) -> Callable[[Job, int], None]:
        """A function that runs job(first, last) over parts of 0..count and returns when all are done.

        It raises `GivenUp` when `wanted()` turned False before the last part began, and what a part raised. Blocks: call it from a thread
        that is not one of the crew.
        """

        def run(job: Job, count: int) -> None:
            if count <= 0:
                return
            with self._change:
                self._start()
                picture = self._begin(job, count, wanted)
                self._change.notify(min(count, self._wanted))
            picture.done.wait()
            if picture.error is not None:
                raise picture.error

        return run

    def close(self) -> None:
        """End the threads; pictures under way are given up."""
        with self._change:
            self._closing = True
            for picture in list(self._open):
                self._settle(picture, GivenUp())
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        if not self._threads:
            self._threads = [threading.Thread(target=self._work, args=(k,), name=f"crew-{k}", daemon=True) for k in range(self._wanted)]
            for thread in self._threads:
                thread.start()

    def _work(self, number: int) -> None:
        with suppress(OSError):  # forbidden here: drawn all the same, only later now and then
            os.sched_setaffinity(0, home(number, self._wanted))
        while True:
            with self._change:
                while not self._open and not self._closing:
                    self._change.wait()
                if not self._open:
                    return
                picture = self._next()
                if not picture.wanted():
                    self._settle(picture, GivenUp())
                    continue
                first, last = picture.take(self._wanted)
                if picture.left == 0:
                    self._open.remove(picture)
            error: BaseException | None = None
            began = time.perf_counter()
            try:
                picture.job(first, last)
            except BaseException as caught:  # noqa: BLE001 (handed to the caller of `run`)
                error = caught
            with self._change:
                picture.spent += time.perf_counter() - began
                picture.finished += last - first
                picture.running -= 1
                self._settle(picture, error)

    def _begin(self, job: Job, count: int, wanted: Callable[[], bool]) -> _Picture:
        """A new picture among those with parts to take."""
        picture = _Picture(job, count, wanted, self._turns, self._reached - _HEAD_START * PART_SECONDS)
        self._open.append(picture)
        return picture

    def _next(self) -> _Picture:
        """Whose part is next."""
        self._turns += 1
        self._reached = max(self._reached, min(map(_Picture.had, self._open)))
        longest = self._turns % _TURN == 0
        picture = min(self._open, key=(lambda one: one.turn) if longest else _Picture.had)
        picture.turn = self._turns
        return picture

    def _settle(self, picture: _Picture, error: BaseException | None) -> None:
        """Take note of a fault, and wake the caller once nothing of its picture is left or under way."""
        if error is not None:
            picture.error = picture.error or error
            picture.left = 0
            if picture in self._open:
                self._open.remove(picture)
        if picture.left == 0 and picture.running == 0:
            picture.done.set()
