"""Gives each account's transactions what seals and finds its rows, from its region's keyring."""

from __future__ import annotations

from collections.abc import Mapping

from diaphane.base.errors import IntegrityFailed
from diaphane.model.ids import RegionId
from diaphane.model.ports import BlindTokens, ColumnSeal, Keyring
from diaphane.model.scope import Scope
from diaphane.seal.blind import BlindIndex
from diaphane.seal.column import ColumnCipher


class RegionSeals:
    """Implements `ports.AccountSeals`."""

    def __init__(self, keyrings: Mapping[RegionId, Keyring]) -> None:
        self._keyrings = keyrings

    def columns(self, scope: Scope) -> ColumnSeal:
        """The account's column cipher."""
        return ColumnCipher(self._keyring(scope), scope)

    def tokens(self, scope: Scope) -> BlindTokens:
        """The account's blind index."""
        return BlindIndex(self._keyring(scope).derive(scope, "index"))

    def _keyring(self, scope: Scope) -> Keyring:
        try:
            return self._keyrings[scope.region]
        except KeyError:
            raise IntegrityFailed("app.region", "This account's region is not one of this installation.") from None
