"""What an upload will send: the files under a path, their digests, and how they are helped into requests. Reads, sends nothing."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from diaphane.base.errors import BadInput

HASHERS = 4
PIECE = 1 << 20
FRAME_BYTES = 12  # u32 index, u64 size


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file to send. `name` is its path below what was asked for, `/`-separated; `size` and `sha256` of the bytes read when hashing."""

    path: Path
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of one request, by their index in the manifest."""

    indexes: tuple[int, ...]
    bytes: int


def find(path: Path) -> list[tuple[Path, str]]:
    """Every ordinary file at or below `path` with its name, folder by folder. Links are not followed.

    Raises `BadInput` when there is nothing there.
    """
    if path.is_file():
        return [(path, path.name)]
    if not path.is_dir():
        raise BadInput("upload.path", "There is no such file or folder.")
    found: list[tuple[Path, str]] = []
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            file = Path(folder, name)
            if stat.S_ISREG(file.lstat().st_mode):
                found.append((file, file.relative_to(path).as_posix()))
    if not found:
        raise BadInput("upload.path", "The folder holds no files.")
    return found


def read_all(found: Iterable[tuple[Path, str]], hashed: Callable[[int], None] = lambda _: None) -> list[LocalFile]:
    """Hash every file; `hashed` hears of each file's size. Raises `BadInput` for a file that cannot be read."""
    with ThreadPoolExecutor(HASHERS) as threads:
        files = []
        for file in threads.map(lambda entry: _hash(*entry), found):
            hashed(file.size)
            files.append(file)
    return files


def batches(files: list[LocalFile], missing: Iterable[int], batch_bytes: int) -> Iterator[Batch]:
    """The missing files in order, packed until a batch is full; one that is larger than a batch gets its own."""
    indexes: list[int] = []
    size = 0
    for index in missing:
        weight = files[index].size + FRAME_BYTES
        if indexes and size + weight > batch_bytes:
            yield Batch(tuple(indexes), size)
            indexes, size = [], 0
        indexes.append(index)
        size += weight
    if indexes:
        yield Batch(tuple(indexes), size)


def _hash(path: Path, name: str) -> LocalFile:
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb", buffering=0) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                size += len(piece)
    except OSError as error:
        raise BadInput("upload.unreadable", f"{name} cannot be read: {error.strerror}.") from error
    return LocalFile(path, name, size, digest.hexdigest())
