"""Make files of pictures and volumes in the render worker: one at a time, stopped when nobody asks any more, forgotten soon after."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from diaphane.base.errors import NotHere
from diaphane.flows.jobs import Jobs, Progress, Words, Work
from diaphane.model.making import Making, Order
from diaphane.model.scope import Scope

KEPT_SECONDS: Final = 120.0
MOST_BYTES: Final = 512 << 20

Make = Callable[[Scope, Order, Progress], Awaitable[bytes]]


class Makings:
    """Files under way and those made last, by account and order. Used on one event loop; nothing of them is ever on a disk."""

    def __init__(self, make: Make, kept_seconds: float = KEPT_SECONDS) -> None:
        self._make = make
        words = Words("making", "files are being made", "file")
        self._jobs = Jobs[tuple[Scope, str, Order], bytes](words, MOST_BYTES, len, kept_seconds)

    async def ask(self, scope: Scope, content: str, order: Order) -> Making:
        """How far a file is; the first question starts it, and asking keeps it alive. `content` names the pixels it is made of.

        Raises what making it raised, and `Busy`.
        """

        async def prepare() -> Work[bytes]:
            return lambda said: self._make(scope, order, said)

        share, data = await self._jobs.ask((scope, content, order), prepare)
        return Making(share, None if data is None else len(data))

    def take(self, scope: Scope, content: str, order: Order) -> bytes:
        """The finished file; it is forgotten after a while. Raises `NotHere` for one that is not there."""
        data = self._jobs.result((scope, content, order))
        if data is None:
            raise NotHere("making.gone", "This file is not here any more. Make it again.")
        return data

    def stop(self) -> None:
        """Give everything up."""
        self._jobs.stop()
