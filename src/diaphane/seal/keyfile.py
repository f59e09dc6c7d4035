"""Key files: written whole and durably, readable by their owner only, destroyed by overwriting."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from diaphane.base.errors import UnsafeSettings

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TEMPORARY = ".tmp-"


def check_private(path: Path) -> None:
    """Raise `UnsafeSettings` when others may read or change a key file or folder, or when somebody else owns it."""
    found = path.lstat()
    what = "folder" if stat.S_ISDIR(found.st_mode) else "file"
    if stat.S_ISLNK(found.st_mode):
        raise UnsafeSettings("keyring.link", f"The keyring's {path.name} is a link: put the key itself there.")
    if stat.S_IMODE(found.st_mode) & 0o077:
        mode = "700" if what == "folder" else "600"
        raise UnsafeSettings(
            "keyring.readable", f"The keyring's {what} {path.name} is open to other users of this computer: chmod it to {mode}."
        )
    if found.st_uid not in {os.geteuid(), 0}:
        raise UnsafeSettings(
            "keyring.owner", f"The keyring's {what} {path.name} belongs to another user: chown it to the one Diaphane runs as."
        )


def read(path: Path) -> bytes:
    """A key file's bytes. Raises `FileNotFoundError`, or `UnsafeSettings` when others may read it."""
    check_private(path)
    return path.read_bytes()


def write_new(path: Path, data: bytes) -> None:
    """Create a file durably and all at once. Raises `FileExistsError` and never overwrites."""
    temporary = _write_temporary(path, data)
    try:
        os.link(temporary, path)
    finally:
        temporary.unlink()
    sync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Put new bytes in a file's place durably: whoever looks sees the old or the new, also after a power cut."""
    _write_temporary(path, data).replace(path)
    sync_folder(path.parent)


def shred(path: Path) -> None:
    """Overwrite a file, make that durable, then remove it durably. Raises `FileNotFoundError`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        os.pwrite(descriptor, os.urandom(os.fstat(descriptor).st_size), 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    path.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make names made or removed in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the file's lock against all other processes and threads; the lock goes with the process that held it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write_temporary(path: Path, data: bytes) -> Path:
    temporary = path.with_name(f"{TEMPORARY}{uuid4().hex}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, PRIVATE_FILE)
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
    except BaseException:
        temporary.unlink()
        raise
    finally:
        os.close(descriptor)
    return temporary
