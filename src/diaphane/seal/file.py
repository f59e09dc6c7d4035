"""A seekable read-only file over sealed bytes, for libraries that want a file (zipfile, pydicom): nothing in the clear on disk."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from typing_extensions import override

from diaphane.model.sealed import Extent
from diaphane.seal.pack import PackReader

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Piece = tuple[PackReader, Extent]
BUFFER_BYTES = 256 << 10  # four chunks a storage read


class _RawSealedFile(io.RawIOBase):
    """Unbuffered: each read opens the chunks it touches."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = tuple(pieces)
        self._starts = [0, *accumulate(extent.length for _, extent in pieces)]
        self._at = 0

    @override
    def readable(self) -> bool:
        return True

    @override
    def seekable(self) -> bool:
        return True

    @override
    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._starts[-1]}[whence]
        if base + offset < 0:
            msg = "negative seek position"
            raise ValueError(msg)
        self._at = base + offset
        return self._at

    @override
    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill from the piece the position lies in; a short count at its end is what RawIOBase allows."""
        if self._at >= self._starts[-1]:
            return 0
        index = bisect_right(self._starts, self._at) - 1
        reader, extent = self._pieces[index]
        inside = self._at - self._starts[index]
        with memoryview(buffer).cast("B") as target:
            count = min(len(target), extent.length - inside)
            target[:count] = reader.read(extent.offset + inside, count).data
        self._at += count
        return count


class SealedFile(io.BufferedReader):
    """One extent of a pack, or several joined, as a binary file. Reading raises `IntegrityFailed` for damaged bytes."""

    def __init__(self, reader: PackReader, extent: Extent, *more: Piece) -> None:
        super().__init__(_RawSealedFile([(reader, extent), *more]), BUFFER_BYTES)
