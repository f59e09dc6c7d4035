"""Sixteen neighbouring pixels looking through a slab: samples along parallel rays, combined by maximum, minimum or sum.

Coordinates are (z, y, x) voxel indices, (0, 0, 0) the centre of the first voxel. A volume fills [-0.5, size - 0.5) on each axis, as its
stored frames do on screen; positions in the outer half voxel take the border's value.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from diaphane.render.kernels.lanes import F32, I32, I64, PACKET_COLUMN, PACKET_ROW, RAMP, VI, Lanes, N, data_of

NOTHING: Final = 3.0e38
"""Magnitude of "no sample yet": a maximum starts at its negative, a minimum at it, a sum at 0."""

_Op = Literal["max", "min", "sum"]


def inside(e: Lanes, at: list[Any], far: list[Any]) -> Any:
    """Mask of positions in the volume, outer half voxel included; `far` = index of the last voxel on each axis."""
    mask = None
    for value, last in zip(at, far, strict=True):
        there = e.b.and_(e.least(value, e.f(-0.5)), e.below(value, e.add(last, e.f(0.5))))
        mask = there if mask is None else e.b.and_(mask, there)
    return mask


def _between(e: Lanes, at: list[Any], far: list[Any]) -> Any:
    """Mask of positions between the centres of the first and last voxels."""
    mask = None
    for value, last in zip(at, far, strict=True):
        there = e.b.and_(e.least(value, e.f(0.0)), e.least(last, value))
        mask = there if mask is None else e.b.and_(mask, there)
    return mask


def _combine(e: Lanes, op: _Op, so_far: Any, sample: Any) -> Any:
    if op == "sum":
        return e.add(so_far, sample)
    return e.max(so_far, sample) if op == "max" else e.min(so_far, sample)


def _starts(e: Lanes, g: Any, column: Any, row: Any, *, square: bool) -> list[Any]:
    """Places at depth 0 of the pixels column..column + 15 of a row, or of the 4 x 4 pixels whose first is (column, row)."""
    pixel, line = e.add(PACKET_COLUMN if square else RAMP, e.f(column)), e.f(row)
    if square:
        line = e.add(PACKET_ROW, line)
    return [e.fma(pixel, e.number(g, 3 + axis), e.fma(line, e.number(g, 6 + axis), e.number(g, axis))) for axis in range(3)]


def _emit(op: _Op, square: bool, context: Any, b: Any, kinds: Any, arguments: Any) -> Any:  # noqa: FBT001 (a variant, fixed when compiled)
    at, column, row, first, last, rows, pitch = arguments[5:]
    e = Lanes(b)
    base, values, counts, g, ends = (data_of(context, b, kind, array) for kind, array in zip(kinds[:5], arguments[:5], strict=True))
    far = [e.number(ends, axis) for axis in range(3)]
    deep = [e.number(g, 9 + axis) for axis in range(3)]
    start = _starts(e, g, column, row, square=square)
    value = cgutils.alloca_once_value(b, e.load(values, at))
    count = cgutils.alloca_once_value(b, e.load(counts, at, VI))

    def place(index: Any) -> list[Any]:
        k = e.f(b.sitofp(index, F32))
        return [e.fma(k, d, o) for o, d in zip(start, deep, strict=True)]

    def add(point: list[Any], mask: Any = None) -> None:
        sample = e.trilinear(base, (point[0], point[1], point[2]), rows, pitch)
        so_far = b.load(value)
        joined = _combine(e, op, so_far, sample)
        b.store(joined if mask is None else b.select(mask, joined, so_far), value)

    # A volume is convex: where both ends of all rays lie between its voxels' centres, so does all in between, and nothing need be asked.
    near, deepest = place(first), place(b.sub(last, ir.Constant(I64, 1)))
    sure = b.and_(_between(e, near, far), _between(e, deepest, far))
    with b.if_else(b.icmp_unsigned("==", e.bits(sure), ir.Constant(I32, (1 << N) - 1))) as (within, beyond):
        with within:
            with cgutils.for_range_slice(b, first, last, ir.Constant(I64, 1), I64) as (index, _):
                add(place(index))
            taken = e.i(b.trunc(b.sub(last, first), I32))
            b.store(b.add(b.load(count), taken), count)
        with beyond, cgutils.for_range_slice(b, first, last, ir.Constant(I64, 1), I64) as (index, _):
            point = place(index)
            mask = inside(e, point, far)
            with b.if_then(b.icmp_unsigned("!=", e.bits(mask), ir.Constant(I32, 0))):
                held = [e.min(e.max(p, e.f(0.0)), end) for p, end in zip(point, far, strict=True)]
                # Lanes that are off sample the first voxel: its cell is always there, and no gather needs a mask then.
                add([b.select(mask, p, e.f(0.0)) for p in held], mask)
                b.store(b.sub(b.load(count), b.sext(mask, VI)), count)
    e.store(b.load(value), values, at)
    e.store(b.load(count), counts, at)
    return context.get_dummy_value()


def _make(op: _Op, *, square: bool = False) -> Any:
    def look(
        _typing: Any, v: Any, values: Any, counts: Any, g: Any, far: Any, at: Any, column: Any, row: Any, k0: Any, k1: Any, rows: Any,
        pitch: Any
    ) -> Any:  # fmt: skip
        """Carry values[at : at + 16] and counts[at : at + 16] on through the depths [k0, k1) of the pixels column..column+15 of a row.

        `square`: of the 4 x 4 pixels whose first is (column, row).

        A value nobody sampled yet is -NOTHING, NOTHING or 0, its count 0. g = float32[12]: voxel index of pixel (0, 0), steps to the
        next column,
        next row, next depth, each (z, y, x); far = float32[3], index of the last voxel; rows and pitch = int32 of the padded volume.
        """
        del at, column, row, k0, k1, rows, pitch
        real, whole = types.float32, types.int64
        signature = types.void(v, values, counts, g, far, whole, real, real, whole, whole, types.int32, types.int32)

        def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
            return _emit(op, square, context, builder, sig.args, arguments)

        return signature, emit

    return intrinsic(look)


look_max = _make("max")
look_min = _make("min")
look_sum = _make("sum")
square_max = _make("max", square=True)
square_min = _make("min", square=True)
