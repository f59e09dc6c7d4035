"""Signals of the supervisor: asked to stop (Ctrl-C, SIGTERM, SIGHUP), asked to hurry (again), a child has died (SIGCHLD)."""

from __future__ import annotations

import select
import signal
import socket
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

from diaphane.supervise.process import ASKING


class Stopped(BaseException):
    """Somebody asked us to stop. No `Exception`, so that nothing on the way takes it for a fault."""


class Signals:
    """While entered: the first request to stop raises `Stopped` wherever the main thread is, later ones call `hurry`.

    An exception raised by a signal can be lost: in the callbacks Python runs around a fork and in finalizers it only prints
    them. So the request is remembered, and `wait` raises it again.
    """

    def __init__(self, hurry: Callable[[], None]) -> None:
        self._hurry = hurry
        self._asked_to_stop = self._stopping = False
        self._woken, self._waker = socket.socketpair()
        self._before: dict[int, object] = {}
        self._before_wakeup = -1

    def __enter__(self) -> Self:
        for end in (self._woken, self._waker):
            end.setblocking(False)  # noqa: FBT003 (the standard library's own signature)
        for number in ASKING:
            self._before[number] = signal.signal(number, self._asked)
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)  # only to be woken
        self._before_wakeup = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        signal.set_wakeup_fd(self._before_wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what `signal` gave us it takes back
        self._woken.close()
        self._waker.close()

    def stopping(self) -> None:
        """From now on requests to stop only hurry us up."""
        self._stopping = True

    def wait(self, timeout_s: float, other: int | None = None) -> bool:
        """Sleep until a signal comes, `other` (a file descriptor) can be read, or the time is over; true when `other` can be read.

        Raises `Stopped` when somebody asked and the exception was lost.
        """
        if self._asked_to_stop and not self._stopping:
            raise Stopped
        watched: list[socket.socket | int] = [self._woken] if other is None else [self._woken, other]
        readable = select.select(watched, [], [], max(0.0, timeout_s))[0]
        if self._woken in readable:
            self._woken.recv(4096)
        return other is not None and other in readable

    def _asked(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        if self._asked_to_stop or self._stopping:
            self._hurry()
            return
        self._asked_to_stop = True
        raise Stopped
