"""Sealed packs in memory: the twin of the durable stores, for tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from threading import Lock

from diaphane.base.errors import Conflict, IntegrityFailed, NotHere
from diaphane.model.ids import RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Sealed


class MemoryBlobs:
    """Implements `ports.Blobs` in a dictionary; safe for threads."""

    def __init__(self) -> None:
        self._packs: dict[BlobKey, bytes] = {}
        self._times: dict[BlobKey, datetime] = {}
        self._lock = Lock()

    def put(self, key: BlobKey, parts: Iterable[Sealed]) -> int:
        """Keep a pack; returns its size in bytes. Raises `Conflict` for a key that is taken."""
        data = b"".join(part.data for part in parts)
        with self._lock:
            if key in self._packs:
                raise Conflict("store.exists", "A sealed pack with this id is stored already.")
            self._packs[key] = data
            self._times[key] = datetime.now(UTC)
        return len(data)

    def read(self, key: BlobKey, start: int, length: int) -> Sealed:
        """Exactly `length` bytes from `start`. Raises `NotHere`, `IntegrityFailed` past the end."""
        data = self._pack(key)
        if start < 0 or length < 0 or start + length > len(data):
            raise IntegrityFailed("store.short", "A sealed pack is shorter than its index says.")
        return Sealed(data[start : start + length])

    def size(self, key: BlobKey) -> int:
        """Size in bytes. Raises `NotHere`."""
        return len(self._pack(key))

    def delete(self, key: BlobKey) -> None:
        """Forget a pack; one that is not there is no error."""
        with self._lock:
            self._packs.pop(key, None)
            self._times.pop(key, None)

    def list(self, scope: Scope, *, stored_before: datetime | None = None) -> Iterator[BlobKey]:
        """Every pack of one account, or those stored before a time, in no order."""
        times = self._times.copy()
        return iter([key for key, at in times.items() if key.scope == scope and (stored_before is None or at < stored_before)])

    def scopes(self, region: RegionId) -> Iterator[Scope]:
        """Every account that has packs in a region, in no order."""
        return iter({key.scope for key in self._packs.copy() if key.scope.region == region})

    def _pack(self, key: BlobKey) -> bytes:
        try:
            return self._packs[key]
        except KeyError:
            raise NotHere("store.unknown", "This sealed pack is not in the store.") from None
