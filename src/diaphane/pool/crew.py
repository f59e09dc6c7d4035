"""A few threads that draw many pictures at once: each picture is cut into parts, and the threads take the parts in turn.

A picture that takes long gets no more of the machine than one that takes short, and whoever asks for a plane waits for one part of
somebody's ray casting at most, not for all of it. A picture that nobody wants any more stops at the end of its parts under way.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Final

PARTS: Final = 32
"""Most parts of one picture: a 3D picture of 150 ms gives parts of 5 ms, so that is how fast it can be given up."""

Job = Callable[[int, int], object]


class GivenUp(Exception):
    """Nobody wants this picture any more."""


class _Picture:
    def __init__(self, job: Job, count: int, wanted: Callable[[], bool], parts: int) -> None:
        self.job = job
        self.wanted = wanted
        self.bounds = deque((k * count // parts, (k + 1) * count // parts) for k in range(parts))
        self.running = 0
        self.error: BaseException | None = None
        self.done = threading.Event()


class Crew:
    """`threads` threads shared by all pictures of the process; started when first used, ended by `close`."""

    def __init__(self, threads: int) -> None:
        self._wanted = threads
        self._threads: list[threading.Thread] = []
        self._turn: deque[_Picture] = deque()
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
            picture = _Picture(job, count, wanted, min(count, PARTS))
            with self._change:
                self._start()
                self._turn.append(picture)
                self._change.notify_all()
            picture.done.wait()
            if picture.error is not None:
                raise picture.error

        return run

    def close(self) -> None:
        """End the threads; pictures under way are given up."""
        with self._change:
            self._closing = True
            for picture in self._turn:
                picture.error = picture.error or GivenUp()
                picture.bounds.clear()
            self._change.notify_all()
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        if not self._threads:
            self._threads = [threading.Thread(target=self._work, name=f"crew-{k}", daemon=True) for k in range(self._wanted)]
            for thread in self._threads:
                thread.start()

    def _work(self) -> None:
        while True:
            with self._change:
                while not self._turn and not self._closing:
                    self._change.wait()
                if not self._turn:
                    return
                picture, bounds = self._next()
            error: BaseException | None = None
            if bounds is not None:
                try:
                    picture.job(*bounds)
                except BaseException as caught:  # noqa: BLE001 (handed to the caller of `run`)
                    error = caught
            with self._change:
                self._settle(picture, bounds, error)

    def _next(self) -> tuple[_Picture, tuple[int, int] | None]:
        """The next part of the picture whose turn it is; the picture goes to the end of the queue while it has more."""
        picture = self._turn.popleft()
        if picture.error is None and not picture.wanted():
            picture.error = GivenUp()
            picture.bounds.clear()
        if not picture.bounds:
            return picture, None
        bounds = picture.bounds.popleft()
        picture.running += 1
        if picture.bounds:
            self._turn.append(picture)
        return picture, bounds

    @staticmethod
    def _settle(picture: _Picture, bounds: tuple[int, int] | None, error: BaseException | None) -> None:
        if bounds is not None:
            picture.running -= 1
        if error is not None:
            picture.error = picture.error or error
            picture.bounds.clear()
        if not picture.bounds and picture.running == 0:
            picture.done.set()
