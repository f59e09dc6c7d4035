"""Lanes: threads that fetch and decode, each through a jailed decoder of the account it works for.

What somebody waits for comes first, in order of arrival; with nothing waiting, lanes ask for background work.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass

from diaphane.base import stages
from diaphane.base.errors import BadInput, Busy, DiaphaneError
from diaphane.base.log import logger
from diaphane.load import wire
from diaphane.load.batch import Batch, Limits, Result
from diaphane.load.decoder import Decoder
from diaphane.load.nursery import Nursery, Process
from diaphane.model.scope import Scope

_log = logger("load")
_MOST_IDLE = 8
_SPARES = 2  # one for the first picture, one for its neighbours
_MOST_WAITING = 1024


@dataclass(frozen=True, slots=True)
class Task:
    """Frames to fetch and decode for one account.

    `build(numbers, remembered)` reads the bytes; it runs in the lane and may raise. `done` gets one result for the numbers asked.
    `ready(numbers)` is asked first: it has the frames where they need no decoder, or None.
    """

    scope: Scope
    numbers: tuple[int, ...]
    build: Callable[[tuple[int, ...], Hashable], Batch]
    done: Future[Result]
    ready: Callable[[tuple[int, ...]], Result | None] | None = None


class Lanes:
    """A fixed number of threads over a nursery. `idle_work` is asked for a task whenever a lane has none; it must not block."""

    def __init__(self, count: int, limits: Limits, nursery: Nursery, idle_work: Callable[[], Task | None]) -> None:
        self._limits = limits
        self._nursery = nursery
        self._idle_work = idle_work
        self._waiting: deque[Task] = deque()
        self._idle: OrderedDict[int, tuple[Scope, Decoder]] = OrderedDict()
        self._spares: deque[Process] = deque()
        self._wake = threading.Condition()
        self._closed = threading.Event()
        self._threads = [threading.Thread(target=self._lane, name=f"decode-{n}", daemon=True) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def submit(self, task: Task) -> None:
        """Do this before any background work. Raises `Busy` when too many wait."""
        with self._wake:
            if len(self._waiting) >= _MOST_WAITING or self._closed.is_set():
                raise Busy("load.busy", "Too many pictures are waiting to be decoded. Try again in a moment.")
            self._waiting.append(task)
            self._wake.notify()

    def nudge(self) -> None:
        """There may be background work now."""
        with self._wake:
            self._wake.notify_all()

    def close(self) -> None:
        """End all lanes and decoders; tasks that wait fail with `Busy`."""
        with self._wake:
            self._closed.set()
            self._wake.notify_all()
        for thread in self._threads:
            thread.join(timeout=10)
        for task in self._waiting:
            task.done.set_exception(Busy("load.busy", "The render worker is stopping. Try again in a moment."))
        for _, decoder in self._idle.values():
            decoder.kill()
        for process in self._spares:
            process.kill()
        self._nursery.close()

    def _lane(self) -> None:
        self._keep_spare()
        while (task := self._next()) is not None:
            started = time.perf_counter()
            stages.taken()
            try:
                result = self._run(task)
            except DiaphaneError as error:
                task.done.set_exception(error)
            except Exception as error:  # noqa: BLE001 (a lane must outlive whatever one task broke)
                _log.exception("lane.failed", error=type(error).__name__)
                task.done.set_exception(Busy("load.failed", "The picture could not be made. Try again."))
            else:
                result.seconds = time.perf_counter() - started
                spent = stages.taken()
                result.fetch_s, result.open_s = spent.get(stages.FETCH, 0.0), spent.get(stages.OPEN, 0.0)
                task.done.set_result(result)
            self._keep_spare()

    def _next(self) -> Task | None:
        with self._wake:
            while not self._closed.is_set():
                task = self._waiting.popleft() if self._waiting else self._idle_work()
                if task is not None:
                    return task
                self._wake.wait()
        return None

    def _run(self, task: Task) -> Result:
        """Decode together; when the decoder is lost, each frame alone, so that one bad frame costs only itself."""
        found = task.ready(task.numbers) if task.ready is not None else None
        if found is not None:
            return found
        try:
            return self._decode(task.scope, task.numbers, task.build)
        except wire.Broken as error:
            _log.warning("decoder.lost", why=error.why, frames=len(task.numbers))
            if len(task.numbers) == 1 and error.why == wire.TIMEOUT:
                return Result([_lost()])
        together = Result()
        for number in task.numbers:
            try:
                one = self._decode(task.scope, (number,), task.build)
            except wire.Broken as error:
                _log.warning("decoder.lost", why=error.why, frames=1)
                one = Result([_lost()])
            together.frames.extend(one.frames)
            together.nbytes += one.nbytes
        return together

    def _decode(self, scope: Scope, numbers: tuple[int, ...], build: Callable[[tuple[int, ...], Hashable], Batch]) -> Result:
        decoder = self._borrow(scope)
        try:
            result = decoder.decode(build(numbers, decoder.remembers))
        except wire.Broken:
            decoder.kill()
            raise
        except BaseException:
            self._give_back(scope, decoder)
            raise
        self._give_back(scope, decoder)
        return result

    def _borrow(self, scope: Scope) -> Decoder:
        """A decoder that has seen pictures of this account only."""
        with self._wake:
            for key, (owner, decoder) in list(self._idle.items()):
                if owner == scope:
                    del self._idle[key]
                    if not decoder.worn:
                        return decoder
                    decoder.kill()
            while self._spares:
                process = self._spares.popleft()
                if process.alive():
                    return Decoder(process, self._limits)
                process.kill()
        return Decoder(self._nursery.decoder(), self._limits)

    def _give_back(self, scope: Scope, decoder: Decoder) -> None:
        with self._wake:
            if not decoder.worn and not self._closed.is_set():
                self._idle[id(decoder)] = (scope, decoder)
                oldest = self._idle.popitem(last=False)[1][1] if len(self._idle) > _MOST_IDLE else None
            else:
                oldest = decoder
        if oldest is not None:
            oldest.kill()

    def _keep_spare(self) -> None:
        """The next account's first picture shall not wait for a fork."""
        with self._wake:
            if len(self._spares) >= _SPARES or self._closed.is_set():
                return
        try:
            process = self._nursery.decoder()
        except Busy:
            return
        with self._wake:
            if len(self._spares) < _SPARES and not self._closed.is_set():
                self._spares.append(process)
                return
        process.kill()


def _lost() -> BadInput:
    return BadInput("load.decoder_lost", "Decoding the picture took too much time or memory and was stopped: the file may be damaged.")
