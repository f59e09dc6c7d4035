"""Makes session and API tokens, and what is kept of them."""

from __future__ import annotations

import hashlib
import re
import secrets

API_PREFIX = "diaphane_"
"""In front of API tokens, so that people and secret scanners recognise one that lies about."""
_SHAPE = re.compile(r"(?:diaphane_)?[A-Za-z0-9_-]{43}")


def session_token() -> str:
    """A new session token: 256 random bits, 43 URL-safe letters."""
    return secrets.token_urlsafe(32)


def api_token() -> str:
    """A new API token."""
    return API_PREFIX + secrets.token_urlsafe(32)


def kept(token: str) -> bytes:
    """What is kept of a token and looked up by: its SHA-256, useless to whoever reads the database."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def shaped(token: str) -> bool:
    """Whether this could be a token of ours; anything else needs no look-up."""
    return _SHAPE.fullmatch(token) is not None
