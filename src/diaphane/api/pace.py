"""How slowly a body may come: a client that trickles holds a connection and memory that others need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.types import Message, Receive

GRACE_S = 20.0
SLOWEST_BYTES_PER_S = 16 << 10
"""Below what the slowest line does that carries pictures at all: 8 MiB may take almost nine minutes."""
LOOK_S = 1.0


class Pace:
    """ASGI's `receive` of one request with a deadline that every byte puts off (RFC 9110 section 15.5.9).

    Only time spent waiting for the sender counts. A body that comes too slowly ends like one whose sender has gone, and `late` is
    true. One timer a request, not one a piece: a body comes in hundreds of pieces. `start` before the application, `stop` after it.
    """

    def __init__(self, receive: Receive, clock: Callable[[], float] = time.monotonic) -> None:
        self.late = False
        self._receive, self._clock = receive, clock
        self._waited_s, self._since, self._got = 0.0, 0.0, 0
        self._waiting: asyncio.Task[object] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to look."""
        self._timer = asyncio.get_running_loop().call_later(LOOK_S, self._look)

    def stop(self) -> None:
        """The body has come, or nobody waits for it any more."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    async def __call__(self) -> Message:
        """The next piece (the ASGI signature)."""
        if self.late:
            return {"type": "http.disconnect"}
        if self._timer is None:
            return await self._receive()
        self._waiting, self._since = asyncio.current_task(), self._clock()
        try:
            message = await self._receive()
        except asyncio.CancelledError:
            if not self.late or self._waiting is None:
                raise
            self._waiting.uncancel()  # it was us
            return {"type": "http.disconnect"}
        finally:
            self._waiting = None
        self._waited_s += self._clock() - self._since
        self._got += len(message.get("body", b""))
        if not message.get("more_body", False):
            self.stop()
        return message

    def _look(self) -> None:
        waited_s = self._waited_s + self._clock() - self._since
        if self._waiting is not None and waited_s > GRACE_S + self._got / SLOWEST_BYTES_PER_S:
            self.late, self._timer = True, None
            self._waiting.cancel()
        else:
            self.start()
