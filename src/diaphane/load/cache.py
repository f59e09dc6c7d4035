"""Decoded frames in memory, bounded by bytes: what was used longest ago goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from diaphane.load.series import Key
from diaphane.model.frame import Frame

_PAGE = 4096


@dataclass(slots=True, eq=False)
class Slab:
    """Frames that share one memory file: they come and go together. `frames` maps frame numbers of the series to frames."""

    key: Key
    frames: dict[int, Frame]
    nbytes: int

    def distance(self, centre: int) -> int:
        """Frames between `centre` and the nearest of these."""
        return min(abs(number - centre) for number in self.frames)


class Cache:
    """All decoded frames of all series. Not safe for threads: the shelf's lock guards it."""

    def __init__(self, budget_bytes: int) -> None:
        self.budget_bytes = budget_bytes
        self.nbytes = 0
        self._slabs: OrderedDict[int, Slab] = OrderedDict()
        self._by_frame: dict[Key, dict[int, Slab]] = {}

    def get(self, key: Key, number: int) -> Frame | None:
        """A frame, counted as used now."""
        slab = self._by_frame.get(key, {}).get(number)
        if slab is None:
            return None
        self._slabs.move_to_end(id(slab))
        return slab.frames[number]

    def has(self, key: Key, number: int) -> bool:
        """Whether a frame is there; does not count as use."""
        return number in self._by_frame.get(key, ())

    def held(self, key: Key) -> int:
        """Bytes of one series."""
        return sum(slab.nbytes for slab in self._of(key))

    def count(self, key: Key) -> int:
        """How many frames of one series are there."""
        return len(self._by_frame.get(key, ()))

    def numbers(self, key: Key) -> Sequence[int]:
        """The frames of one series that are there."""
        return sorted(self._by_frame.get(key, ()))

    def add(self, key: Key, frames: dict[int, Frame], nbytes: int) -> None:
        """Keep frames that share memory; drops what was used longest ago when the budget is passed."""
        if not frames:
            return
        slab = Slab(key, frames, -(-nbytes // _PAGE) * _PAGE)
        for old in {id(s): s for s in map(self._by_frame.get(key, {}).get, frames) if s is not None}.values():
            self.drop(old)
        self._slabs[id(slab)] = slab
        self._by_frame.setdefault(key, {}).update(dict.fromkeys(frames, slab))
        self.nbytes += slab.nbytes
        while self.nbytes > self.budget_bytes and len(self._slabs) > 1:
            self.drop(next(iter(self._slabs.values())))

    def farthest(self, key: Key, centre: int) -> Slab | None:
        """The slab of a series that lies farthest from frame `centre`."""
        return max(self._of(key), key=lambda slab: slab.distance(centre), default=None)

    def drop(self, slab: Slab) -> None:
        """Forget a slab; its memory goes when nobody draws from it any more."""
        del self._slabs[id(slab)]
        self.nbytes -= slab.nbytes
        of_series = self._by_frame[slab.key]
        for number in slab.frames:
            if of_series.get(number) is slab:
                del of_series[number]
        if not of_series:
            del self._by_frame[slab.key]

    def forget(self, key: Key) -> None:
        """Drop all of a series."""
        for slab in self._of(key):
            self.drop(slab)

    def _of(self, key: Key) -> list[Slab]:
        return list({id(slab): slab for slab in self._by_frame.get(key, {}).values()}.values())
