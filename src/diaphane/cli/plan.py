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
LINK = "It is a link, and links are not followed: upload what it leads to by itself."
NO_FILE = "It is a device, a pipe or a socket, not a file."


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


@dataclass(frozen=True, slots=True)
class Found:
    """What lies at or below a path: ordinary files with their names, and what is left out: (name, reason)."""

    files: list[tuple[Path, str]]
    left_out: list[tuple[str, str]]


def find(path: Path) -> Found:
    """Every ordinary file at or below `path`, folder by folder. Links are not followed; what is no file is left out and said.

    Raises `BadInput` when there is nothing there, or a folder that cannot be read.
    """
    if path.is_file():
        return Found([(path, _readable(path.name))], [])
    if not path.is_dir():
        raise BadInput("upload.path", "There is no such file or folder.")
    found = Found([], [])
    for folder, folders, names in os.walk(path, onerror=_unreadable):
        folders.sort()
        for name in sorted([*names, *(each for each in folders if Path(folder, each).is_symlink())]):
            file = Path(folder, name)
            below = _readable(file.relative_to(path).as_posix())
            mode = file.lstat().st_mode
            if stat.S_ISREG(mode):
                found.files.append((file, below))
            else:
                found.left_out.append((below, LINK if stat.S_ISLNK(mode) else NO_FILE))
    if not found.files:
        raise BadInput("upload.path", "The folder holds no files." if not found.left_out else "The folder holds nothing but links.")
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


def _readable(name: str) -> str:
    """The name as text: old media hold names in Windows' code page, which no JSON can carry as they are."""
    data = os.fsencode(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unreadable(error: OSError) -> None:
    raise BadInput("upload.unreadable", f"The folder {_readable(Path(error.filename).name)} cannot be read: {error.strerror}.") from error


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
