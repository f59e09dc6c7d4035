"""ZIP archives to their files: every limit counted on bytes that really came out, no name ever used as a path."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from diaphane.base.errors import BadInput, TooLarge
from diaphane.base.settings import Limits
from diaphane.ingest.documents import office_zip

_PIECE = 1 << 20
_SMALL_RATIO_BYTES = 1 << 20
_DIRECTORY_BYTES_A_FILE = 160  # 46 and a name: bounds the memory that listing an archive takes
_END = b"PK\x05\x06"
_END_SIZE = 22
_ZIP64_SIZE = 56 + 20  # the record and its locator
_LONGEST_COMMENT = 1 << 16
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LONGEST_LINK = 4096
# What zipfile and zlib raise for bytes that are no ZIP or damaged.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive. `refused` says why its bytes (as far as they were read) cannot be used."""

    name: str
    data: bytes
    refused: BadInput | None = None


class Budget:
    """What one upload may still bring in, over all its archives."""

    def __init__(self, limits: Limits) -> None:
        self.files_left = limits.upload_files
        self.bytes_left = limits.upload_bytes

    def take_file(self) -> None:
        """Count one file. Raises `TooLarge` (`ingest.upload_files`)."""
        if self.files_left <= 0:
            raise TooLarge("ingest.upload_files", "The upload holds more files than one upload may: send it in parts.")
        self.files_left -= 1

    def take_bytes(self, count: int) -> None:
        """Count bytes that came out. Raises `TooLarge` (`ingest.upload_bytes`)."""
        if count > self.bytes_left:
            raise TooLarge("ingest.upload_bytes", "The upload holds more bytes, unpacked, than one upload may: send it in parts.")
        self.bytes_left -= count


def entries(file: io.BufferedIOBase, limits: Limits, budget: Budget, depth: int = 1) -> Iterator[Entry]:
    """The files of a seekable ZIP, in its order; those of ZIPs in it too, under `inner.zip/name`. Folders are skipped.

    A link, a damaged or too large file comes as a refused entry, an inner ZIP that cannot be used as a whole too. Raises for the
    archive as a whole: `BadInput` (`ingest.zip_damaged`, `ingest.zip_encrypted`, `ingest.zip_method`) before the first entry;
    `TooLarge` (`ingest.bomb`, `ingest.zip_depth`, `ingest.upload_files`, `ingest.upload_bytes`) when a limit is met on the way.
    """
    if depth > limits.zip_depth:
        raise TooLarge("ingest.zip_depth", f"There are more than {limits.zip_depth} ZIP archives inside each other: unpack them first.")
    with _opened(file, limits) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            budget.take_file()
            entry = _entry(archive, info, limits, budget)
            if entry.refused is None and _is_zip(entry.data):
                yield from _inner(entry, limits, budget, depth)
            else:
                yield entry


def _is_zip(data: bytes) -> bool:
    return data[:4] in {b"PK\x03\x04", _END} and office_zip(data) is None


def _inner(entry: Entry, limits: Limits, budget: Budget, depth: int) -> Iterator[Entry]:
    """The files of a ZIP in a ZIP."""
    try:
        for inner in entries(io.BytesIO(entry.data), limits, budget, depth + 1):
            yield Entry(f"{entry.name}/{inner.name}", inner.data, inner.refused)
    except TooLarge:
        raise
    except BadInput as refused:
        yield Entry(entry.name, entry.data, refused)


def _opened(file: io.BufferedIOBase, limits: Limits) -> zipfile.ZipFile:
    """The archive, its directory read and found honest. Raises `BadInput`, `TooLarge`."""
    damaged = BadInput("ingest.zip_damaged", "The ZIP archive is damaged or not complete. Make it again, or upload the files without it.")
    try:
        size = _check_directory(file, limits)
        archive = zipfile.ZipFile(file)
    except _DAMAGED:
        raise damaged from None
    infos = archive.infolist()
    if any(info.flag_bits & 0x1 for info in infos):
        raise BadInput("ingest.zip_encrypted", "The ZIP archive is locked with a password: unpack it first, then upload the files.")
    if any(info.compress_type not in _METHODS for info in infos):
        raise BadInput("ingest.zip_method", "The ZIP archive is compressed in an unusual way: make it again with the usual one (Deflate).")
    if sum(info.compress_size for info in infos) > size:
        raise damaged  # files that overlap each other: made to grow, never made by an honest program
    return archive


def _check_directory(file: io.BufferedIOBase, limits: Limits) -> int:
    """The archive's size in bytes, if its directory is of a size that may be read. Raises `TooLarge`, `BadZipFile`.

    Looks at the size that `zipfile` goes by (it reads that many bytes, whatever the count of files says): the end record's
    (APPNOTE 4.3.16) or, where a locator stands before it, the ZIP64 record's (4.3.14).
    """
    size = file.seek(0, io.SEEK_END)
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT - _ZIP64_SIZE)
    file.seek(start)
    tail = file.read(size - start)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise zipfile.BadZipFile
    directory = int(struct.unpack_from("<I", tail, at + 12)[0])
    if at >= _ZIP64_SIZE and tail[at - 20 : at - 16] == b"PK\x06\x07":
        directory = int(struct.unpack_from("<Q", tail, at - _ZIP64_SIZE + 40)[0])
    if directory > limits.upload_files * _DIRECTORY_BYTES_A_FILE:
        raise TooLarge("ingest.upload_files", "The ZIP archive lists more files than one upload may hold: send it in parts.")
    return size


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limits: Limits, budget: Budget) -> Entry:
    """One file's bytes, counted piece by piece. Raises `TooLarge` for a bomb."""
    mode = info.external_attr >> 16
    link = stat.S_IFMT(mode) not in {0, stat.S_IFREG}
    most = max(_SMALL_RATIO_BYTES, limits.zip_ratio * info.compress_size)
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as stream:
            while piece := stream.read(_LONGEST_LINK if link else _PIECE):
                size += len(piece)
                budget.take_bytes(len(piece))
                if size > most:
                    raise TooLarge("ingest.bomb", f"A file in the ZIP archive grows more than {limits.zip_ratio} times when unpacked.")
                if size > limits.file_bytes:
                    return Entry(info.filename, b"", _too_large(limits))
                pieces.append(piece)
                if link:
                    return Entry(
                        info.filename,
                        piece,
                        BadInput("ingest.zip_link", "It is a link to another file, not a file: links are not followed."),
                    )
    except _DAMAGED:
        return Entry(info.filename, b"".join(pieces), _broken())
    data = b"".join(pieces)
    return Entry(info.filename, data, None if size == info.file_size else _broken())


def _broken() -> BadInput:
    return BadInput("ingest.zip_entry", "This file is damaged inside the ZIP archive: it does not match its size or checksum.")


def _too_large(limits: Limits) -> TooLarge:
    return TooLarge("ingest.too_large", f"The file is larger than {limits.file_bytes:,} bytes, the most this server takes.")
