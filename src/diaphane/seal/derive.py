"""Keys from keys: HKDF-SHA256 (RFC 5869) with a purpose, AES-KW (RFC 3394), and a check value that shows no key."""

from __future__ import annotations

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from diaphane.base.errors import IntegrityFailed

KEY_BYTES = 32


def derive(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose. `key` is uniformly random, so HKDF's extract step is not needed (RFC 5869 section 3.3)."""
    return HKDFExpand(SHA256(), KEY_BYTES, b"diaphane|1|" + purpose.encode()).derive(key)


def wrap(key: bytes, inner: bytes) -> bytes:
    """`inner` (32 bytes) wrapped under `key`: 40 bytes."""
    if len(inner) != KEY_BYTES:
        msg = f"a key has {KEY_BYTES} bytes"
        raise ValueError(msg)
    return aes_key_wrap(key, inner)


def unwrap(key: bytes, wrapped: bytes) -> bytes:
    """The inner key. Raises `IntegrityFailed` when damaged or wrapped under another key."""
    try:
        return aes_key_unwrap(key, wrapped)
    except (InvalidUnwrap, ValueError):
        raise IntegrityFailed("seal.key", "A wrapped key is damaged or belongs to another key.") from None


def check_value(key: bytes) -> str:
    """A key's public name, 128 bits in hex: equal for equal keys, useless for finding the key."""
    return derive(key, "check")[:16].hex()
