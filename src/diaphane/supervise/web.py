"""The web process: the ASGI application under granian, TLS 1.2 and 1.3 only, on the socket the supervisor holds.

    python -m diaphane.supervise.web MODULE:FUNCTION DESCRIPTOR CHAIN KEY < SITE

One process and no master above it: what the supervisor kills is what serves.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server
from typing_extensions import override

from diaphane.supervise.door import BACKLOG
from diaphane.supervise.task import heard_site, load, refusing
from diaphane.supervise.traces import LOGGING, bare, quiet

REQUESTS_AT_ONCE = 4096  # open WebSockets count
HEADERS_MS = 10_000


class HeldSocketServer(Server):
    """granian on a socket that is listening already."""

    def __init__(self, application: Any, listening: socket.socket, chain: Path, key: Path) -> None:  # noqa: ANN401 (any ASGI application)
        super().__init__(
            application,
            interface=Interfaces.ASGI,
            # Uploads over HTTP/2 were three times slower than over HTTP/1.1 in our measurements, and WebSocket needs HTTP/1.1 here.
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MS),
            runtime_threads=max(1, min(4, (os.cpu_count() or 2) // 2)),  # TLS runs here, beside Python
            backlog=BACKLOG,
            backpressure=REQUESTS_AT_ONCE,
            ssl_cert=chain,
            ssl_key=key,
            ssl_protocol_min=SSLProtocols.tls12,
            log_level=LogLevels.error,
            log_dictconfig=LOGGING,
        )
        self._listening = listening

    @override
    def _init_shared_socket(self) -> None:
        """In place of granian's own, which binds with SO_REUSEPORT (a test holds us to its inner names)."""
        holder: Any = SocketHolder  # its type stub lacks the constructor's arguments
        self.__dict__.update(_shd=holder(self._listening.fileno(), False, BACKLOG), _ssp=None, _sfd=None)  # noqa: FBT003 (its own signature)


def watched(application: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The application; what escapes it is logged by kind and place (granian would write the words and show nobody the place)."""

    async def call(scope: object, receive: object, send: object) -> None:
        try:
            await application(scope, receive, send)
        except Exception as error:
            sys.stderr.write(f"error web {bare(error)}\n")
            raise

    return call


async def serve(server: HeldSocketServer) -> None:
    """Answer until SIGTERM; requests under way are finished first."""
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, server.stop)
    await server.serve()


def main() -> None:
    """Load the application, build it for the site that comes on standard input, and serve it."""
    quiet()
    target, descriptor, chain, key = sys.argv[1:5]
    with refusing():
        build = load(target)  # while the supervisor still starts what it needs
        application = watched(build(heard_site()))
        gc.freeze()  # what is here now stays: no collection needs to look at it again
        asyncio.run(serve(HeldSocketServer(application, socket.socket(fileno=int(descriptor)), Path(chain), Path(key))))


if __name__ == "__main__":
    main()
