"""Bytes whose type says whether they were sealed. `store` accepts `Sealed` only: a leak does not type-check."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import override

from diaphane.model.ids import PackId
from diaphane.model.scope import Scope

Buffer = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Plain:
    """Bytes in the clear. Lives in memory only; never reaches a disk, a log or a URL."""

    data: Buffer


@dataclass(frozen=True, slots=True)
class Sealed:
    """Bytes of a sealed pack (AES-256-GCM): safe to store anywhere."""

    data: Buffer


@dataclass(frozen=True, slots=True)
class BlobKey:
    """Where a sealed pack lies in a store: region / account / pack. Never made from a name in the input."""

    scope: Scope
    pack: PackId

    def path(self) -> str:
        """Object name relative to the store's root, `/`-separated, of fixed alphabet [a-z0-9-/]."""
        pack = self.pack.hex
        return f"{self.scope.region}/{self.scope.account.hex}/{pack[:2]}/{pack}"


@dataclass(frozen=True, slots=True)
class Extent:
    """A run of plaintext bytes inside one pack."""

    pack: PackId
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class PackHead:
    """What opening a range of a pack needs besides its key: the exact header bytes and the plaintext length.

    `header` holds the wrapped data key, so a row of it is useless without the account key.
    """

    pack: PackId
    header: bytes
    length: int


@dataclass(frozen=True, slots=True)
class PackTicket:
    """One pack opened for a render worker: where it lies, its head and its 32-byte data key. Memory only."""

    key: BlobKey
    head: PackHead
    data_key: bytes

    @override
    def __repr__(self) -> str:
        """Never show the key."""
        return f"PackTicket({self.key.path()})"
