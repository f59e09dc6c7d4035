"""A decoder that was taken over: what it does depends on the first pixel. Run by a nursery of the tests instead of the real program."""

from __future__ import annotations

import ctypes
import os
import socket
import struct
import sys
import time
from typing import Any

import numpy as np

from diaphane.load import child, decode, wire

real = decode.frame
CRASH, HANG, EAT, LEAVE, LIE_SHAPE, LIE_COUNT, LIE_FAR, GARBAGE, SHOUT, ESCAPE = range(1, 11)
CAUGHT = 1000


def escapes() -> int:
    """How many ways out of the jail work."""
    attempts: list[Any] = [
        lambda: open("/etc/passwd", "rb"),  # noqa: SIM115, PTH123
        lambda: open("/tmp/diaphane-escape", "wb"),  # noqa: SIM115, PTH123, S108
        lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
        lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM),
        lambda: os.fork() or os._exit(0),
        lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
        lambda: os.kill(os.getppid(), 0),
        lambda: os.listdir("/"),  # noqa: PTH208
        lambda: os.memfd_create("x"),
        trace_parent,
    ]
    worked = 0
    for attempt in attempts:
        try:
            attempt()
        except (OSError, PermissionError):
            continue
        worked += 1
    return worked


def trace_parent() -> None:
    if ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) != 0:
        raise PermissionError


def frame(data: memoryview, module: Any, syntax: Any, index: int, most_pixels: int) -> Any:  # noqa: ANN401
    pixels = real(data, module, syntax, index, most_pixels)
    match int(pixels.flat[0]):
        case 1:
            ctypes.string_at(0)
        case 2:
            while True:
                pass
        case 3:
            hoard = []
            while True:
                hoard.append(np.ones(1 << 20))
        case 4:
            os._exit(3)
        case 9:
            raise RuntimeError("\x1b[31mPatient^Name" * 100)
        case 10:
            return np.full_like(pixels, escapes())
    return pixels


def send(connection: Any, message: dict[str, Any], descriptors: Any = None) -> None:  # noqa: ANN401
    frames = message.get("frames")
    if frames and LIE in (5, 6, 7, 8):
        match LIE:
            case 5:
                frames[0]["shape"] = [1 << 20, 1 << 20]
            case 6:
                frames.append(frames[0])
            case 7:
                frames[0]["at"] = 1 << 40
            case 8:
                connection.sendall(struct.pack("<I", 5) + b"\xff\xfe{[1")
                time.sleep(60)
    real_send(connection, message, descriptors)


LIE = int(os.environ.get("LIE", "0"))
real_send = wire.send
decode.frame = frame

if __name__ == "__main__":
    LIE = int(sys.argv[1])
    wire.send = send
    child.nursery(socket.socket(fileno=int(sys.argv[2])), int(sys.argv[3]), int(sys.argv[4]))
