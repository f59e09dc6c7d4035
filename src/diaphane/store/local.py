"""Sealed packs in a local folder, durable when `put` returns.

Own writer, because no library we know does all of: write aside, sync the data, publish under the name without overwriting,
sync the folder and every folder made for it. Reads are one `pread`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from diaphane.base.errors import Busy, Conflict, Full, IntegrityFailed, NotHere
from diaphane.model.ids import AccountId, PackId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Sealed
from diaphane.store.incoming import Incoming, make_folder, sync_folder


class LocalBlobs:
    """Implements `ports.Blobs` under `root`, which is made if missing (0700; files 0600). Safe for threads and processes.

    The process that owns the store calls `sweep` once at its start.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._durable: set[Path] = set()  # folders whose own names are known to be durable
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, key: BlobKey, parts: Iterable[Sealed]) -> int:
        """Store a pack; returns its size in bytes.

        Raises `Conflict` for a key that is taken, `Full` when there is no room on the disk and `Busy` when it fails: then
        nothing is acknowledged and no part of it stays.
        """
        path = self._path(key)
        try:
            self._make_durable(path.parent)
            with Incoming(self._incoming(key.scope.region)) as incoming:
                size = incoming.write(parts)
                incoming.publish(path)
        except FileExistsError:
            raise Conflict("store.exists", "A sealed pack with this id is stored already.") from None
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise Full("store.full", "The object store is full; nothing was stored. Tell the operator, then send again.") from error
            raise Busy(
                "store.failing", f"The object store could not write ({os.strerror(error.errno or 0)}); nothing was stored."
            ) from error
        return size

    def read(self, key: BlobKey, start: int, length: int) -> Sealed:
        """Exactly `length` bytes from `start`. Raises `NotHere`, `IntegrityFailed` past the end, `Busy` when the disk fails."""
        if start < 0 or length < 0:
            raise _short()
        try:
            descriptor = os.open(self._path(key), os.O_RDONLY | os.O_NOFOLLOW)
        except FileNotFoundError:
            raise _unknown() from None
        try:
            data = os.pread(descriptor, length, start)
            while len(data) < length:  # beyond 2 GiB a single pread is cut by the kernel
                more = os.pread(descriptor, length - len(data), start + len(data))
                if not more:
                    raise _short()
                data += more
        except OSError as error:
            raise Busy("store.failing", f"The object store could not read ({os.strerror(error.errno or 0)}).") from error
        finally:
            os.close(descriptor)
        return Sealed(data)

    def size(self, key: BlobKey) -> int:
        """Size in bytes. Raises `NotHere`."""
        try:
            return self._path(key).stat().st_size
        except FileNotFoundError:
            raise _unknown() from None

    def delete(self, key: BlobKey) -> None:
        """Delete durably; deleting what is not there is no error, but its absence is made durable all the same."""
        path = self._path(key)
        if path.parent.is_dir():
            path.unlink(missing_ok=True)
            sync_folder(path.parent)

    def list(self, scope: Scope, *, stored_before: datetime | None = None) -> Iterator[BlobKey]:
        """Every pack of one account, or those stored before a time, in no order."""
        until = None if stored_before is None else stored_before.timestamp()
        for path in (self._root / scope.region / scope.account.hex).glob("??/*"):
            with suppress(FileNotFoundError):  # deleted while we look
                if until is None or path.stat().st_mtime < until:
                    yield BlobKey(scope, PackId(UUID(hex=path.name)))

    def scopes(self, region: RegionId) -> Iterator[Scope]:
        """Every account that has packs in a region, in no order."""
        for path in (self._root / region).glob("*/"):
            if path.name != INCOMING:
                yield Scope(AccountId(UUID(hex=path.name)), region)

    def sweep(self) -> int:
        """Remove what writers that died left half written (those alive keep theirs); returns how many."""
        return sum(Incoming.sweep(region / INCOMING) for region in self._root.iterdir() if (region / INCOMING).is_dir())

    def _incoming(self, region: str) -> Path:
        """Where a region's packs are written before they get their name: on the same file system, so that a link can publish them."""
        folder = self._root / region / INCOMING
        self._make_durable(folder)
        return folder

    def _make_durable(self, folder: Path) -> None:
        """Make the folder and those above it, and their names durable, whoever made them: a file in a lost folder is lost."""
        if folder in self._durable:
            return
        if folder != self._root:
            self._make_durable(folder.parent)
        make_folder(folder)
        self._durable.add(folder)

    def _path(self, key: BlobKey) -> Path:
        return self._root / key.path()


INCOMING = "incoming"


def _unknown() -> NotHere:
    return NotHere("store.unknown", "This sealed pack is not in the store.")


def _short() -> IntegrityFailed:
    return IntegrityFailed("store.short", "A sealed pack is shorter than its index says.")
