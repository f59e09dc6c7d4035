"""Sealed columns: small values in database rows, AES-256-GCM under keys of the account, bound to their place."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from diaphane.base.errors import IntegrityFailed
from diaphane.model.ports import Keyring
from diaphane.model.scope import Scope

FORMAT = b"\x01"
NONCE_BYTES = 12
TAG_BYTES = 16


class ColumnCipher:
    """Seals and opens the columns of one account.

    `context` is "table.column|natural key" and is authenticated: a value moved to another row, column, account or region does
    not open. Each table.column has its own key, so that random 96-bit nonces stay far below the 2^32 uses of one key
    that NIST SP 800-38D section 8.3 allows.
    """

    def __init__(self, keyring: Keyring, scope: Scope) -> None:
        """Raises `NotHere` when the account's key was destroyed (at the first use)."""
        self._keyring, self._scope = keyring, scope
        self._place = f"{scope.region}|{scope.account.hex}|"
        self._ciphers: dict[str, AESGCM] = {}

    def seal(self, plain: bytes, context: str) -> bytes:
        """Format byte | nonce | ciphertext | tag: 29 bytes longer than `plain`."""
        fresh = os.urandom(NONCE_BYTES)
        return FORMAT + fresh + self._cipher(context).encrypt(fresh, plain, self._binding(context))

    def open(self, sealed: bytes, context: str) -> bytes:
        """The value again. Raises `IntegrityFailed` when damaged or from another place."""
        if len(sealed) < len(FORMAT) + NONCE_BYTES + TAG_BYTES or sealed[:1] != FORMAT:
            raise IntegrityFailed("seal.column", "A sealed column holds something that was never sealed.")
        try:
            return self._cipher(context).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], self._binding(context))
        except InvalidTag:
            raise IntegrityFailed("seal.column", "A sealed column is damaged or from another place.") from None

    def _binding(self, context: str) -> bytes:
        return (self._place + context).encode()

    def _cipher(self, context: str) -> AESGCM:
        column = context.partition("|")[0]
        if (cipher := self._ciphers.get(column)) is None:
            cipher = self._ciphers[column] = AESGCM(self._keyring.derive(self._scope, f"columns|{column}"))
        return cipher
