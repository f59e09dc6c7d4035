"""The jail of a decoder: limits, no new privileges, and a seccomp filter that leaves it memory, its socket and the clock.

Linux only; the filter knows x86-64 and arm64. `enter` says what could not be locked, so that the worker can log it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_RET_ALLOW, _RET_EPERM, _RET_KILL = 0x7FFF0000, 0x00050001, 0x80000000
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_RET|K
_X86_64, _ARM64 = 0xC000003E, 0xC00000B7

# System calls a decoder needs once its code is loaded: memory, its open descriptors, time, the end.
# Everything else fails with EPERM: opening files, sockets, programs, other processes.
_ALLOWED = {
    _X86_64: (
        0, 1, 3, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 19, 20, 24, 25, 26, 28, 35, 39, 44, 45, 46, 47, 60, 72, 96, 98, 186, 201, 202,
        204, 219, 228, 229, 230, 231, 270, 271, 318, 324, 334,
    ),
    _ARM64: (
        25, 57, 62, 63, 64, 65, 66, 72, 73, 80, 93, 94, 98, 99, 101, 113, 114, 115, 123, 124, 128, 134, 135, 139, 165, 169, 172, 178,
        206, 207, 211, 212, 214, 215, 216, 222, 226, 227, 233, 278, 283, 293,
    ),
}  # fmt: skip


def enter(memory_bytes: int, cpu_seconds: int) -> tuple[str, ...]:
    """Lock this process in. `memory_bytes` of address space beyond what it has, `cpu_seconds` of processor time for its whole life.

    Returns the names of locks that this system does not offer ("seccomp").
    """
    libc = ctypes.CDLL(None, use_errno=True)
    _limits(memory_bytes, cpu_seconds)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return ("no_new_privs", "seccomp")
    return () if _filter(libc) else ("seccomp",)


def _limits(memory_bytes: int, cpu_seconds: int) -> None:
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 (Path would import more)
        mapped = int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    for what, most in (
        (resource.RLIMIT_AS, mapped + memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a stricter limit is there already
            resource.setrlimit(what, (most, most))


def _filter(libc: ctypes.CDLL) -> bool:
    """Install the seccomp filter. False where the machine or the kernel has none."""
    machine = {"x86_64": _X86_64, "aarch64": _ARM64}.get(platform.machine())
    if machine is None:
        return False
    calls = _ALLOWED[machine]
    code = [
        (_LOAD, 0, 0, 4),  # the architecture: another one's call numbers mean something else
        (_JUMP_EQUAL, 1, 0, machine),
        (_RETURN, 0, 0, _RET_KILL),
        (_LOAD, 0, 0, 0),  # the number of the system call
        *((_JUMP_EQUAL, len(calls) - n, 0, call) for n, call in enumerate(calls)),
        (_RETURN, 0, 0, _RET_EPERM),
        (_RETURN, 0, 0, _RET_ALLOW),
    ]
    body = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in code))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(code), ctypes.addressof(body)))
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, program, 0, 0) == 0)
