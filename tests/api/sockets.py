"""A WebSocket to an ASGI application without a network: what it was sent, and how it was closed."""

from __future__ import annotations

import json
from asyncio import Event, Queue
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import anyio.lowlevel
from starlette.types import ASGIApp, Message, Scope


class Closed(Exception):
    """The server closed the socket; `code` says why. A refused handshake has the code of its close message."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Socket:
    """The client's end."""

    def __init__(self) -> None:
        self.to_server: Queue[Message] = Queue()
        self.from_server: Queue[Message] = Queue()
        self.over = Event()

    async def receive(self) -> Message:
        """The server reads."""
        return await self.to_server.get()

    async def send(self, message: Message) -> None:
        """The server writes."""
        await self.from_server.put(message)

    async def say(self, words: object) -> None:
        """Send JSON as text."""
        await self.to_server.put({"type": "websocket.receive", "text": json.dumps(words)})

    async def hear(self, within_s: float = 5.0) -> Any:  # noqa: ANN401 (JSON, or bytes)
        """The next message. Raises `Closed`."""
        with anyio.fail_after(within_s):
            message = await self.from_server.get()
        if message["type"] == "websocket.close":
            raise Closed(message.get("code", 1000))
        if message["type"] == "websocket.accept":
            return await self.hear(within_s)
        return json.loads(message["text"]) if message.get("text") is not None else message["bytes"]

    async def gone(self, within_s: float = 5.0) -> None:
        """Wait until the server has finished with the socket."""
        with anyio.fail_after(within_s):
            await self.over.wait()

    async def closed(self, within_s: float = 5.0) -> int:
        """Wait for the end; returns its code."""
        with anyio.fail_after(within_s):
            while True:
                try:
                    await self.hear(within_s)
                except Closed as end:
                    return end.code


@asynccontextmanager
async def connected(app: ASGIApp, path: str, *, origin: str | None = "https://localhost:8443", **headers: str) -> AsyncIterator[Socket]:
    """A socket for the time of the block. Header names are written with `_` for `-`."""
    given = {"host": "localhost:8443", **({"origin": origin} if origin else {}), **headers}
    scope: Scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "wss",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 40000),
        "server": ("localhost", 8443),
        "subprotocols": [],
    }
    socket = Socket()
    await socket.to_server.put({"type": "websocket.connect"})
    async with anyio.create_task_group() as tasks:

        async def serve() -> None:
            await app(scope, socket.receive, socket.send)
            socket.over.set()

        tasks.start_soon(serve)
        yield socket
        await socket.to_server.put({"type": "websocket.disconnect", "code": 1001})
        await anyio.lowlevel.checkpoint()
        tasks.cancel_scope.cancel()
