"""The shelf of opened series: frames on demand, the rest loaded outward from what is shown, all within one budget of memory."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any

from diaphane.base.errors import BadInput, DiaphaneError, NotHere, TooLarge
from diaphane.load.batch import Limits, Result
from diaphane.load.cache import Cache
from diaphane.load.lanes import Lanes, Task
from diaphane.load.nursery import Nursery
from diaphane.load.opened import FREE, Cost, Made, Opened
from diaphane.load.series import Series
from diaphane.model.frame import Frame
from diaphane.model.ids import PackId
from diaphane.model.ports import PlainRanges
from diaphane.model.scope import Scope
from diaphane.model.ticket import SeriesTicket

_FRESH_SECONDS = 120.0  # series shown this recently share the budget
_ROOM = 16  # frames: a slab this much farther away than what is wanted makes room for it


class Shelf:
    """Opened series by account and UID. Safe for threads; `frame` never blocks."""

    def __init__(self, budget_bytes: int, decoders: int, limits: Limits | None = None, nursery: Nursery | None = None) -> None:
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._open: dict[tuple[Scope, str], Opened] = {}
        self._cache = Cache(budget_bytes)
        self._turn = 0
        self._later: deque[Task] = deque()
        self._lanes = Lanes(decoders, self._limits, nursery or Nursery(), self._background)

    def open(self, ticket: SeriesTicket, readers: Mapping[PackId, PlainRanges]) -> None:
        """Put a series on the shelf. The same content again changes nothing but the keys; other content replaces it."""
        series = Series(ticket, readers, self._limits)
        with self._lock:
            old = self._open.get((ticket.scope, ticket.series_uid))
            if old is not None and old.series.key == series.key:
                old.series = series
                return
            self._open[ticket.scope, ticket.series_uid] = Opened(series)
            left = old.give_up() if old is not None else []
        _refuse(left)

    def close(self, scope: Scope, series_uid: str) -> None:
        """Forget a series' keys. Its decoded frames stay in the cache until others need the room; frames still wanted become `NotHere`."""
        with self._lock:
            entry = self._open.pop((scope, series_uid), None)
            left = entry.give_up() if entry is not None else []
        _refuse(left)

    def series(self, scope: Scope, series_uid: str) -> Series:
        """An opened series. Raises `NotHere` (`stream.not_open`)."""
        with self._lock:
            return self._entry(scope, series_uid).series

    def frame(self, scope: Scope, series_uid: str, number: int, *, neighbours: bool = True) -> Future[Frame]:
        """Frame `number` of the display order; with `neighbours` the others are loaded after it, outward.

        The future raises `BadInput` for a frame that cannot be decoded, `IntegrityFailed`, `NotHere`, `Busy`. The call itself raises
        `NotHere` (`stream.not_open`) for a series that is not on the shelf, `BadInput` for a frame that need not be tried, `Busy`.
        """
        promise: Future[Frame] = Future()
        task: Task | None = None
        made: Future[Made] | None = None
        with self._lock:
            entry = self._entry(scope, series_uid)
            series = entry.series
            series.check(number)
            if neighbours:
                entry.look_at(number)
            found: Frame | DiaphaneError | None = self._cache.get(series.key, number) or entry.refused.get(number)
            if found is None:
                if series.most_bytes(number) > self._cache.budget_bytes // 2:
                    raise TooLarge("load.too_large", "The picture is too large for the memory of the render worker.")
                made = entry.under_way.get(number)
                if made is None:
                    task, made = self._task(entry, (number,))
        if found is not None:
            _settle(promise, found)
            self._lanes.nudge()
        if made is not None:
            made.add_done_callback(partial(_deliver, promise, number))
        if task is not None:
            self._submit(task)
        return promise

    def many(self, scope: Scope, series_uid: str, numbers: Sequence[int]) -> list[Future[Frame]]:
        """Many frames for one purpose (a volume): decoded in batches, after what viewers wait for, before any other background work.

        Each future gives its frame or raises as that of `frame` does; hold on to the frames, the cache may be smaller than all of them.
        Raises `NotHere` (`stream.not_open`), and refuses as `frame` does.
        """
        promises: list[Future[Frame]] = []
        with self._lock:
            entry = self._entry(scope, series_uid)
            for number in numbers:
                entry.series.check(number)
            for number in numbers:
                promise: Future[Frame] = Future()
                promises.append(promise)
                found = self._cache.get(entry.series.key, number) or entry.refused.get(number)
                if found is not None:
                    _settle(promise, found)
                elif number in entry.under_way:
                    entry.under_way[number].add_done_callback(partial(_deliver, promise, number))
                else:
                    entry.bulk.setdefault(number, []).append(promise)
            entry.shown_at = max(entry.shown_at, time.monotonic())
        self._lanes.nudge()
        return promises

    def later(self, series: Series, numbers: tuple[int, ...]) -> Future[Result]:
        """Decode frames for nobody who waits, after everything else, and keep nothing of them. The future raises as that of `frame`."""
        done: Future[Result] = Future()
        with self._lock:
            self._later.append(Task(series.ticket.scope, numbers, series.batch, done))
        self._lanes.nudge()
        return done

    def cost(self, scope: Scope, series_uid: str, number: int) -> Cost:
        """What a frame took to get into memory, told once: whoever draws it later pays nothing."""
        with self._lock:
            return self._entry(scope, series_uid).costs.pop(number, FREE)

    def loaded(self, scope: Scope, series_uid: str) -> list[int]:
        """Frames of an opened series that are in memory, for the scroll bar."""
        with self._lock:
            return list(self._cache.numbers(self._entry(scope, series_uid).series.key))

    def close_all(self) -> None:
        """End lanes and decoders; what is still wanted is refused."""
        with self._lock:
            left = [promise for entry in self._open.values() for promise in entry.give_up()]
            self._open.clear()
            later, self._later = self._later, deque()
        self._lanes.close()
        _refuse([*left, *(task.done for task in later)])

    @property
    def nbytes(self) -> int:
        """Bytes of decoded pixels held."""
        return self._cache.nbytes

    def _entry(self, scope: Scope, series_uid: str) -> Opened:
        entry = self._open.get((scope, series_uid))
        if entry is None:
            raise _not_open()
        return entry

    def _task(self, entry: Opened, numbers: tuple[int, ...]) -> tuple[Task, Future[Made]]:
        """A task for these frames, and what it will have made."""
        made: Future[Made] = Future()
        done: Future[Result] = Future()
        entry.under_way.update(dict.fromkeys(numbers, made))
        for number in numbers:
            for promise in entry.bulk.pop(number, ()):
                made.add_done_callback(partial(_deliver, promise, number))
        done.add_done_callback(partial(self._keep, entry, numbers, made))
        return Task(entry.series.ticket.scope, numbers, entry.series.batch, done, entry.series.ready), made

    def _submit(self, task: Task) -> None:
        try:
            self._lanes.submit(task)
        except DiaphaneError as error:
            task.done.set_exception(error)  # whoever waits for it by now hears the same
            raise

    def _keep(self, entry: Opened, numbers: tuple[int, ...], made: Future[Made], done: Future[Result]) -> None:
        """Put what a lane made into the cache and hand it on. Runs in the lane."""
        error = done.exception()
        out: Made = {}
        with self._lock:
            for number in numbers:
                entry.under_way.pop(number, None)
            if error is not None:
                known = error if isinstance(error, DiaphaneError) else BadInput("load.failed", "The picture could not be made.")
                out = dict.fromkeys(numbers, known)
                entry.complete = True  # background work must not try what cannot be read again and again
            else:
                result = done.result()
                out = entry.settle(numbers, result)
                frames = {number: frame for number, frame in out.items() if isinstance(frame, Frame)}
                marks = sum(frame.overlay.nbytes for frame in frames.values() if frame.overlay is not None)
                self._cache.add(entry.series.key, frames, result.nbytes + marks)
        made.set_result(out)

    def _background(self) -> Task | None:
        """The next batch to load for nobody in particular, each series in turn. Called by idle lanes."""
        with self._lock:
            now = time.monotonic()
            fresh = [entry for entry in self._open.values() if entry.bulk or now - entry.shown_at < _FRESH_SECONDS]
            fresh.sort(key=lambda entry: (not entry.bulk, entry.turn))
            for entry in fresh:
                numbers = entry.wanted() or self._next_numbers(entry, self._cache.budget_bytes // len(fresh))
                if numbers:
                    self._turn += 1
                    entry.turn = self._turn
                    return self._task(entry, numbers)[0]
                entry.complete = True
            return self._later.popleft() if self._later else None

    def _next_numbers(self, entry: Opened, share: int) -> tuple[int, ...]:
        """What to load next of a series that may hold `share` bytes; () when nothing is missing or no nearer frame would fit."""
        key = entry.series.key
        if entry.complete:
            return ()
        if self._cache.count(key) + len(entry.refused) >= len(entry.series):
            return ()
        numbers = entry.missing(lambda number: self._cache.has(key, number))
        if not numbers:
            return ()
        need = sum(map(entry.series.most_bytes, numbers))
        held = self._cache.held(key)
        nearest = abs(numbers[0] - entry.centre)
        while held + need > share:
            far = self._cache.farthest(key, entry.centre)
            if far is None or far.distance(entry.centre) < nearest + _ROOM:
                return ()
            self._cache.drop(far)
            held -= far.nbytes
        return numbers


def _not_open() -> NotHere:
    return NotHere("stream.not_open", "The series is not open here. Open it again.")


def _refuse(promises: Sequence[Future[Any]]) -> None:
    """Outside of the lock: callbacks run in here."""
    for promise in promises:
        promise.set_exception(_not_open())


def _deliver(promise: Future[Frame], number: int, made: Future[Made]) -> None:
    _settle(promise, made.result()[number])


def _settle(promise: Future[Frame], found: Frame | DiaphaneError) -> None:
    """Give a caller its frame or its refusal."""
    if isinstance(found, Frame):
        promise.set_result(found)
    else:
        promise.set_exception(found)
