"""Sixteen cells of a volume: their trilinear values, and their gradients from what neighbouring cells share with them.

A gradient by six more trilinear samples would read 48 voxels a lane; all of them lie in rows around the cell, and reading these rows once
takes 16 gathers in place of 24. Nothing beyond the last voxel of any axis is read: there the border's value goes on.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils

from diaphane.render.kernels.lanes import I32, VF, VI, Lanes, N, Places


class Cells:
    """The cells around 16 positions (z, y, x), all within [0, far]; `far` = index of the last voxel on each axis."""

    def __init__(self, e: Lanes, base: Any, at: tuple[Any, Any, Any], far: list[Any], stride: tuple[Any, Any]) -> None:
        """`stride` = elements (int32 scalars) from slice to slice and from row to row."""
        b = self._b = e.b
        self._e, self._base = e, base
        self._whole = [b.fptosi(value, VI) for value in at]
        self._last = [b.fptosi(value, VI) for value in far]
        self._share = [e.sub(value, b.sitofp(k, VF)) for value, k in zip(at, self._whole, strict=True)]
        self._stride = stride
        self._step = [*(e.i(step) for step in stride), e.i(1)]
        self._after = [self._on(axis, 1) for axis in range(3)]
        self._lerp = e.pair_lerp(self._share[2])
        index = self._whole[2]
        for axis in (0, 1):
            index = b.add(index, b.mul(self._whole[axis], self._step[axis]))
        self._index = index
        deep, down = self._after[:2]
        self._rows = [[index, b.add(index, down)], [b.add(index, deep), b.add(b.add(index, deep), down)]]
        self._lines = self._read(Places(e, base, index, 2))
        self._near, self._deep = (self._between(1, *pair) for pair in self._lines)

    def _read(self, places: Places) -> list[list[Any]]:
        """The cell's four edges along x, interpolated: [slice][row]. Where the volume ends, the last slice or row goes on."""
        b, (deep, down) = self._b, self._stride
        edges = [[self._lerp(places.at(step)) for step in pair] for pair in ((None, down), (deep, b.add(deep, down)))]
        ends = [b.icmp_signed("!=", after, self._e.i(0)) for after in self._after[:2]]
        edges = [[row, b.select(ends[1], after, row)] for row, after in edges]
        return [edges[0], [b.select(ends[0], far, near) for near, far in zip(*edges, strict=True)]]

    def value(self) -> Any:
        """Trilinear values."""
        return self._between(0, self._near, self._deep)

    def gradient(self, mask: Any) -> list[Any]:
        """Differences of the values one voxel ahead and one back on each axis, (z, y, x), where `mask` is on; it is on somewhere."""
        b, e = self._b, self._e
        inner = b.not_(mask)
        there = [b.and_(b.icmp_signed(">", k, e.i(0)), b.icmp_signed("<=", b.add(k, e.i(2)), end)) for k, end in self._ends()]
        inner = b.or_(inner, b.and_(b.and_(there[0], there[1]), there[2]))
        out = [cgutils.alloca_once(b, VF) for _ in range(3)]
        with b.if_else(b.icmp_unsigned("==", e.bits(inner), ir.Constant(I32, (1 << N) - 1))) as (within, beyond):
            for branch, axes in ((within, self._inner), (beyond, self._outer)):
                with branch:
                    for place, value in zip(out, axes(mask), strict=True):
                        b.store(value, place)
        return [b.load(place) for place in out]

    def _ends(self) -> list[tuple[Any, Any]]:
        return list(zip(self._whole, self._last, strict=True))

    def _inner(self, mask: Any) -> list[Any]:
        """The same where no lane that is on lies at a border: neighbours are equally far away for all lanes."""
        b, e = self._b, self._e
        # Lanes that are off read around a lane that is on: there is something all around it.
        other = e.call("llvm.vector.reduce.smax.v16i32", I32, [b.select(mask, self._index, e.i(0))])
        places = Places(e, self._base, b.select(mask, self._index, e.i(other)), 2)
        deep, down = self._stride
        zero = ir.Constant(I32, 0)

        def across(first: Any, second: Any) -> Any:
            return self._between(1, *(self._lerp(places.at(step)) for step in (first, second)))

        two = b.add(deep, deep)
        before, after = across(b.neg(deep), b.sub(down, deep)), across(two, b.add(two, down))
        along_z = e.sub(self._between(0, self._deep, after), self._between(0, before, self._near))
        rows, columns = [], []
        for step, (line, next_line) in zip((zero, deep), self._lines, strict=True):
            above, below = (self._lerp(places.at(b.add(step, far))) for far in (b.neg(down), b.add(down, down)))
            rows.append(e.sub(self._between(1, next_line, below), self._between(1, above, line)))
            ends = [places.twice(b.sub(far, ir.Constant(I32, 1)), 2) for far in (step, b.add(step, down))]
            columns.append(self._between(1, *(e.sub(self._lerp(right), self._lerp(left)) for left, right in ends)))
        return [along_z, self._between(0, *rows), self._between(0, *columns)]

    def _outer(self, mask: Any) -> list[Any]:
        return [self._along_z(mask), self._along_y(mask), self._along_x(mask)]

    def _between(self, axis: int, first: Any, second: Any) -> Any:
        return self._e.fma(self._share[axis], self._e.sub(second, first), first)

    def _on(self, axis: int, voxels: int) -> Any:
        """Elements to the voxel `voxels` further on an axis than the one before it; 0 where the volume ends."""
        there = self._b.icmp_signed("<=", self._b.add(self._whole[axis], self._e.i(voxels)), self._last[axis])
        return self._b.select(there, self._step[axis], self._e.i(0))

    def _back(self, axis: int) -> Any:
        there = self._b.icmp_signed(">", self._whole[axis], self._e.i(0))
        return self._b.select(there, self._b.sub(self._e.i(0), self._step[axis]), self._e.i(0))

    def _line(self, row: Any, mask: Any) -> Any:
        return self._lerp(self._e.gather(self._base, row, mask, 2))

    def _along_z(self, mask: Any) -> Any:
        back, on = self._back(0), self._on(0, 2)
        before = self._between(1, *(self._line(self._b.add(row, back), mask) for row in self._rows[0]))
        after = self._between(1, *(self._line(self._b.add(row, on), mask) for row in self._rows[1]))
        return self._e.sub(self._between(0, self._deep, after), self._between(0, before, self._near))

    def _along_y(self, mask: Any) -> Any:
        back, on = self._back(1), self._on(1, 2)
        parts = []
        for rows, lines in zip(self._rows, self._lines, strict=True):
            before, after = (self._line(self._b.add(row, step), mask) for row, step in zip(rows, (back, on), strict=True))
            parts.append(self._e.sub(self._between(1, lines[1], after), self._between(1, before, lines[0])))
        return self._between(0, *parts)

    def _along_x(self, mask: Any) -> Any:
        b, e = self._b, self._e
        back, on = self._back(2), self._after[2]
        inner = b.icmp_signed(">", self._whole[2], e.i(0)), b.icmp_signed("<=", b.add(self._whole[2], e.i(2)), self._last[2])

        def side(row: Any, step: Any, two: Any) -> Any:
            pair = e.gather(self._base, b.add(row, step), mask, 2)
            low = b.and_(pair, e.i(0xFFFF))
            return self._lerp(b.select(two, pair, b.or_(low, b.shl(low, e.i(16)))))  # at the border both are the last voxel

        parts = []
        for rows in self._rows:
            ends = [e.sub(side(row, on, inner[1]), side(row, back, inner[0])) for row in rows]
            parts.append(self._between(1, *ends))
        return self._between(0, *parts)
