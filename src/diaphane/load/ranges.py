"""Many small ranges read as a few large ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from diaphane.base.errors import IntegrityFailed
from diaphane.model.ids import PackId
from diaphane.model.ports import PlainRanges
from diaphane.model.sealed import Extent

_GAP = 64 << 10  # a sealed chunk: reading over a smaller gap costs less than another read
_LONGEST = 16 << 20


def gather(readers: Mapping[PackId, PlainRanges], wanted: Sequence[Extent]) -> list[memoryview]:
    """The bytes of each extent, in order. Neighbours are read together.

    Raises `IntegrityFailed` for a pack that was not opened, and whatever the readers raise.
    """
    order = sorted(range(len(wanted)), key=lambda n: (wanted[n].pack.int, wanted[n].offset))
    found: dict[int, memoryview] = {}
    run: list[int] = []
    for n in order:
        if run and not _joins(wanted, run, n):
            found.update(_read(readers, wanted, run))
            run = []
        run.append(n)
    if run:
        found.update(_read(readers, wanted, run))
    return [found[n] for n in range(len(wanted))]


def _end(extents: Sequence[Extent], run: list[int]) -> int:
    return max(extents[n].offset + extents[n].length for n in run)


def _joins(extents: Sequence[Extent], run: list[int], n: int) -> bool:
    first, this = extents[run[0]], extents[n]
    near = this.offset - _end(extents, run) <= _GAP
    return first.pack == this.pack and near and this.offset + this.length - first.offset <= _LONGEST


def _read(readers: Mapping[PackId, PlainRanges], extents: Sequence[Extent], run: list[int]) -> dict[int, memoryview]:
    pack, start = extents[run[0]].pack, extents[run[0]].offset
    if pack not in readers:
        raise IntegrityFailed("load.pack", "The index names a sealed pack that was not opened.")
    data = memoryview(readers[pack].read(start, _end(extents, run) - start).data)
    return {n: data[extents[n].offset - start : extents[n].offset - start + extents[n].length] for n in run}
