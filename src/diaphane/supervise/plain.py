"""The plain HTTP door: whatever is asked, the answer is one sentence that names the HTTPS address. No redirect, no page, no log.

python -m diaphane.supervise.plain DESCRIPTOR URL
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys

LONGEST_REQUEST_BYTES = 16 << 10
PATIENCE_S = 5.0
AT_ONCE = 64  # connections; more wait in the backlog


def answer(url: str) -> bytes:
    """426 Upgrade Required (RFC 9110 section 15.5.22; RFC 2817 for the upgrade's name) with the sentence."""
    body = f"Diaphane is reachable over HTTPS only, so that nobody on the way can read along. Please use {url}/ instead.\n".encode()
    head = (
        "HTTP/1.1 426 Upgrade Required",
        "Upgrade: TLS/1.2, HTTP/1.1",
        "Connection: Upgrade, close",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
    )
    return "\r\n".join((*head, "", "")).encode("ascii") + body


async def serve(listening: socket.socket, url: str) -> None:
    """Answer until SIGTERM."""
    words, places = answer(url), asyncio.Semaphore(AT_ONCE)

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with places:
            with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                async with asyncio.timeout(PATIENCE_S):
                    head = await reader.readuntil(b"\r\n\r\n")
                    writer.write(words if not head.startswith(b"HEAD ") else words[: words.index(b"\r\n\r\n") + 4])
                    await writer.drain()
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with await asyncio.start_server(refuse, sock=listening, limit=LONGEST_REQUEST_BYTES):
        await stop.wait()


def main() -> None:
    """Take the listening socket the supervisor holds."""
    listening = socket.socket(fileno=int(sys.argv[1]))
    listening.setblocking(False)  # noqa: FBT003 (the standard library's own signature)
    asyncio.run(serve(listening, sys.argv[2]))


if __name__ == "__main__":
    main()
