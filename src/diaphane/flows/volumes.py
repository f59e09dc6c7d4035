"""Volumes of opened series: built once from decoded frames, kept within a budget, shared by all viewers of the account."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from diaphane.base.errors import BadInput, IntegrityFailed
from diaphane.dicom import stack
from diaphane.dicom.volume import grid
from diaphane.load.shelf import Shelf
from diaphane.model.frame import Frame
from diaphane.model.scene import Window
from diaphane.model.scope import Scope
from diaphane.model.ticket import SeriesTicket
from diaphane.render.volume import Slices, Stored, Volume, assemble
from diaphane.render.window import automatic

BUILDERS = 2
_MOST_KNOWN = 4096
COARSE: Final = 4
"""Every fourth slice makes a volume to begin with, where there are `MANY` of them: the first picture comes after a quarter of the work."""
MANY: Final = 160
_OVERHEAD = 1.2  # cells and half volume on top of the voxels


@dataclass(frozen=True, slots=True)
class Plan:
    """Which frames (of the display order) make a volume, and where they lie."""

    frames: tuple[int, ...]
    slices: Slices


def plan(ticket: SeriesTicket, phase: int) -> Plan:
    """The frames of one phase (time, echo, b-value ...) of a series. Raises `BadInput` in words for a series that is no volume."""
    facts = [instance.picture for instance in ticket.instances]
    found = grid(stack.order(facts), facts, phase)
    return Plan(found.frames, Slices(found.positions_mm, found.orientation, found.spacing_mm))


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A volume and the window it is shown with when nobody asks for another: the file's first, else the middle slice's 1-99 percentile.

    `series`: the content (see `SeriesTicket`) of the series that its slices were decoded from.
    """

    volume: Volume
    window: Window
    series: str


class Volumes:
    """Volumes by account, series content and phase. Safe for threads; the least recently used go first."""

    def __init__(self, shelf: Shelf, budget_bytes: int) -> None:
        self._shelf = shelf
        self._budget = budget_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[Scope, str, int], Future[Kept]] = OrderedDict()
        self._coarse: dict[tuple[Scope, str, int], Future[Kept]] = {}  # of those being built
        self._phases: dict[str, int] = {}
        self._builders = ThreadPoolExecutor(BUILDERS, "volumes")

    def get(self, scope: Scope, series_uid: str, phase: int) -> Future[Kept]:
        """A volume, being built if nobody asked for it before.

        The call raises `NotHere` for a series that is not open; the future raises `BadInput` in words for one that is no volume.
        """
        ticket = self._shelf.series(scope, series_uid).ticket
        key = (scope, ticket.content, phase)
        with self._lock:
            found = self._kept.get(key)
            fresh = found is None or (found.done() and found.exception() is not None)
            if found is None or fresh:
                coarse: Future[Kept] = Future()
                self._coarse[key] = coarse
                found = self._builders.submit(self._build, ticket, phase, coarse)
                self._kept[key] = found
            self._kept.move_to_end(key)
        if fresh:  # not under the lock: a volume that is refused at once calls back here and now
            found.add_done_callback(lambda _: self._built(key))
        return found

    def soonest(self, scope: Scope, series_uid: str, phase: int) -> Future[Kept]:
        """As `get`, or a volume of every fourth slice where that is there before: for pictures that only have to be there at once."""
        full = self.get(scope, series_uid, phase)
        with self._lock:
            coarse = self._coarse.get((scope, self._shelf.series(scope, series_uid).ticket.content, phase))
        return full if full.done() or coarse is None else coarse

    def content(self, scope: Scope, series_uid: str) -> str:
        """What names the pixels of an opened series. Raises `NotHere` for a series that is not open."""
        return self._shelf.series(scope, series_uid).ticket.content

    def phases(self, scope: Scope, series_uid: str) -> int:
        """How many phases an opened series has (1 = none to choose from). Raises `NotHere` for a series that is not open."""
        ticket = self._shelf.series(scope, series_uid).ticket
        known = self._phases.get(ticket.content)
        if known is None:
            known = stack.order([instance.picture for instance in ticket.instances]).volumes
            if len(self._phases) > _MOST_KNOWN:
                self._phases.clear()
            self._phases[ticket.content] = known
        return known

    def close(self) -> None:
        """Stop building."""
        self._builders.shutdown(wait=False, cancel_futures=True)

    @property
    def nbytes(self) -> int:
        """Bytes of all volumes that are ready."""
        with self._lock:
            return sum(map(_size, self._kept.values()))

    def _built(self, newest: tuple[Scope, str, int]) -> None:
        """Let go of the coarse volume, and of old ones that have no room beside the new one."""
        with self._lock:
            self._coarse.pop(newest, None)
            held = sum(map(_size, self._kept.values()))
            for key in list(self._kept):
                if held <= self._budget:
                    return
                size = _size(self._kept[key])
                if size and key != newest:
                    del self._kept[key]
                    held -= size

    def _build(self, ticket: SeriesTicket, phase: int, coarse: Future[Kept]) -> Kept:
        """The volume; `coarse` gets one of every fourth slice before, or the same."""
        try:
            wanted = plan(ticket, phase)
            self._check(ticket, wanted)
            early = _early(len(wanted.frames))
            order = [*early, *sorted(set(range(len(wanted.frames))) - set(early))]
            asked = self._shelf.many(ticket.scope, ticket.series_uid, [wanted.frames[k] for k in order])
            promises = dict(zip(order, asked, strict=True))
            if early:
                places = tuple(wanted.slices.positions_mm[k] for k in early)
                coarse.set_result(_assembled(replace(wanted.slices, positions_mm=places), [promises[k].result() for k in early]))
            kept = _assembled(wanted.slices, [promises[k].result() for k in range(len(order))])
        except BaseException as error:
            if not coarse.done():
                coarse.set_exception(error)
            raise
        if not coarse.done():
            coarse.set_result(kept)
        return kept

    def _check(self, ticket: SeriesTicket, wanted: Plan) -> None:
        """Refuse what would not fit before anything is decoded."""
        facts = ticket.instances[0].picture
        size = facts.rows * facts.columns * 2 * len(wanted.frames) * _OVERHEAD
        if size > self._budget:
            have, need = self._budget >> 20, int(size) >> 20
            raise BadInput(
                "volume.too_large",
                f"This series would need {need} MiB as a volume; the render worker may use {have} MiB. Look at its slices instead.",
            )


def _early(count: int) -> range:
    """The slices that make the coarse volume, the middle one among them (its window is the volume's); none where it does not pay."""
    return range(count // 2 % COARSE, count, COARSE) if count >= MANY else range(0)


def _assembled(slices: Slices, frames: list[Frame]) -> Kept:
    if any(frame.colour for frame in frames):
        raise BadInput("volume.colour", "These are colour pictures: they cannot be reconstructed.")
    if len(series := {frame.series for frame in frames}) != 1:
        raise IntegrityFailed("volume.mixed", "The slices of this volume come from different series. It was logged.")
    middle = frames[len(frames) // 2]
    straight = [window for window in middle.greys.windows if window.function != "SIGMOID"]
    volume = assemble(slices, map(_stored, frames), middle.greys.unit)
    return Kept(volume, straight[0] if straight else automatic(middle), series.pop())


def _stored(frame: Frame) -> Stored:
    greys = frame.greys
    pixels = frame.pixels if frame.pixels.dtype.kind != "f" else np.nan_to_num(frame.pixels)
    return pixels, greys.slope, greys.intercept


def _size(future: Future[Kept]) -> int:
    if not future.done() or future.cancelled() or future.exception() is not None:
        return 0
    return int(future.result().volume.nbytes * _OVERHEAD)
