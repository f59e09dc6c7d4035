"""A row of samples along x, straight from the rows of a volume: sixteen pixels pick their neighbours from one register each (AVX-512).

Where pixels lie less than two voxels apart, all that sixteen of them need of a row fits 32 voxels: one load, one permutation and one
multiplication interpolate them along x, where gathering would load every pair of voxels by itself.
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from diaphane.render.kernels.isa import ISA
from diaphane.render.kernels.lanes import I32, I64, VI, Lanes, N, data_of

PICKS: Final = ISA == "avx512"
WIDEST: Final = 1.95
"""Voxels from pixel to pixel, at most: the sixteenth pixel's neighbours are then among the first one's 32."""
SET: Final = 3
"""Mode of a first sample; the others are those of `straight`."""
_WEIGHT: Final = 16384
_WORDS: Final = ir.VectorType(ir.IntType(16), 2 * N)

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)


@nb.njit(nogil=True, error_model="numpy")
def packed(at: Any, weight: Any, picks: Any) -> None:
    """What `pick_row` wants of columns whose elements are `at` (int32) and weights of the next ones `weight`, in `picks` int32 (3, width).

    First voxel of each sixteen pixels; their two neighbours behind it, and these two's weights, as pairs of 16 bits.
    """
    for c in range(at.size):
        block = c // N * N
        first = min(at[block], at[block + N - 1])
        picks[0, c // N] = first
        picks[1, c] = (at[c] - first) | ((at[c] - first + I(1)) << I(16))
        right = I(weight[c] * F(_WEIGHT) + F(0.5))
        picks[2, c] = (I(_WEIGHT) - right) | (right << I(16))


def _join(e: Lanes, mode: int, so_far: Any, sample: Any) -> Any:
    return (e.max, e.min, e.add)[mode](so_far, sample)


def _emit(context: Any, b: Any, kinds: Any, arguments: Any) -> Any:
    if not PICKS:  # never called then (`columns_of` leaves picks empty), but compiled all the same
        return context.get_dummy_value()
    e = Lanes(b)
    base, picks, values = (data_of(context, b, kind, array) for kind, array in zip(kinds[:3], arguments[:3], strict=True))
    start, down, deep, fy, fz, mode, width = arguments[3:]
    scale = e.f(1.0 / _WEIGHT)
    fy, fz = e.mul(e.f(fy), scale), e.f(fz)
    short = b.bitcast(base, ir.IntType(16).as_pointer())
    start, down, deep = (b.sext(part, I64) for part in (start, down, deep))

    def rows(four: bool, choice: int) -> None:  # noqa: FBT001 (variants)
        steps = [[start, b.add(start, down)]]
        if four:
            steps.append([b.add(first, deep) for first in steps[0]])
        with cgutils.for_range_slice(b, ir.Constant(I64, 0), width, ir.Constant(I64, N), I64) as (column, _):
            place = b.bitcast(b.gep(b.bitcast(picks, I32.as_pointer()), [b.lshr(column, ir.Constant(I64, 4))]), I32.as_pointer())
            voxel = b.sext(b.load(place), I64)
            pick, pairs = (b.bitcast(e.load(picks, b.add(column, b.mul(width, ir.Constant(I64, k))), VI), _WORDS) for k in (1, 2))

            def line(first: Any) -> Any:
                loaded = b.load(b.bitcast(b.gep(short, [b.add(first, voxel)]), _WORDS.as_pointer()))
                loaded.align = 2
                both = e.call("llvm.x86.avx512.permvar.hi.512", _WORDS, [loaded, pick])
                return b.sitofp(e.call("llvm.x86.avx512.pmaddw.d.512", VI, [both, pairs]), e.f(0.0).type)

            ends = []
            for pair in steps:
                near, after = (line(first) for first in pair)
                ends.append(e.fma(fy, e.sub(after, near), e.mul(near, scale)))
            sample = e.fma(fz, e.sub(ends[1], ends[0]), ends[0]) if four else ends[0]
            e.store(sample if choice == SET else _join(e, choice, e.load(values, column), sample), values, column)

    zero = ir.Constant(I64, 0)
    with b.if_else(b.icmp_signed("!=", deep, zero)) as (four, two):
        for branch, many in ((four, True), (two, False)):
            with branch:
                for choice in range(SET + 1):
                    with b.if_then(b.icmp_signed("==", mode, ir.Constant(I64, choice))):
                        rows(many, choice)
    return context.get_dummy_value()


def _pick_row(
    _typing: Any, v: Any, picks: Any, values: Any, start: Any, down: Any, deep: Any, fy: Any, fz: Any, mode: Any, width: Any
) -> Any:  # fmt: skip
    """Join a sample of each pixel to `values` (float32): greater, lesser, sum or, with `SET`, in place of what is there.

    The volume's rows begin at elements `start`, `down` and `deep` behind it (int32), weighted by `fy` and `fz`; `deep` = 0: two rows.
    `picks` of `packed`; width a multiple of 16.
    """
    del start, down, deep, fy, fz, mode, width
    whole, small, real = types.int64, types.int32, types.float32
    signature = types.void(v, picks, values, small, small, small, real, real, whole, whole)

    def emit(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        return _emit(context, builder, sig.args, arguments)

    return signature, emit


pick_row: Any = intrinsic(_pick_row)
