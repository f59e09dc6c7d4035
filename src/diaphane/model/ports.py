"""What rooms need from each other, in the words of who needs it. `app` plugs the implementations in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from diaphane.model.ids import AccountId, RegionId
from diaphane.model.making import Making, Order
from diaphane.model.probe import Histogram, PointValue, Probe, ValueSpan
from diaphane.model.registration import Registration
from diaphane.model.scene import Picture, Quality, Scene, Vec3
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Extent, PackHead, PackTicket, Plain, Sealed
from diaphane.model.ticket import SeriesTicket
from diaphane.model.warmth import Warmth


class Blobs(Protocol):
    """Sealed packs in object storage. Calls block: run them in a thread.

    Implementations: `store.local.LocalBlobs` (durable folder), `store.memory.MemoryBlobs`; Azure Blob and S3 come through the same port.
    """

    def put(self, key: BlobKey, parts: Iterable[Sealed]) -> int:
        """Store a pack, durable when this returns; returns its size in bytes. Never overwrites: raises `Conflict`."""
        ...

    def read(self, key: BlobKey, start: int, length: int) -> Sealed:
        """Exactly `length` bytes from `start`. Raises `NotHere` for an unknown key, `IntegrityFailed` past the end."""
        ...

    def size(self, key: BlobKey) -> int:
        """Size in bytes. Raises `NotHere`."""
        ...

    def delete(self, key: BlobKey) -> None:
        """Delete durably; deleting what is not there is no error."""
        ...

    def list(self, scope: Scope, *, stored_before: datetime | None = None) -> Iterator[BlobKey]:
        """Every pack of one account, or those stored before a time, in no order (sweeps, erasure proofs)."""
        ...

    def scopes(self, region: RegionId) -> Iterator[Scope]:
        """Every account that has packs in a region, in no order."""
        ...


class Keyring(Protocol):
    """Account keys of one region, wrapped by the region key, in a folder apart from the database."""

    def create(self, account: AccountId) -> None:
        """Make and keep a new account key. Raises `Conflict` if there is one."""
        ...

    def wrap(self, scope: Scope, data_key: bytes) -> bytes:
        """AES-KW (RFC 3394) of a 32-byte data key under the account's key."""
        ...

    def unwrap(self, scope: Scope, wrapped: bytes) -> bytes:
        """The data key again. Raises `IntegrityFailed`, or `NotHere` when the account's key was destroyed."""
        ...

    def derive(self, scope: Scope, purpose: str) -> bytes:
        """A 32-byte key for one purpose ("columns", "index") by HKDF-SHA256 of the account key."""
        ...

    def region_secret(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose that belongs to no account (log-in name look-up).

        Bound to the region key file's lineage, stable over rotation.
        """
        ...

    def destroy(self, account: AccountId) -> None:
        """Destroy the account's key durably: all it sealed is unreadable from now on."""
        ...

    def region(self) -> RegionId:
        """The region whose key wraps these account keys."""
        ...


class ColumnSeal(Protocol):
    """Seals small values for database rows under one account's key (`seal.column.ColumnCipher`)."""

    def seal(self, plain: bytes, context: str) -> bytes:
        """Sealed bytes bound to `context` = "table.column|natural key"."""
        ...

    def open(self, sealed: bytes, context: str) -> bytes:
        """The value again. Raises `IntegrityFailed` when damaged or from another place."""
        ...


class BlindTokens(Protocol):
    """Keyed search tokens of one account, signed 64 bits (`seal.blind.BlindIndex`). Texts are folded inside."""

    def exact(self, field: str, text: str) -> int:
        """The token of the whole text."""
        ...

    def prefixes(self, field: str, text: str) -> frozenset[int]:
        """Tokens to store: the first 1 to 8 letters of every word."""
        ...

    def prefix(self, field: str, text: str) -> int:
        """The token to search for words that begin like `text`."""
        ...

    def trigrams(self, field: str, text: str) -> frozenset[int]:
        """Tokens of every three letters in a row inside a word."""
        ...


class AccountSeals(Protocol):
    """Where a unit of work gets what seals and finds the rows of one account."""

    def columns(self, scope: Scope) -> ColumnSeal:
        """The account's column cipher. Its first use raises `NotHere` when the account's key was destroyed."""
        ...

    def tokens(self, scope: Scope) -> BlindTokens:
        """The account's blind index. Raises `NotHere` when the account's key was destroyed."""
        ...


class PlainRanges(Protocol):
    """An opened pack: plaintext by range. Blocks: call it in a thread (`seal.pack.PackReader`)."""

    def read(self, offset: int, length: int) -> Plain:
        """Exactly these bytes. Raises `IntegrityFailed` for damaged bytes or a range outside, `NotHere` for a pack that is gone."""
        ...


class PackOpener(Protocol):
    """Turns pack heads from rows into tickets a worker can open."""

    def ticket(self, scope: Scope, head: PackHead) -> PackTicket:
        """Unwrap the pack's data key. Raises `IntegrityFailed`."""
        ...


class Pictures(Protocol):
    """Where pictures are made: the local render worker over a Unix socket, or in-process in tests."""

    async def open(self, ticket: SeriesTicket) -> None:
        """Hand the worker the keys and extents of a series; calling again is free."""
        ...

    async def render(self, scope: Scope, scene: Scene, size_px: tuple[int, int], quality: Quality) -> Picture:
        """A picture of opened series.

        Raises `NotHere` for a series that is not open (open it again), `BadInput` for a frame that cannot be decoded, `Busy`.
        """
        ...

    async def probe(self, scope: Scope, series_uid: str, frame: int, column: int, row: int) -> Probe:
        """The value of one pixel of an opened series. Raises as `render`; `NotHere` for a pixel outside of the picture."""
        ...

    async def span(self, scope: Scope, series_uid: str, frame: int | None = None) -> ValueSpan:
        """What the values of a frame span; None: of the middle frame, which gives a series without windows its automatic one."""
        ...

    async def register(self, scope: Scope, fixed: str, moving: str) -> Registration:
        """How far the rigid registration of two opened series is: the first call starts it, asking again keeps it alive.

        Raises as `render`; `BadInput` for series that are no volumes or cannot be laid over each other.
        """
        ...

    async def values(self, scope: Scope, series_uids: Sequence[str], point_mm: Vec3, phase: int) -> list[PointValue]:
        """What each of the opened series holds at a point (LPS mm), as volumes. Raises as `render`."""
        ...

    async def pick(self, scope: Scope, scene: Scene, pixel: tuple[float, float], size_px: tuple[int, int]) -> Vec3 | None:
        """The point (LPS mm) that a pixel (column, row) of a projection or 3D picture shows, None for none. Raises as `render`."""
        ...

    async def histogram(self, scope: Scope, series_uid: str, phase: int) -> Histogram:
        """How often values occur in an opened series as a volume. Raises as `values`."""
        ...

    async def make(self, scope: Scope, order: Order) -> Making:
        """How far a file of opened series is: the first call starts it, asking again keeps it alive.

        Raises as `render`; `BadInput` for orders without sense.
        """
        ...

    async def take(self, scope: Scope, order: Order) -> bytes:
        """A file that is made. Raises `NotHere` when it is not there (any more)."""
        ...

    async def pack(self, scope: Scope, series_uid: str, data_key: bytes, wrapped: bytes) -> tuple[PackHead, Extent] | None:
        """Write the frames of an opened series once more as they are in memory soonest: the derived pack and where its index lies.

        Sealed under `data_key`, of which `wrapped` goes into the pack's header. None where nothing would be gained. Takes its time, behind
        everything that anybody looks at. Raises as `render`, and what storing raises.
        """
        ...

    async def loaded(self, scope: Scope, series_uid: str) -> list[int]:
        """Frames of an opened series that are in the worker's memory, by number, for the scroll bar."""
        ...

    async def close(self, scope: Scope, series_uid: str) -> None:
        """The last viewer left: the worker forgets the keys. It does so by itself for a series nobody asked for in ten minutes."""
        ...

    async def check(self) -> Warmth:
        """How far the worker is with getting ready for volumes. Raises `Busy` when no worker answers."""
        ...
