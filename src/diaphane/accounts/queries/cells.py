"""Sealed cells of the accounts: small JSON objects bound to their row."""

from __future__ import annotations

import json

from diaphane.model.ports import ColumnSeal


def seal(columns: ColumnSeal, place: str, key: object, texts: dict[str, str]) -> bytes:
    """A sealed cell, bound to `place` ("table.column") and the row's natural key."""
    return columns.seal(json.dumps(texts).encode(), f"{place}|{key}")


def unseal(columns: ColumnSeal, place: str, key: object, sealed: bytes) -> dict[str, str]:
    """The texts again. Raises `IntegrityFailed` for a cell that is damaged or from another row."""
    texts: dict[str, str] = json.loads(columns.open(sealed, f"{place}|{key}"))
    return texts
