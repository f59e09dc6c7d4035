"""One series on the shelf: where its viewers are, what is on its way, what was refused, how fast it decodes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass

from diaphane.base.errors import BadInput, DiaphaneError
from diaphane.load.batch import Result
from diaphane.load.order import outward
from diaphane.load.series import Series
from diaphane.model.frame import Frame

Made = dict[int, Frame | DiaphaneError]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds that one frame took by stage: its share of what was fetched, opened and decoded together."""

    fetch_s: float = 0.0
    open_s: float = 0.0
    decode_s: float = 0.0


FREE = Cost()
"""Of a frame that was in memory."""

_BATCH_SECONDS = 0.020  # of background work in one message: about as long as somebody's frame may have to wait for it
_MOST_IN_BATCH = 16
_MOST_BATCH_BYTES = 16 << 20
_FIRST_GUESS_SECONDS = 0.004  # of one frame, before any was measured
_LEARNING = 0.3


class Opened:
    """State of one opened series. Not safe for threads: the shelf's lock guards it."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self.centre = 0
        self.direction = 1
        self.shown_at = float("-inf")
        self.turn = 0
        self.complete = False  # nothing to load until somebody looks elsewhere
        self.seconds_a_frame = _FIRST_GUESS_SECONDS
        self.under_way: dict[int, Future[Made]] = {}
        self.refused: dict[int, DiaphaneError] = {}
        self.costs: dict[int, Cost] = {}  # of frames that nobody has drawn yet
        self.bulk: dict[int, list[Future[Frame]]] = {}  # wanted for a volume, not begun

    def look_at(self, number: int) -> None:
        """Somebody looks at this frame."""
        if number != self.centre:
            self.direction = 1 if number > self.centre else -1
        self.centre = number
        self.complete = False
        self.shown_at = time.monotonic()

    def give_up(self) -> list[Future[Frame]]:
        """The promises of frames wanted for a volume and not begun, which nobody will keep now."""
        left = [promise for promises in self.bulk.values() for promise in promises]
        self.bulk.clear()
        return left

    def missing(self, here: Callable[[int], bool]) -> tuple[int, ...]:
        """The next frames to decode together that nobody asked for: nearest first."""
        near = outward(self.centre, self.direction, len(self.series))
        return self._batch(n for n in near if not (n in self.refused or n in self.under_way or here(n)) and self._worth(n))

    def wanted(self) -> tuple[int, ...]:
        """The next frames to decode together of those wanted for a volume."""
        return self._batch(iter(list(self.bulk)))

    def _batch(self, numbers: Iterator[int]) -> tuple[int, ...]:
        """The first of these that make one message: of one transfer syntax, about `_BATCH_SECONDS` of work."""
        most = min(_MOST_IN_BATCH, max(1, int(_BATCH_SECONDS / self.seconds_a_frame)))
        chosen: list[int] = []
        room = _MOST_BATCH_BYTES
        for number in numbers:
            room -= self.series.most_bytes(number)
            if chosen and (room < 0 or self.series.syntax(number) != self.series.syntax(chosen[0])):
                break
            chosen.append(number)
            if len(chosen) >= most:
                break
        return tuple(chosen)

    def settle(self, numbers: tuple[int, ...], result: Result) -> Made:
        """What a lane made, by frame number; remembers refusals and the pace."""
        made: Made = {}
        for number, got in zip(numbers, result.frames, strict=True):
            if isinstance(got, BadInput):
                self.refused[number] = made[number] = got
            else:
                made[number] = self.series.frame(number, got)
        share = 1 / len(numbers)
        decode_s = max(0.0, result.seconds - result.fetch_s - result.open_s)
        cost = Cost(result.fetch_s * share, result.open_s * share, decode_s * share)
        self.costs.update(dict.fromkeys(numbers, cost))
        if result.seconds > 0:
            self.seconds_a_frame += _LEARNING * (result.seconds / len(numbers) - self.seconds_a_frame)
        return made

    def _worth(self, number: int) -> bool:
        try:
            self.series.check(number)
        except BadInput as error:
            self.refused[number] = error
            return False
        return True
