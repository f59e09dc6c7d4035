"""Listening sockets, held by the supervisor: a restarted web server finds its callers waiting instead of turned away."""

from __future__ import annotations

import errno
import os
import socket

from diaphane.base.errors import UnsafeSettings

BACKLOG = 1024


def listen(host: str, port: int, setting: str) -> socket.socket:
    """A listening TCP socket. Raises `UnsafeSettings` with a sentence when the address cannot be had.

    Without SO_REUSEPORT: two installations must never share a port and answer in turn.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UnsafeSettings(
            "door.address", f"The address {host} cannot be listened on: {error.strerror}. Set `host` to one of this computer."
        ) from error
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
        made.set_inheritable(False)
    except OSError as error:
        made.close()
        raise UnsafeSettings("door.port", _why(error, host, port, setting)) from error
    return made


def _why(error: OSError, host: str, port: int, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program: stop that, or set `{setting}` to another number."
    if error.errno == errno.EACCES:
        return f"Port {port} needs rights this user does not have: set `{setting}` to a number above 1023."
    return f"{host}, port {port}, cannot be listened on: {os.strerror(error.errno or 0)}."
