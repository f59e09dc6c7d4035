"""One viewer's socket: reads requests, draws at most two at a time, answers each exactly once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import anyio

from diaphane.base.errors import BadInput, DiaphaneError
from diaphane.base.log import logger
from diaphane.model.scene import Picture
from diaphane.stream.desk import Desk
from diaphane.stream.protocol import Ask, Ping, Refusal, Wrong, failed, parse, picture, pong, skipped

AT_ONCE: Final = 2
"""Pictures of one viewer that are made at once: one is drawn while one is encoded; more would only wait for each other."""
MOST_UNSENT: Final = 32
"""Replies that may wait for the line. A client with more than that does not keep its credits, and is cut off."""

Draw = Callable[[Ask], Awaitable[Picture]]


@dataclass(frozen=True, slots=True)
class Line:
    """A socket in the stream's words: the next text (None at the end), a text and bytes to send. Sends return when the line took them."""

    receive: Callable[[], Awaitable[str | None]]
    send_text: Callable[[str], Awaitable[None]]
    send_bytes: Callable[[bytes], Awaitable[None]]


class TooSlow(DiaphaneError):
    """The client asks on without reading its replies."""


class Session:
    """Serves one socket until its client leaves. `draw` makes a picture or raises a `DiaphaneError`, which becomes the reply.

    Raises `BadMessage` for a message that breaks the protocol, `TooSlow` for a client that does not read.
    """

    def __init__(self, line: Line, draw: Draw, seen: Callable[[Ask], None] = lambda _: None) -> None:
        self._line = line
        self._draw = draw
        self._seen = seen
        self._desk = Desk()
        self._wake = anyio.Event()
        self._under_way: dict[Ask, anyio.CancelScope] = {}
        self._out, self._outgoing = anyio.create_memory_object_stream[bytes | str](MOST_UNSENT)

    async def run(self) -> None:
        """Read until the client leaves, then stop what is under way."""
        async with self._out, self._outgoing, anyio.create_task_group() as tasks:
            tasks.start_soon(self._write)
            for _ in range(AT_ONCE):
                tasks.start_soon(self._work)
            await self._read()
            tasks.cancel_scope.cancel()

    async def _read(self) -> None:
        while (text := await self._line.receive()) is not None:
            message = parse(text)
            if isinstance(message, Ping):
                self._reply(pong(message))
            elif isinstance(message, Wrong):
                logger("stream").error("picture.wrong_series", seq=message.seq)
            elif isinstance(message, Refusal):
                self._reply(failed(message.viewport, message.seq, message.error))
            else:
                self._take(message)

    def _take(self, ask: Ask) -> None:
        self._seen(ask)
        for older in self._desk.put(ask):
            self._reply(skipped(older.viewport, older.seq))
        for drawing, scope in list(self._under_way.items()):
            if self._desk.outdated(drawing):
                scope.cancel()
        self._wake.set()

    def _reply(self, message: bytes | str) -> None:
        try:
            self._out.send_nowait(message)
        except anyio.WouldBlock:
            raise TooSlow("stream.too_slow", "The viewer does not read its pictures: connect again.") from None

    async def _write(self) -> None:
        async for message in self._outgoing:
            await (self._line.send_text(message) if isinstance(message, str) else self._line.send_bytes(message))

    async def _work(self) -> None:
        while True:
            ask = self._desk.next()
            if ask is None:
                self._wake = anyio.Event() if self._wake.is_set() else self._wake
                await self._wake.wait()
                continue
            try:
                reply = await self._answer(ask)
            finally:
                self._desk.done(ask)
            await self._out.send(reply)
            self._wake.set()

    async def _answer(self, ask: Ask) -> bytes:
        """The one reply to a request: a picture, an error in words, or "skipped" when a newer request cancelled it."""
        with anyio.CancelScope() as scope:
            self._under_way[ask] = scope
            try:
                return picture(ask, await self._draw(ask))
            except DiaphaneError as error:
                return failed(ask.viewport, ask.seq, error)
            except Exception as error:  # noqa: BLE001 (a picture's last resort: the socket and its other viewports go on)
                logger("stream").error("picture.failed", kind=type(error).__name__)
                return failed(ask.viewport, ask.seq, BadInput("stream.failed", "This picture could not be made. It was logged."))
            finally:
                del self._under_way[ask]
        return skipped(ask.viewport, ask.seq)
