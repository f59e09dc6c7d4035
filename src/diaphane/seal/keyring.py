"""The key tree of one region in a folder: region key > account keys. It is never in the database nor in its backups.

    <folder>/<region>/region-1.key      a region key, 32 bytes; a rotation adds region-2.key and then destroys region-1.key
    <folder>/<region>/region.secret     number of the region key | the region's secret wrapped by it
    <folder>/<region>/accounts/<id>     number of the region key | the account's key wrapped by it
    <folder>/<region>/lock              held while keys are made, wrapped anew or destroyed

The wrapped secret is also the check value: a region key that does not unwrap it is not this region's.
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from diaphane.base.errors import Conflict, IntegrityFailed, NotHere, UnsafeSettings
from diaphane.model.ids import AccountId, RegionId
from diaphane.model.scope import Scope
from diaphane.seal import derive, keyfile

_WRAPPED = struct.Struct("<4sI40s")  # magic, number of the region key, RFC 3394 wrapped key
_MAGIC = b"DKY1"
_ATTEMPTS = 3  # a rotation that ends between two reads moves a key at most once under a reader's feet


@dataclass(frozen=True, slots=True)
class _Opened:
    """An account key in memory, good only for exactly the file it came from."""

    stamp: tuple[int, int, int]
    key: bytes


class FileKeyring:
    """Account keys of one region, wrapped by its region key (implements `ports.Keyring`).

    Safe for several threads and processes: an opened key is checked against its file at every use, so an account destroyed
    by one process is dead in all of them at once.
    """

    def __init__(self, folder: Path, region: RegionId) -> None:
        """Open the region's keys. Raises `UnsafeSettings` when they are missing, wrong, or open to other users."""
        self._region = region
        self._home = folder / region
        self._accounts = self._home / "accounts"
        self._opened: dict[AccountId, _Opened] = {}
        if not self._home.is_dir():
            raise UnsafeSettings(
                "keyring.missing",
                f"There are no keys for region {region} where the setting `keyring` points: restore the folder from its backup.",
            )
        for path in (folder, self._home, *self._home.iterdir(), *(self._accounts.iterdir() if self._accounts.is_dir() else ())):
            with suppress(FileNotFoundError):  # another process may destroy or rotate while we look
                keyfile.check_private(path)
        self._secret = self._check()

    @classmethod
    def initialise(cls, folder: Path, region: RegionId) -> FileKeyring:
        """Make the keys of a new region, whole or not at all, and open them; only a first start may ask. Raises `Conflict`."""
        folder.mkdir(mode=keyfile.PRIVATE_FOLDER, parents=True, exist_ok=True)
        keyfile.check_private(folder)
        with keyfile.locked(folder / "lock"):
            if (folder / region).exists():
                raise Conflict("keyring.exists", f"Region {region} has keys already.")
            for stale in folder.glob(f"{keyfile.TEMPORARY}*"):
                shutil.rmtree(stale)
            temporary = folder / f"{keyfile.TEMPORARY}{uuid4().hex}"
            for made in (temporary, temporary / "accounts"):
                made.mkdir(mode=keyfile.PRIVATE_FOLDER)
            region_key = os.urandom(derive.KEY_BYTES)
            keyfile.write_new(temporary / "region-1.key", region_key)
            keyfile.write_new(temporary / "region.secret", _WRAPPED.pack(_MAGIC, 1, derive.wrap(region_key, os.urandom(derive.KEY_BYTES))))
            temporary.rename(folder / region)
            keyfile.sync_folder(folder)
            keyfile.sync_folder(folder.parent)
        return cls(folder, region)

    @staticmethod
    def initialised(folder: Path, region: RegionId) -> bool:
        """Whether the region has a place in the keyring folder."""
        return (folder / region).exists()

    def region(self) -> RegionId:
        """The region whose key wraps these account keys."""
        return self._region

    def lineage(self) -> str:
        """The public name of this region's keys, stable over rotation: kept in the database, it tells a foreign keyring."""
        return derive.check_value(self._secret)

    def create(self, account: AccountId) -> None:
        """Make and keep a new account key, durable when this returns. Raises `Conflict` if there is one."""
        with self._changing():
            try:
                keyfile.write_new(self._file(account), self._wrapped(self._newest(), os.urandom(derive.KEY_BYTES)))
            except FileExistsError:
                raise Conflict("keyring.account_exists", "This account has a key already.") from None

    def wrap(self, scope: Scope, data_key: bytes) -> bytes:
        """AES-KW of a 32-byte data key under the account's wrapping key: 40 bytes. Raises `NotHere` for an account without key."""
        return derive.wrap(self.derive(scope, "packs"), data_key)

    def unwrap(self, scope: Scope, wrapped: bytes) -> bytes:
        """The data key again. Raises `IntegrityFailed`, or `NotHere` when the account's key was destroyed."""
        return derive.unwrap(self.derive(scope, "packs"), wrapped)

    def derive(self, scope: Scope, purpose: str) -> bytes:
        """A 32-byte key for one purpose by HKDF-SHA256 of the account key. Raises as `unwrap`."""
        if scope.region != self._region:
            raise IntegrityFailed("keyring.region", "A key was asked from the keyring of another region.")
        return derive.derive(self._account_key(scope.account), f"{purpose}|{scope.region}|{scope.account.hex}")

    def region_secret(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose that belongs to no account; rotation does not change it."""
        return derive.derive(self._secret, f"{purpose}|{self._region}")

    def destroy(self, account: AccountId) -> None:
        """Overwrite and remove the account's key durably. An account without key is no error: erasing may be repeated."""
        with self._changing():
            self._opened.pop(account, None)
            try:
                keyfile.shred(self._file(account))
            except FileNotFoundError:
                keyfile.sync_folder(self._accounts)

    def rotate(self) -> int:
        """Make a new region key, wrap every account key anew under it, destroy the old one; returns the new key's number.

        Objects and rows are not touched. Killed midway, everything stays readable and the next call finishes the same rotation.
        """
        with self._changing():
            numbers = self._numbers()
            newest = numbers[-1]
            if len(numbers) == 1:
                newest += 1
                keyfile.write_new(self._region_file(newest), os.urandom(derive.KEY_BYTES))
        # One lock per key, not one for all: signing up goes on meanwhile, and what it makes is under the newest key already.
        for path in self._wrapped_files():
            with keyfile.locked(self._home / "lock"):
                self._rewrap(path, newest)
        with self._changing():
            if any(self._read(path)[0] != newest for path in self._wrapped_files()):
                raise IntegrityFailed("keyring.rotation", "A key is still wrapped by an old region key: rotate again.")
            for number in self._numbers()[:-1]:
                keyfile.shred(self._region_file(number))
        return newest

    def _check(self) -> bytes:
        """The region's secret, which proves that the region key is the right one."""
        try:
            return self._unwrapped(self._home / "region.secret")
        except FileNotFoundError:
            raise UnsafeSettings(
                "keyring.missing",
                f"The secret of region {self._region} is missing from its keyring: restore the keyring folder from its backup.",
            ) from None
        except IntegrityFailed:
            raise UnsafeSettings(
                "keyring.wrong",
                f"The region key of {self._region} is not the one its keyring was made with: restore the right keyring folder.",
            ) from None

    def _account_key(self, account: AccountId) -> bytes:
        path = self._file(account)
        try:
            found = path.lstat()
            stamp = (found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
            if (opened := self._opened.get(account)) is not None and opened.stamp == stamp:
                return opened.key
            key = self._unwrapped(path)
        except FileNotFoundError:
            self._opened.pop(account, None)
            raise NotHere("keyring.no_account", "There is no key for this account: it was destroyed or never made.") from None
        self._opened[account] = _Opened(stamp, key)
        return key

    def _unwrapped(self, path: Path) -> bytes:
        """The key in a wrapped file. Raises `FileNotFoundError`, `IntegrityFailed`, or `UnsafeSettings` without its region key."""
        for _ in range(_ATTEMPTS):
            number, wrapped = self._read(path)
            try:
                return derive.unwrap(keyfile.read(self._region_file(number)), wrapped)
            except FileNotFoundError:
                continue
            except IntegrityFailed:
                # `rotate` may be overwriting that region key this moment: then this key is wrapped by its follower already.
                if self._read(path) == (number, wrapped):
                    raise
        raise UnsafeSettings(
            "keyring.missing",
            f"The region key of {self._region} is missing while its keyring is in use: restore the keyring folder from its backup.",
        )

    def _read(self, path: Path) -> tuple[int, bytes]:
        data = keyfile.read(path)
        if len(data) != _WRAPPED.size or data[:4] != _MAGIC:
            raise IntegrityFailed("keyring.damaged", "A key file is damaged: restore the keyring folder from its backup.")
        _, number, wrapped = _WRAPPED.unpack(data)
        return number, wrapped

    def _rewrap(self, path: Path, newest: int) -> None:
        """Wrap one key under the newest region key, unless it is already, or was destroyed meanwhile."""
        if path.exists() and self._read(path)[0] != newest:
            keyfile.replace(path, self._wrapped(newest, self._unwrapped(path)))

    def _wrapped(self, number: int, key: bytes) -> bytes:
        return _WRAPPED.pack(_MAGIC, number, derive.wrap(keyfile.read(self._region_file(number)), key))

    def _wrapped_files(self) -> list[Path]:
        return [self._home / "region.secret", *(path for path in self._accounts.iterdir() if not path.name.startswith(keyfile.TEMPORARY))]

    def _numbers(self) -> list[int]:
        return sorted(int(path.stem.removeprefix("region-")) for path in self._home.glob("region-*.key"))

    def _newest(self) -> int:
        return self._numbers()[-1]

    def _region_file(self, number: int) -> Path:
        return self._home / f"region-{number}.key"

    def _file(self, account: AccountId) -> Path:
        return self._accounts / account.hex

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock; first shred what a killed process left half written (it may hold an account's key, wrapped)."""
        with keyfile.locked(self._home / "lock"):
            for folder in (self._home, self._accounts):
                for stale in folder.glob(f"{keyfile.TEMPORARY}*"):
                    keyfile.shred(stale)
            yield
