"""Answers calls over a Unix socket that only this user can reach. Knows nothing of what the calls do."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import stat
import struct
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from diaphane.base.errors import BadInput, Busy, DiaphaneError
from diaphane.base.log import logger
from diaphane.pool import wire
from diaphane.pool.wire import Lost, Message

Method = Callable[[dict[str, Any]], Awaitable[Message]]
"""Arguments in, result and bytes out; raises `DiaphaneError`. Cancelled when its caller cancels or leaves."""

_log = logger("pool")
_MOST_CALLS = 1024  # of one connection at once


class Server:
    """Calls by name. Every call runs as a task of its own, so answers come in any order."""

    def __init__(self, methods: Mapping[str, Method]) -> None:
        self._methods = methods
        self._connections: set[asyncio.Task[None]] = set()

    async def serve(self, path: Path, ready: Callable[[], None] = lambda: None) -> None:
        """Listen until cancelled. `path` becomes a socket of mode 0600; a stale one is replaced."""
        server = await asyncio.start_unix_server(self._connected, sock=_listening(path))
        try:
            ready()
            await server.serve_forever()
        finally:
            server.close()
            for task in self._connections:
                task.cancel()
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)  # noqa: PTH108 (one system call on the way out; nothing else runs by now)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 (asyncio runs this in a task)
        self._connections.add(task)
        calls: dict[int, asyncio.Task[None]] = {}
        try:
            if _same_user(writer):
                await self._read(reader, writer, calls)
        except Lost:
            pass
        except asyncio.CancelledError:
            return  # the server stops; asyncio's streams log a cancelled connection as a fault
        finally:
            self._connections.discard(task)
            for call in calls.values():
                call.cancel()
            writer.close()

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, calls: dict[int, asyncio.Task[None]]) -> None:
        while True:
            message, _ = await wire.receive(reader)
            number = message.get("id")
            if not isinstance(number, int):
                raise wire.lost()
            if message.get("cancel"):
                if number in calls:
                    calls[number].cancel()
                continue
            if len(calls) >= _MOST_CALLS:
                await wire.send(
                    writer, {"id": number, "error": wire.error_out(Busy("pool.busy", "Too many pictures are waiting. Try again."))}
                )
                continue
            calls[number] = asyncio.create_task(self._call(number, message, writer))
            calls[number].add_done_callback(lambda _, number=number: calls.pop(number, None))  # type: ignore[misc]  # bound per call

    async def _call(self, number: int, message: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        try:
            header, body = await self._answer(message)
        except asyncio.CancelledError:
            header, body = {"error": wire.error_out(Busy("pool.cancelled", "The picture is not wanted any more."))}, b""
        try:
            await wire.send(writer, {"id": number, **header}, body)
        except Lost:
            return

    async def _answer(self, message: dict[str, Any]) -> Message:
        method = self._methods.get(str(message.get("call")))
        arguments = message.get("arguments")
        if method is None or not isinstance(arguments, dict):
            return {"error": wire.error_out(BadInput("pool.call", "The render worker does not know this call."))}, b""
        try:
            result, body = await method(arguments)
        except DiaphaneError as error:
            return {"error": wire.error_out(error)}, b""
        except Exception as error:  # noqa: BLE001 (one call's fault must not end the others'; its words may hold patient data)
            _log.error("call.failed", call=message.get("call"), kind=type(error).__name__, where=_where(error))
            return {"error": {"kind": "", "code": "", "message": ""}}, b""
        return {"result": result}, body


def _listening(path: Path) -> socket.socket:
    """A listening socket that was never open to others, not even between bind and chmod."""
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
        path.unlink()
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listening.bind(str(path))
    finally:
        os.umask(before)
    return listening


def _same_user(writer: asyncio.StreamWriter) -> bool:
    """Whether the process at the other end is ours (SO_PEERCRED), or root."""
    peer = writer.get_extra_info("socket")
    _, user, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return user in {os.getuid(), 0}


def _where(error: BaseException) -> str:
    """File and line of the innermost frame: no values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}"
