"""One pack on its way to disk: written aside, synced, then published under its name at once or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from diaphane.model.sealed import Sealed

PARTS_A_CALL = 64  # 4 MiB of chunks a system call: bench/seal shows no gain beyond


class Incoming:
    """A context manager around one temporary file, which is gone when the context ends, published or not.

    It holds a lock on the file, so that `sweep` can tell a dead writer's from a living one's.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / uuid4().hex
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)

    def __enter__(self) -> Self:
        fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._descriptor)
        self._path.unlink(missing_ok=True)

    def write(self, parts: Iterable[Sealed]) -> int:
        """Write all parts and make them durable; returns their size in bytes. Raises `OSError`."""
        size, source = 0, iter(parts)
        while batch := [memoryview(part.data) for part in islice(source, PARTS_A_CALL)]:
            size += _write_all(self._descriptor, batch)
        os.fdatasync(self._descriptor)
        return size

    def publish(self, path: Path) -> None:
        """Give the file its name durably. Raises `FileExistsError`: a link, unlike a rename, never overwrites."""
        os.link(self._path, path)
        try:
            sync_folder(path.parent)
        except OSError:
            path.unlink()  # not acknowledged: better gone than perhaps there
            raise

    @staticmethod
    def sweep(folder: Path) -> int:
        """Remove the files of dead writers; returns how many."""
        return sum(_remove_if_dead(path) for path in folder.iterdir())


def _remove_if_dead(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False  # its writer has just finished
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _write_all(descriptor: int, parts: list[memoryview]) -> int:
    """Write every byte, however little the kernel takes at a time."""
    total = sum(part.nbytes for part in parts)
    left = total
    while left:
        wrote = os.writev(descriptor, parts)
        left -= wrote
        while parts and wrote >= parts[0].nbytes:
            wrote -= parts.pop(0).nbytes
        if wrote:
            parts[0] = parts[0][wrote:]
    return total


def make_folder(folder: Path) -> None:
    """Make one folder (0700) if missing and make its name durable."""
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make names made or removed in a folder durable. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
