"""Room in memory for what is being received: whoever finds none waits a little, then is told to come back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from diaphane.base.errors import Busy

PATIENCE_S = 10.0


class Room:
    """`size` bytes for all requests together. One that needs more than that gets in when it is alone."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._used = 0
        self._left = anyio.Condition()

    @asynccontextmanager
    async def of(self, size: int) -> AsyncIterator[None]:
        """Hold `size` bytes for the time of the block. Raises `Busy` after ten seconds without room."""
        with anyio.move_on_after(PATIENCE_S) as waiting:
            async with self._left:
                while self._used and self._used + size > self._size:
                    await self._left.wait()
                self._used += size
        if waiting.cancelled_caught:
            raise Busy("flows.room", "Too much is being received at once: send it again in a moment.")
        try:
            yield
        finally:
            with anyio.CancelScope(shield=True):
                async with self._left:
                    self._used -= size
                    self._left.notify_all()
