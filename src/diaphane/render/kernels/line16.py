"""A line of samples, sixteen at a time: put together from rows of a volume or across them, and resampled to a picture's row."""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from diaphane.render.kernels.isa import ISA
from diaphane.render.kernels.lanes import EVERY, I32, I64, RAMP, VF, VI, Lanes, N, Places, data_of

SPARE: Final = 48
"""Elements a line must have after its last: whole vectors are read."""


def _emit_resample(context: Any, b: Any, kinds: Any, arguments: Any) -> Any:
    e = Lanes(b)
    line, at, weight, values = (data_of(context, b, kind, array) for kind, array in zip(kinds[:4], arguments[:4], strict=True))
    width, close = arguments[4:]

    def between(left: Any, right: Any, column: Any) -> None:
        e.store(e.fma(e.load(weight, column), e.sub(right, left), left), values, column)

    def blocks(put: Any) -> None:
        with cgutils.for_range_slice(b, ir.Constant(I64, 0), width, ir.Constant(I64, N), I64) as (column, _):
            put(column, e.load(at, column, VI))

    def gathered(column: Any, index: Any) -> None:
        left, right = (b.bitcast(ends, VF) for ends in Places(e, line, index, 4).twice(ir.Constant(I32, 0), 1))
        between(left, right, column)

    def permuted(column: Any, index: Any) -> None:
        # Sixteen pixels lie among 17 neighbours: two vectors hold them all, and picking from registers is cheaper than gathering.
        ends = [b.extract_element(index, ir.Constant(I32, lane)) for lane in (0, N - 1)]
        least = b.select(b.icmp_signed("<", ends[0], ends[1]), ends[0], ends[1])
        first = b.sext(least, I64)
        pick = b.sub(index, e.i(least))

        def part(shift: int) -> Any:
            low, high = (e.load(line, b.add(first, ir.Constant(I64, shift + more))) for more in (0, N))
            return e.call("llvm.x86.avx512.vpermi2var.ps.512", VF, [low, pick, high])

        between(part(0), part(1), column)

    if ISA != "avx512":
        blocks(gathered)
        return context.get_dummy_value()
    with b.if_else(b.trunc(close, ir.IntType(1))) as (near, apart):
        with near:
            blocks(permuted)
        with apart:
            blocks(gathered)
    return context.get_dummy_value()


def _resample(_typing: Any, line: Any, at: Any, weight: Any, values: Any, width: Any, close: Any) -> Any:
    """values[c] = line[at[c]] + weight[c] * (line[at[c] + 1] - line[at[c]]) for c < width (a multiple of 16).

    `line`, `weight`, `values` float32, `at` int32; `close` says that neighbouring pixels lie at most one element apart, in one direction.
    """
    del width, close
    signature = types.void(line, at, weight, values, types.int64, types.boolean)

    def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        return _emit_resample(context, builder, sig.args, arguments)

    return signature, emit


def _emit_across(context: Any, b: Any, kinds: Any, arguments: Any) -> Any:
    e = Lanes(b)
    base, line = (data_of(context, b, kind, array) for kind, array in zip(kinds[:2], arguments[:2], strict=True))
    first, pitch, fraction, count = arguments[2:]
    lerp = e.pair_lerp(e.f(fraction))
    lanes = b.fptosi(RAMP, VI)
    with cgutils.for_range_slice(b, ir.Constant(I64, 0), count, ir.Constant(I64, N), I64) as (row, _):
        number = b.add(e.i(b.trunc(row, I32)), lanes)
        there = b.icmp_signed("<", number, e.i(b.trunc(count, I32)))
        index = b.add(e.i(first), b.mul(b.select(there, number, e.i(0)), e.i(pitch)))
        e.store(lerp(e.gather(base, index, EVERY, 2)), line, row)
    return context.get_dummy_value()


def _across(_typing: Any, v: Any, line: Any, first: Any, pitch: Any, fraction: Any, count: Any) -> Any:
    """line[k] = the volume's value `fraction` behind element first + k * pitch, for k < count: a line across rows.

    `first`, `pitch` int32 elements of the padded volume `v`; `line` float32 with `SPARE` elements more.
    """
    del first, pitch, fraction, count
    signature = types.void(v, line, types.int32, types.int32, types.float32, types.int64)

    def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        return _emit_across(context, builder, sig.args, arguments)

    return signature, emit


def _emit_blend(context: Any, b: Any, kinds: Any, arguments: Any) -> Any:
    e = Lanes(b)
    base, line = (data_of(context, b, kind, array) for kind, array in zip(kinds[:2], arguments[:2], strict=True))
    first, down, deep, fy, fz, lo, hi = arguments[2:]
    down, deep, fy, fz = b.sext(down, I64), b.sext(deep, I64), e.f(fy), e.f(fz)
    near = b.sext(first, I64)
    starts = [near, b.add(near, down), b.add(near, deep), b.add(b.add(near, deep), down)]
    shorts = ir.VectorType(ir.IntType(16), N)
    with cgutils.for_range_slice(b, lo, hi, ir.Constant(I64, N), I64) as (x, _):

        def voxels(start: Any, x: Any = x) -> Any:
            place = b.gep(b.bitcast(base, ir.IntType(16).as_pointer()), [b.add(start, x)])
            loaded = b.load(b.bitcast(place, shorts.as_pointer()))
            loaded.align = 2
            return b.sitofp(b.sext(loaded, VI), VF)

        corners = [voxels(start) for start in starts]
        ends = [e.fma(fy, e.sub(corners[k + 1], corners[k]), corners[k]) for k in (0, 2)]
        e.store(e.fma(fz, e.sub(ends[1], ends[0]), ends[0]), line, x)
    return context.get_dummy_value()


def _blend_rows(_typing: Any, v: Any, line: Any, first: Any, down: Any, deep: Any, fy: Any, fz: Any, lo: Any, hi: Any) -> Any:
    """line[x] = the volume between four rows, for lo <= x < hi, and up to 15 more of no meaning.

    The rows start at elements `first`, `down` and `deep` behind it (int32), weighted by `fy` and `fz`; `line` float32 with `SPARE` more.
    """
    del first, down, deep, fy, fz, lo, hi
    whole, small, real = types.int64, types.int32, types.float32
    signature = types.void(v, line, small, small, small, real, real, whole, whole)

    def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        return _emit_blend(context, builder, sig.args, arguments)

    return signature, emit


blend_rows: Any = intrinsic(_blend_rows)
resample: Any = intrinsic(_resample)
across: Any = intrinsic(_across)
