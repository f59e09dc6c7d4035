"""A row of a thin plane, sixteen pixels at a time: one sample a ray, with the row's geometry kept in registers; then its grey levels."""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from diaphane.render.kernels.lanes import EVERY, F32, I32, I64, RAMP, VF, VI, Lanes, N, data_of
from diaphane.render.kernels.ray16 import inside

_BYTES: Final = ir.VectorType(ir.IntType(8), N)


def _emit(context: Any, b: Any, kinds: Any, arguments: Any) -> Any:
    row, width, first, last, rows, pitch = arguments[5:]
    e = Lanes(b)
    base, values, counts, g, ends = (data_of(context, b, kind, array) for kind, array in zip(kinds[:5], arguments[:5], strict=True))
    far = [e.number(ends, axis) for axis in range(3)]
    across = [e.number(g, 3 + axis) for axis in range(3)]
    start = [e.fma(e.f(row), e.number(g, 6 + axis), e.number(g, axis)) for axis in range(3)]
    with cgutils.for_range_slice(b, ir.Constant(I64, 0), width, ir.Constant(I64, N), I64) as (column, _):
        pixel = e.add(RAMP, e.f(b.sitofp(column, F32)))
        point = [e.fma(pixel, d, o) for o, d in zip(start, across, strict=True)]
        after = b.add(column, ir.Constant(I64, N))
        sure = b.and_(b.icmp_signed(">=", column, first), b.icmp_signed("<=", after, last))
        with b.if_else(sure) as (within, beyond):
            with within:
                e.store(e.trilinear(base, (point[0], point[1], point[2]), rows, pitch), values, column)
                e.store(e.i(1), counts, column)
            with beyond:
                mask = inside(e, point, far)
                e.store(b.sext(mask, VI), counts, column)  # -1 where there is a sample
                with b.if_then(b.icmp_unsigned("!=", e.bits(mask), ir.Constant(I32, 0))):
                    held = [e.min(e.max(p, e.f(0.0)), end) for p, end in zip(point, far, strict=True)]
                    # Lanes that are off sample the first voxel: its cell is always there, and no gather needs a mask then.
                    z, y, x = (b.select(mask, p, e.f(0.0)) for p in held)
                    e.store(e.trilinear(base, (z, y, x), rows, pitch), values, column)
    return context.get_dummy_value()


def _look_row(
    _typing: Any, v: Any, values: Any, counts: Any, g: Any, far: Any, row: Any, width: Any, first: Any, last: Any, rows: Any, pitch: Any
) -> Any:  # fmt: skip
    """Sample the pixels 0..width-1 (a multiple of 16) of a row into `values`; counts != 0 where they lie in the volume.

    Arguments as of `ray16`; all of the columns [first, last) must lie between the centres of the first and last voxels (`sure`).
    """
    del row, width, first, last, rows, pitch
    whole = types.int64
    signature = types.void(v, values, counts, g, far, types.float32, whole, whole, whole, types.int32, types.int32)

    def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        return _emit(context, builder, sig.args, arguments)

    return signature, emit


def _level(e: Lanes, value: Any, lo: Any, gain: Any) -> Any:
    """Grey levels 0..255, rounded half up. Lanes without a sample hold anything: what becomes of them is selected away."""
    b = e.b
    scaled = e.mul(e.sub(value, lo), gain)
    return b.fptosi(e.add(e.min(e.max(scaled, e.f(0.0)), e.f(255.0)), e.f(0.5)), VI)


def _shown(e: Lanes, counts: Any, column: Any) -> Any:
    return e.b.icmp_signed("!=", e.load(counts, column, VI), e.i(0))


def _emit_grey(context: Any, b: Any, kinds: Any, arguments: Any) -> Any:
    e = Lanes(b)
    values, counts, out = (data_of(context, b, kinds[k], arguments[k]) for k in (0, 1, 5))
    lo, gain, flip = e.f(arguments[2]), e.f(arguments[3]), e.i(b.zext(arguments[4], I32))
    with cgutils.for_range_slice(b, ir.Constant(I64, 0), arguments[6], ir.Constant(I64, N), I64) as (column, _):
        level = b.xor(_level(e, e.load(values, column), lo, gain), flip)
        grey = b.trunc(b.select(_shown(e, counts, column), level, e.i(0)), _BYTES)
        b.store(grey, b.bitcast(b.gep(out, [column]), _BYTES.as_pointer())).align = 1
    return context.get_dummy_value()


def _grey_row(_typing: Any, values: Any, counts: Any, lo: Any, gain: Any, flip: Any, out: Any, width: Any) -> Any:
    """out[k] (uint8) = level of values[k] (float32), 0 where counts[k] (int32) is 0, for k < width (a multiple of 16)."""
    del lo, gain, flip, width
    real = types.float32
    signature = types.void(values, counts, real, real, types.uint8, out, types.int64)

    def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        return _emit_grey(context, builder, sig.args, arguments)

    return signature, emit


def _emit_blend(context: Any, b: Any, kinds: Any, arguments: Any) -> Any:
    e = Lanes(b)
    values, counts, over, there, table, out = (data_of(context, b, kinds[k], arguments[k]) for k in (0, 1, 5, 6, 9, 11))
    lo, gain, flip = e.f(arguments[2]), e.f(arguments[3]), e.i(b.zext(arguments[4], I32))
    wlo, wgain, share = e.f(arguments[7]), e.f(arguments[8]), e.f(arguments[10])
    with cgutils.for_range_slice(b, ir.Constant(I64, 0), arguments[12], ir.Constant(I64, N), I64) as (column, _):
        grey = b.sitofp(b.xor(_level(e, e.load(values, column), lo, gain), flip), VF)
        under = b.select(_shown(e, counts, column), grey, e.f(0.0))
        level = b.select(_shown(e, there, column), _level(e, e.load(over, column), wlo, wgain), e.i(256))
        colour = e.gather(table, level, EVERY, 4)
        opacity = e.mul(b.sitofp(b.lshr(colour, e.i(24)), VF), share)
        rest = e.fma(under, e.sub(e.f(1.0), opacity), e.f(0.5))
        channels = []
        for channel in range(3):
            part = b.sitofp(b.and_(b.lshr(colour, e.i(8 * channel)), e.i(255)), VF)
            channels.append(b.trunc(b.fptosi(e.min(e.fma(part, opacity, rest), e.f(255.5)), VI), _BYTES))
        undefined = ir.Constant(_BYTES, ir.Undefined)
        join = ir.Constant(ir.VectorType(I32, 2 * N), list(range(2 * N)))
        low, high = b.shuffle_vector(channels[0], channels[1], join), b.shuffle_vector(channels[2], undefined, join)
        for part in range(3):  # 16 bytes at a time: LLVM takes 48 apart
            pick = ir.Constant(ir.VectorType(I32, N), [k % 3 * N + k // 3 for k in range(part * N, part * N + N)])
            place = b.gep(out, [b.add(b.mul(column, ir.Constant(I64, 3)), ir.Constant(I64, part * N))])
            b.store(b.shuffle_vector(low, high, pick), b.bitcast(place, _BYTES.as_pointer())).align = 1
    return context.get_dummy_value()


def _blend_row(
    _typing: Any, values: Any, counts: Any, lo: Any, gain: Any, flip: Any, over: Any, there: Any, wlo: Any, wgain: Any, table: Any,
    share: Any, out: Any, width: Any
) -> Any:  # fmt: skip
    """out[3 k : 3 k + 3] = min(255, grey (1 - opacity) + colour opacity), rounded, for k < width (a multiple of 16).

    Grey is the level of values[k] as in `grey_row`; colour is that of the level of over[k], in `table` int32 (257,): red, green, blue and
    1 where it is seen, a byte each; its last entry where there[k] is 0. Opacity is `share` where it is seen. `out` uint8.
    """
    del lo, gain, flip, wlo, wgain, share, width
    real = types.float32
    signature = types.void(values, counts, real, real, types.uint8, over, there, real, real, table, real, out, types.int64)

    def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        return _emit_blend(context, builder, sig.args, arguments)

    return signature, emit


look_row: Any = intrinsic(_look_row)
grey_row: Any = intrinsic(_grey_row)
blend_row: Any = intrinsic(_blend_row)
