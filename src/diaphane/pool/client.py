"""Calls a server of this room; connects when needed, and again after the server was replaced."""

from __future__ import annotations

import asyncio
import itertools
from pathlib import Path
from typing import Any

from diaphane.pool import wire
from diaphane.pool.wire import Lost, Message

_RETRY_SECONDS = 0.05
_PATIENCE_SECONDS = 8.0


class Client:
    """One connection for all calls of a process. `patience_seconds`: how long a call waits for a server to come (back)."""

    def __init__(self, path: Path, patience_seconds: float = _PATIENCE_SECONDS) -> None:
        self._path = path
        self._patience = patience_seconds
        self._numbers = itertools.count(1)
        self._pending: dict[int, asyncio.Future[Message]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._reading: asyncio.Task[None] | None = None
        self._connecting = asyncio.Lock()
        self._sending = asyncio.Lock()

    async def call(self, name: str, arguments: dict[str, Any]) -> Message:
        """The result of a call; repeated on a new connection when the server goes in the middle of it, so calls must bear repeating.

        Raises what the call raised, and `Lost` when no server answers in time. Cancelling it cancels the call at the other end.
        """
        end = asyncio.get_running_loop().time() + self._patience
        while True:
            try:
                await self._connected()
                return await self._once(name, arguments)
            except Lost:
                if asyncio.get_running_loop().time() > end:
                    raise
                await asyncio.sleep(_RETRY_SECONDS)

    async def _once(self, name: str, arguments: dict[str, Any]) -> Message:
        number = next(self._numbers)
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._pending[number] = future
        try:
            await self._send({"id": number, "call": name, "arguments": arguments})
            message, body = await future
        except asyncio.CancelledError:
            await asyncio.shield(self._cancel(number))
            raise
        finally:
            self._pending.pop(number, None)
            if future.done() and not future.cancelled():
                future.exception()  # seen: asyncio would call an exception that nobody fetched a fault
        if "error" in message:
            raise wire.error_in(message["error"])
        return message.get("result") or {}, body

    async def close(self) -> None:
        """End the connection; calls under way raise `Lost`."""
        self._drop()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def _connected(self) -> None:
        async with self._connecting:
            if self._writer is not None:
                return
            try:
                reader, writer = await asyncio.open_unix_connection(str(self._path))
            except OSError as error:
                raise wire.lost() from error
            self._writer = writer
            self._reading = asyncio.create_task(self._read(reader, writer))

    async def _send(self, header: dict[str, Any]) -> None:
        async with self._sending:
            if self._writer is None:
                raise wire.lost()
            try:
                await wire.send(self._writer, header)
            except Lost:
                self._drop()
                raise

    async def _cancel(self, number: int) -> None:
        try:
            await self._send({"id": number, "cancel": True})
        except Lost:
            return

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                message, body = await wire.receive(reader)
                future = self._pending.get(message.get("id", 0))
                if future is not None and not future.done():
                    future.set_result((message, body))
        except Lost:
            if self._writer is writer:
                self._drop()

    def _drop(self) -> None:
        """Forget the connection; whoever waits for an answer hears that it is lost."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for future in self._pending.values():
            if not future.done():
                future.set_exception(wire.lost())
