"""One piece of heavy work in a process of its own: bytes in, bytes out, limits on memory and time, killed with whoever waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import resource
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import orjson

NICE: Final = 10
"""Errands wait for pictures, not the other way round."""
_LONGEST_LINE: Final = 1 << 20
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_KEPT = ("PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH")


@asynccontextmanager
async def errand(module: str, *, memory_bytes: int, cpu_seconds: int) -> AsyncIterator[Process]:
    """Run `python -m module MEMORY_BYTES CPU_SECONDS` for the time of the block; its standard input and output are pipes.

    It inherits neither settings nor secrets of the environment. However the block ends, the process ends with it.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-m", module, str(memory_bytes), str(cpu_seconds),
        stdin=PIPE, stdout=PIPE, stderr=asyncio.subprocess.DEVNULL, limit=_LONGEST_LINE,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await asyncio.shield(_gone(process))


async def _gone(process: Process) -> None:
    """Wait for the end, with nobody reading its output any more."""
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()


async def give(process: Process, body: bytes) -> None:
    """Write everything to the process and close its input; one that died is noticed by its missing answer."""
    assert process.stdin is not None  # noqa: S101 (`errand` makes pipes)
    with contextlib.suppress(ConnectionError):
        process.stdin.write(body)
        await process.stdin.drain()
        process.stdin.close()


def say(line: dict[str, object]) -> None:
    """Called by the process itself: one line of JSON to whoever waits for it."""
    sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
    sys.stdout.buffer.flush()


def confine(memory_bytes: int, cpu_seconds: int) -> None:
    """Called by the process itself once its code is loaded: memory beyond what it has, processor time, no files, no core, no heirs."""
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 (Path would import more)
        mapped = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    limits = (
        (resource.RLIMIT_AS, mapped + memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for what, most in limits:
        with contextlib.suppress(ValueError, OSError):  # a stricter limit is there already
            resource.setrlimit(what, (most, most))
    os.nice(NICE)
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
