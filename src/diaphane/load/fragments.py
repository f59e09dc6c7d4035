"""The fragments of one encapsulated frame put together (PS3.5 A.4)."""

from __future__ import annotations

from diaphane.base.errors import BadInput

_ITEM = b"\xfe\xff\x00\xe0"
_MOST_FRAGMENTS = 1 << 20


def joined(items: memoryview) -> bytes:
    """The frame's bytes from its run of items.

    Raises `BadInput` for bytes that are no items.
    """
    parts: list[memoryview] = []
    at = 0
    while at + 8 <= len(items) and len(parts) < _MOST_FRAGMENTS:
        if items[at : at + 4] != _ITEM:
            break
        length = int.from_bytes(items[at + 4 : at + 8], "little")
        parts.append(items[at + 8 : at + 8 + length])
        at += 8 + length
    if not parts or at > len(items) + 1:  # a last fragment without its padding byte is forgiven
        raise BadInput("load.truncated", "The picture's compressed bytes are cut off.")
    return b"".join(parts)
