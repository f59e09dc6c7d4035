"""Messages between the worker and a decoder: a length, JSON of a fixed form, and descriptors beside it.

Both sides read messages as strangers': sizes are bounded, nothing is unpickled.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from struct import Struct
from typing import Any

import orjson

_LENGTH = Struct("<I")
LONGEST = 16 << 20
_MOST_DESCRIPTORS = 4
TIMEOUT = "TimeoutError"
"""What `Broken.why` says when the other side took too long."""


@dataclass(frozen=True, slots=True)
class Broken(Exception):
    """The other side is gone or does not speak as agreed."""

    why: str


def send(connection: socket.socket, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
    """Send one message. Raises `Broken`, also when the connection's timeout passes."""
    body = orjson.dumps(message)
    try:
        socket.send_fds(connection, [_LENGTH.pack(len(body))], descriptors or [])
        connection.sendall(body)
    except OSError as error:
        raise Broken(type(error).__name__) from None


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """One message and the descriptors that came with it. Raises `Broken`, also when the connection's timeout passes."""
    try:
        head, descriptors, _, _ = socket.recv_fds(connection, _LENGTH.size, _MOST_DESCRIPTORS)
        head += _rest(connection, _LENGTH.size - len(head))
        (length,) = _LENGTH.unpack(head)
        if length > LONGEST:
            raise Broken("a message too long")
        message = orjson.loads(_rest(connection, length))
    except (OSError, ValueError) as error:
        raise Broken(type(error).__name__) from None
    if not isinstance(message, dict):
        raise Broken("no message")
    return message, descriptors


def _rest(connection: socket.socket, length: int) -> bytes:
    parts: list[bytes] = []
    while length > 0:
        part = connection.recv(min(length, 1 << 20))
        if not part:
            raise Broken("the end")
        parts.append(part)
        length -= len(part)
    return b"".join(parts)
