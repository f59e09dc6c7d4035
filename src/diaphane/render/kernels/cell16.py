"""Sixteen cells of a volume: their trilinear values, and their gradients from what neighbouring cells share with them.

A gradient by six more trilinear samples would read 48 voxels a lane; all of them lie in rows around the cell, and reading these rows once
takes 16 gathers in place of 24. Nothing beyond the last voxel of any axis is read: there the border's value goes on.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from diaphane.render.kernels.lanes import VB, VF, VI, Lanes, N


class Cells:
    """The cells around 16 positions (z, y, x), all within [0, far]; `far` = index of the last voxel on each axis."""

    def __init__(self, e: Lanes, base: Any, at: tuple[Any, Any, Any], far: list[Any], stride: tuple[Any, Any]) -> None:
        """`stride` = elements (VI) from slice to slice and from row to row."""
        b = self._b = e.b
        self._e, self._base = e, base
        self._whole = [b.fptosi(value, VI) for value in at]
        self._last = [b.fptosi(value, VI) for value in far]
        self._share = [e.sub(value, b.sitofp(k, VF)) for value, k in zip(at, self._whole, strict=True)]
        self._step = [*stride, e.i(1)]
        self._after = [self._on(axis, 1) for axis in range(3)]
        self._lerp = e.pair_lerp(self._share[2])
        index = self._whole[2]
        for axis in (0, 1):
            index = b.add(index, b.mul(self._whole[axis], self._step[axis]))
        deep, down = self._after[:2]
        self._rows = [[index, b.add(index, down)], [b.add(index, deep), b.add(b.add(index, deep), down)]]
        every = ir.Constant(VB, [1] * N)
        self._lines = [[self._lerp(e.gather(base, row, every, 2)) for row in pair] for pair in self._rows]
        self._near, self._deep = (self._between(1, *pair) for pair in self._lines)

    def value(self) -> Any:
        """Trilinear values."""
        return self._between(0, self._near, self._deep)

    def gradient(self, mask: Any) -> list[Any]:
        """Differences of the values one voxel ahead and one back on each axis, (z, y, x), where `mask` is on."""
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
