"""Unique identifiers (PS3.5 section 9)."""

from __future__ import annotations

import re
from hashlib import sha256
from uuid import UUID

_UID = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_STRICT = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*")
LONGEST = 64


def usable(text: str) -> bool:
    """Whether `text` can name an object here: digits and single dots, at most 64 characters.

    Leading zeros in a component are against PS3.5 9.1 but common in the field and harmless, so they pass.
    """
    return len(text) <= LONGEST and _UID.fullmatch(text) is not None


def conformant(text: str) -> bool:
    """Whether `text` obeys PS3.5 9.1 to the letter."""
    return len(text) <= LONGEST and _STRICT.fullmatch(text) is not None


def from_uuid(uuid: UUID) -> str:
    """The UID of a UUID (PS3.5 B.2): `2.25.` and the UUID as one decimal number."""
    return f"2.25.{uuid.int}"


def from_words(*words: str) -> str:
    """The same UID for the same words, always: made-up studies are reproducible."""
    digest = sha256("\0".join(words).encode()).digest()[:16]
    return from_uuid(UUID(bytes=digest, version=4))
