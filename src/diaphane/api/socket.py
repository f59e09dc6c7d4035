"""A WebSocket of somebody signed in: ends within a second of its session, and says by its close code why."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from enum import IntEnum

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from diaphane.api.house import house_of
from diaphane.api.problems import log_unexpected
from diaphane.api.who import caller
from diaphane.base.errors import BadInput, Busy, DiaphaneError, NotSignedIn, Refused
from diaphane.flows.house import House
from diaphane.flows.identify import Caller, until_over


class Close(IntEnum):
    """Why a socket was closed (RFC 6455 section 7.4: 4000-4999 are ours)."""

    DONE = 1000
    FAILED = 1011
    BUSY = 1013
    BAD_MESSAGE = 4400
    SESSION_ENDED = 4401
    REFUSED = 4403


_CODES: tuple[tuple[type[DiaphaneError], Close], ...] = (
    (NotSignedIn, Close.SESSION_ENDED),
    (Refused, Close.REFUSED),
    (BadInput, Close.BAD_MESSAGE),
    (Busy, Close.BUSY),
)


class Activity:
    """When the user last did something."""

    def __init__(self) -> None:
        self._at: float | None = None

    def did(self) -> None:
        """The user did something."""
        self._at = time.monotonic()

    def ago(self) -> timedelta | None:
        """How long ago that was, None when there was nothing since this was asked last."""
        at, self._at = self._at, None
        return None if at is None else timedelta(seconds=time.monotonic() - at)


Serve = Callable[[House, Caller, Activity], Awaitable[None]]


async def attend(socket: WebSocket, serve: Serve) -> None:
    """Accept a socket and serve it until it is done, its client leaves or its session ends."""
    house = await house_of(socket)
    try:
        asking = await caller(socket, house)
    except DiaphaneError as error:
        # Accepted first: a browser hides the reason of a socket that never opened.
        await socket.accept()
        await _close(socket, _code(error))
        return
    await socket.accept()
    codes: list[Close] = []
    activity = Activity()
    async with anyio.create_task_group() as tasks:

        async def watch() -> None:
            await until_over(house, asking, activity.ago)
            codes.append(Close.SESSION_ENDED)
            tasks.cancel_scope.cancel()

        async def work() -> None:
            codes.append(await _served(serve, house, asking, activity))
            tasks.cancel_scope.cancel()

        tasks.start_soon(watch)
        tasks.start_soon(work)
    await _close(socket, codes[0] if codes else Close.FAILED)


async def _served(serve: Serve, house: House, asking: Caller, activity: Activity) -> Close:
    try:
        await serve(house, asking, activity)
    except Exception as error:  # noqa: BLE001 (the socket's last resort, as the door is a request's)
        cause = _cause(error)
        if isinstance(cause, WebSocketDisconnect):
            return Close.DONE
        if isinstance(cause, DiaphaneError):
            return _code(cause)
        log_unexpected(cause)
        return Close.FAILED
    return Close.DONE


def _cause(error: BaseException) -> BaseException:
    """What went wrong inside groups of tasks."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def _code(error: DiaphaneError) -> Close:
    return next((code for kind, code in _CODES if isinstance(error, kind)), Close.BUSY if error.code == "stream.too_slow" else Close.FAILED)


async def _close(socket: WebSocket, code: Close) -> None:
    if socket.client_state is WebSocketState.CONNECTED and socket.application_state is WebSocketState.CONNECTED:
        with suppress(RuntimeError, WebSocketDisconnect):  # the client was faster
            await socket.close(code)
