"""Frames as they are in memory soonest: decoded once, kept sealed in a form that opens in a fraction of a millisecond.

A series' derived object holds `frames | index`. A frame lies there as blosc2 (LZ4 of bit planes), or, where the file's own bytes are its
pixels already, nowhere else than in the file. The index says of each frame what a decoder had said. These bytes are our own: they were
checked when they came out of the jail and are sealed since, so reading them needs no jail.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
from imagecodecs import blosc2_decode, blosc2_encode

from diaphane.load.batch import Decoded, Result
from diaphane.load.ranges import gather
from diaphane.model.columns import Table, columns
from diaphane.model.frame import Pixels
from diaphane.model.ids import PackId
from diaphane.model.ports import PlainRanges
from diaphane.model.sealed import Buffer, Extent

FORM = "blosc2-lz4-1"
_WIDTH = 6
_IN_PLACE = -1
_LEVEL = 5


def coded(pixels: Pixels) -> bytes:
    """A frame's pixels as they are kept."""
    plain = np.ascontiguousarray(pixels)
    return bytes(
        blosc2_encode(plain.tobytes(), level=_LEVEL, compressor="lz4", shuffle="bitshuffle", typesize=plain.itemsize, numthreads=1)
    )


@dataclass(slots=True)
class Writing:
    """The index being written: frames in the order of the file, with what the decoder said of each."""

    content: str
    length: int = 0
    _rows: list[tuple[Any, ...]] = field(default_factory=list)
    _greys: dict[bytes, int] = field(default_factory=dict)

    def add(self, number: int, frame: Decoded, size: int | None) -> None:
        """Frame `number` (as the ticket counts), of `size` bytes at the end of what was written, or None: it stays in its file."""
        said = self._greys.setdefault(orjson.dumps(frame.greys), len(self._greys))
        offset = _IN_PLACE if size is None else self.length
        self._rows.append((number, offset, size or 0, frame.pixels.dtype.str, frame.pixels.shape, said))
        self.length += size or 0

    def __len__(self) -> int:
        """Frames so far."""
        return len(self._rows)

    def index(self) -> bytes:
        """What `FastFrames` reads."""
        greys = [orjson.Fragment(said) for said in self._greys]
        table = {"content": self.content, "count": len(self._rows), "frames": columns(self._rows, _WIDTH), "greys": greys}
        return zlib.compress(orjson.dumps(table), 1)


class FastFrames:
    """The frames of one series. Safe for threads."""

    def __init__(self, index: Buffer, extent: Extent) -> None:
        """`extent` is the index's own. Raises `ValueError` or `KeyError` for one that another version wrote."""
        table: dict[str, Any] = orjson.loads(zlib.decompress(index))
        self.content: str = table["content"]
        self._pack = extent.pack
        self._table = Table(table["frames"], table["count"])
        self._greys: list[dict[str, Any]] = table["greys"]
        self._rows = {self._table.cell(row, 0): row for row in range(len(self._table))}

    def read(self, readers: Mapping[PackId, PlainRanges], numbers: Sequence[int], in_file: Sequence[Extent]) -> Result | None:
        """These frames (as the ticket counts; `in_file` is where each lies in its file), None when one of them is not there.

        Raises what reading sealed bytes raises, `RuntimeError` and `ValueError` for bytes that are not what the index says.
        """
        if any(number not in self._rows for number in numbers):
            return None
        rows = [self._table.row(self._rows[number]) for number in numbers]
        wanted = [own if row[1] == _IN_PLACE else Extent(self._pack, row[1], row[2]) for row, own in zip(rows, in_file, strict=True)]
        result = Result()
        for row, data in zip(rows, gather(readers, wanted), strict=True):
            pixels = _pixels(row, data)
            result.frames.append(Decoded(pixels, self._greys[row[5]]))
            result.nbytes += pixels.nbytes
        return result


def _pixels(row: Sequence[Any], data: memoryview) -> Pixels:
    kind, shape = np.dtype(row[3]), row[4]
    count = math.prod(shape)
    if row[1] == _IN_PLACE:
        found = np.frombuffer(data, kind, count).reshape(shape)
        return found if found.flags.aligned else found.copy()  # kernels are compiled for aligned numbers
    out = np.empty(count * kind.itemsize, np.uint8)
    blosc2_decode(data, numthreads=1, out=out)  # type: ignore[arg-type]  # buffers, whatever its stubs say
    out.flags.writeable = False
    return np.frombuffer(out, kind, count).reshape(shape)
