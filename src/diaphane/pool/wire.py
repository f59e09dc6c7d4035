"""Calls to another process over a stream: two lengths, a JSON header of a fixed form, bytes.

    u32 length of the header | u32 length of the body | header | body          (little endian)

Up:   {"id": n, "call": name, "arguments": {...}} or {"id": n, "cancel": true}
Down: {"id": n, "result": {...}} or {"id": n, "error": {"kind", "code", "message"}}; a cancelled call is answered too.
"""

from __future__ import annotations

import asyncio
from struct import Struct
from typing import Any, Final

import orjson

from diaphane.base import errors
from diaphane.base.errors import Busy, DiaphaneError

_LENGTHS: Final = Struct("<II")
MOST_HEADER: Final = 64 << 20
MOST_BODY: Final = 256 << 20
_KINDS: Final = {
    kind.__name__: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, DiaphaneError) and kind is not DiaphaneError
}

Message = tuple[dict[str, Any], bytes]


class Lost(Busy):
    """The other process is gone, or broke off in the middle of a message."""


def lost() -> Lost:
    """The sentence for people."""
    return Lost("pool.worker_lost", "The pictures' process was replaced just now. Try again.")


async def receive(reader: asyncio.StreamReader) -> Message:
    """The next message. Raises `Lost` at the end of the stream or for lengths beyond all measure."""
    try:
        header, body = _LENGTHS.unpack(await reader.readexactly(_LENGTHS.size))
        if header > MOST_HEADER or body > MOST_BODY:
            raise lost()
        message = orjson.loads(await reader.readexactly(header))
        data = await reader.readexactly(body) if body else b""
    except (asyncio.IncompleteReadError, ConnectionError, orjson.JSONDecodeError) as error:
        raise lost() from error
    if not isinstance(message, dict):
        raise lost()
    return message, data


async def send(writer: asyncio.StreamWriter, header: dict[str, Any], body: bytes = b"") -> None:
    """Send one message; waits until the stream takes more. Raises `Lost`."""
    head = orjson.dumps(header)
    try:
        writer.write(_LENGTHS.pack(len(head), len(body)) + head)
        if body:
            writer.write(body)
        await writer.drain()
    except ConnectionError as error:
        raise lost() from error


def error_out(error: DiaphaneError) -> dict[str, str]:
    """An expected error as JSON."""
    kind = next((name for name, known in _KINDS.items() if type(error) is known), "Busy")
    if kind == "Busy" and not isinstance(error, Busy):
        kind = next(name for base in type(error).__mro__ for name, known in _KINDS.items() if base is known)
    return {"kind": kind, "code": error.code, "message": error.message}


def error_in(said: Any) -> DiaphaneError:  # noqa: ANN401 (JSON)
    """The same error again, of the same kind."""
    match said:
        case {"kind": str(kind), "code": str(code), "message": str(message)} if kind in _KINDS:
            return _KINDS[kind](code, message)
        case _:
            return Busy("pool.failed", "The picture could not be made. It was logged; try again.")
