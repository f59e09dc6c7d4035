"""Places in a list as opaque text for addresses: callers pass them on and read nothing in them."""

from __future__ import annotations

import base64
from typing import Any

import orjson


def write(*parts: str | int) -> str:
    """The parts as URL-safe text."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def read(text: str) -> list[Any]:
    """The parts again, of whatever kind they are: nothing here says that `write` made the text. Raises `ValueError` for what is no list."""
    found = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(found, list):
        raise ValueError("no list of parts")  # noqa: TRY004 (a text of the wrong content, as any other)
    return found
