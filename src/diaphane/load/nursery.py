"""The worker's side of the nursery: starts it, gets decoders from it, replaces it when it dies."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass

from diaphane.base.errors import Busy
from diaphane.base.log import logger
from diaphane.load import wire

_log = logger("load")
_START_SECONDS = 30.0
_FORK_SECONDS = 10.0


@dataclass(slots=True)
class Process:
    """A decoder's socket and a handle that cannot mean another process by mistake."""

    connection: socket.socket
    handle: int

    def alive(self) -> bool:
        """Whether it still runs."""
        if self.handle < 0:
            return False
        ended = select.poll()  # select.select() knows no descriptors above 1023
        ended.register(self.handle, select.POLLIN)
        return not ended.poll(0)

    def kill(self) -> None:
        """End it now; calling again does nothing."""
        if self.handle < 0:
            return
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)
        os.close(self.handle)
        self.handle = -1
        self.connection.close()


class Nursery:
    """Where decoders come from. Safe for threads; started at the first need.

    `program` is what the interpreter runs (tests put a hostile one in); it gets a descriptor, memory and seconds as arguments.
    """

    def __init__(
        self, memory_bytes: int = 2 << 30, cpu_seconds: int = 600, program: tuple[str, ...] = ("-m", "diaphane.load.child")
    ) -> None:
        self._program = program
        self._arguments = (str(memory_bytes), str(cpu_seconds))
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._said = False

    def decoder(self) -> Process:
        """A fresh decoder in its jail. Raises `Busy` when none can be had."""
        with self._lock:
            for attempt in range(2):
                try:
                    return self._fork(self._running())
                except (wire.Broken, OSError) as error:
                    _log.warning("nursery.lost", error=type(error).__name__, attempt=attempt)
                    self._stop()
        raise Busy("load.no_decoder", "Pictures cannot be decoded right now. Try again in a moment.")

    def close(self) -> None:
        """End the nursery; decoders end with their sockets."""
        with self._lock:
            self._stop()

    def _running(self) -> socket.socket:
        if self._control is not None and self._process is not None and self._process.poll() is None:
            return self._control
        self._stop()
        ours, theirs = socket.socketpair()
        with theirs:
            # A bare environment: nothing of the worker's, no threads that a fork would lose.
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-I", *self._program, str(theirs.fileno()), *self._arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            )
        self._control = ours
        ours.settimeout(_START_SECONDS)
        return ours

    def _fork(self, control: socket.socket) -> Process:
        ours, theirs = socket.socketpair()
        with theirs:
            wire.send(control, {}, [theirs.fileno()])
            _, descriptors = wire.receive(control)
        control.settimeout(_FORK_SECONDS)
        process = Process(ours, descriptors[0])
        ours.settimeout(_FORK_SECONDS)
        try:
            ready, _ = wire.receive(ours)
        except wire.Broken:
            process.kill()
            raise
        if ready.get("missing_locks") and not self._said:
            self._said = True
            _log.warning("jail.partial", missing=ready["missing_locks"])
        return process

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
