"""Starting and ending one process: tied to our life, in a session of its own, told what it must know by standard input."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1  # prctl(2)
LAST_BREATH_S = 2.0
ASKING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # asked to stop


@functools.cache
def _prctl() -> Callable[..., int] | None:
    """Loaded before any fork: between fork and exec there is no time for it."""
    if sys.platform != "linux":
        return None
    found: Callable[..., int] = ctypes.CDLL(None, use_errno=True).prctl
    return found


def tie_to_parent(number: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """A function to run in a child before exec: the kernel sends it `number` when this process dies, however it dies (Linux).

    It must run after the child changed its user, which unties it, and this process must start children from one thread only.
    """
    prctl, parent = _prctl(), os.getpid()

    def tie() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(number))
            if os.getppid() != parent:  # it died before we were tied
                os._exit(1)

    return tie


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `arguments` go to our own Python, `extra` to its environment; `sockets` are descriptors it inherits."""

    name: str
    arguments: tuple[str, ...]
    sockets: tuple[int, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    patience_s: float = 5.0


def environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Ours without settings: children hear them on standard input, and `/proc/PID/environ` shows no secret."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DIAPHANE_")} | dict(extra)


def spawn(program: Program, log: Path, stdout: int | None = None) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, its standard error appended to `log` (0600). Its standard input waits for `tell`."""
    tie = tie_to_parent()
    # A signal's exception would be lost, and printed, in what Python runs around a fork: it waits for a moment.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ASKING)

    def begin() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        tie()

    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    try:
        return subprocess.Popen(  # noqa: S603 (our own Python and modules)
            [sys.executable, "-P", *program.arguments],
            stdin=subprocess.PIPE,
            stdout=descriptor if stdout is None else stdout,
            stderr=descriptor,
            pass_fds=program.sockets,
            env=environment(program.extra),
            umask=0o077,  # whatever it makes is its own
            start_new_session=True,  # Ctrl-C at the terminal is for the supervisor, which stops all in order
            preexec_fn=begin,  # noqa: PLW1509 (the supervisor has one thread)
        )
    finally:
        os.close(descriptor)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def tell(process: subprocess.Popen[bytes], words: bytes) -> None:
    """Write what a program waits for to its standard input and close that (up to the 64 KiB a pipe takes without a reader)."""
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(words)


def ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether it has ended; it is not reaped yet, so that its number still means it and its session."""
    return process.returncode is not None or os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def strike(process: subprocess.Popen[bytes]) -> None:
    """Kill a process that was not reaped yet, and whatever else lives in its session. Does not wait."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def end(process: subprocess.Popen[bytes], patience_s: float = 0.0) -> int:
    """Ask a process to stop, wait, then kill what is left of its session; returns its exit code. Free for one that is dead."""
    if patience_s and not ended(process):
        os.kill(process.pid, signal.SIGTERM)
        until = time.monotonic() + patience_s
        while not ended(process) and time.monotonic() < until:
            time.sleep(0.01)
    strike(process)
    return process.wait()


def vanish(session: int) -> None:
    """Return when nobody lives in the session of an ended leader any more, after two seconds at most (Linux; elsewhere at once).

    Who was struck with the leader is not ours to reap: a killed child with gigabytes of pictures takes a moment to be gone.
    """
    until = time.monotonic() + LAST_BREATH_S
    while _lives(session) and time.monotonic() < until:
        time.sleep(0.005)


def _lives(session: int) -> bool:
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended while we looked
            # pid (name) state ppid pgrp session ...: the name may hold anything, so count from its end (proc(5)).
            state, _, _, own = entry.read_text(errors="replace").rpartition(")")[2].split()[:4]
            if int(own) == session and state not in "ZX":
                return True
    return False
