"""Bodies of requests as bytes, counted while they arrive."""

from __future__ import annotations

from starlette.requests import Request

from diaphane.base.errors import BadInput, TooLarge


async def read_body(request: Request, limit: int) -> memoryview:
    """The whole body, one copy from the socket's pieces into one buffer.

    Raises `TooLarge` for more than `limit` bytes, announced or counted, and `BadInput` for fewer than announced.
    """
    size = _content_length(request)
    if size is not None and size > limit:
        raise _too_large(limit)
    buffer = bytearray(size or 0)
    view, at = memoryview(buffer), 0
    receive, more = request.receive, True  # not `request.stream()`: a body comes in hundreds of pieces
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadInput("api.cut", "The body ended early.")
        piece, more = message.get("body", b""), message.get("more_body", False)
        end = at + len(piece)
        if end > limit:
            raise _too_large(limit)
        if end <= len(buffer):
            view[at:end] = piece
        elif size is not None:
            raise BadInput("api.length", "The body is longer than its Content-Length.")
        else:
            view.release()
            buffer[at:] = piece
            view = memoryview(buffer)
        at = end
    if at != len(buffer):
        raise BadInput("api.length", "The body is shorter than its Content-Length.")
    return view.toreadonly()


def announced(request: Request, limit: int) -> int:
    """How much memory a body may take: as much as it announces, at most `limit`; without an announcement, all of that."""
    size = _content_length(request)
    return limit if size is None else min(size, limit)


def _content_length(request: Request) -> int | None:
    text = request.headers.get("content-length")
    if text is None:
        return None
    if not text.isascii() or not text.isdigit():
        raise BadInput("api.length", "Content-Length is not a number.")
    return int(text)


def _too_large(limit: int) -> TooLarge:
    return TooLarge("api.body", f"The body is larger than the {limit} bytes allowed here: send less at a time.")
