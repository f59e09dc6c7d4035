"""Kernels of the 2D colour picture and of shrinking: RGB of 8 bits a sample; same coordinates and row ranges as `grey`."""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types

from diaphane.render.kernels.grey import NUMBERS, SOURCES, read_only
from diaphane.render.kernels.kernel import kernel

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)
U8 = nb.uint8
U = nb.uint64  # of indices: a signed one is tested for being negative each time
_ROWS: Final = (types.int64, types.int64)
_RGB: Final = types.uint8[:, :, ::1]


@kernel(
    types.void(
        read_only(U8, 3), types.uint32[::1], types.float32[::1], types.int64, types.int64,
        types.uint32[::1], types.float32[::1], types.int64, types.int64, U8, *_ROWS, _RGB,
    ),
    fastmath=NUMBERS,
)  # fmt: skip
def rgb_axis(
    source: Any, xs: Any, fx: Any, c0: int, c1: int, ys: Any, fy: Any, v0: int, v1: int, flip: Any, r0: int, r1: int, out: Any
) -> None:
    """Bilinear where image axes lie along screen axes (see `grey.window_axis`), each sample xor `flip`; black outside the image."""
    rows, columns = source.shape[:2]
    half = F(0.5)
    line = np.empty(3 * columns + 3, np.float32)
    flat, flat_out = source.reshape(rows, 3 * columns), out.reshape(out.shape[0], 3 * out.shape[1])
    for r in range(r0, r1):
        shown = flat_out[r]
        if r < v0 or r >= v1 or c1 <= c0:
            shown[:] = 0
            continue
        shown[: 3 * c0] = 0
        shown[3 * c1 :] = 0
        f = fy[r]
        upper, lower = flat[I(ys[r])], flat[min(I(ys[r]) + 1, rows - 1)]
        for x in range(3 * columns):
            above = F(upper[x])
            line[x] = above + f * (F(lower[x]) - above) + half
        for s in range(3):
            line[3 * columns + s] = line[3 * columns - 3 + s]
        for c in range(c0, c1):
            g, x, to = fx[c], U(3) * U(xs[c]), U(3) * U(c)
            for s in range(3):
                before = line[x + U(s)]
                shown[to + U(s)] = U8(I(before + g * (line[x + U(3) + U(s)] - before))) ^ flip


@kernel(types.void(read_only(U8, 3), types.float64[::1], U8, *_ROWS, _RGB))
def rgb_any(source: Any, back: Any, flip: Any, r0: int, r1: int, out: Any) -> None:
    """Bilinear at any angle (see `grey.sample_any`), each sample xor `flip`; black outside the image."""
    rows, columns = source.shape[:2]
    right, bottom = columns - 0.5, rows - 0.5
    half = F(0.5)
    for r in range(r0, r1):
        for c in range(out.shape[1]):
            x = back[0] * c + back[1] * r + back[2]
            y = back[3] * c + back[4] * r + back[5]
            if not (-0.5 <= x < right and -0.5 <= y < bottom):
                out[r, c, 0] = out[r, c, 1] = out[r, c, 2] = 0
                continue
            x, y = min(max(x, 0.0), columns - 1.0), min(max(y, 0.0), rows - 1.0)
            x0, y0 = int(x), int(y)
            x1, y1 = min(x0 + 1, columns - 1), min(y0 + 1, rows - 1)
            fx, fy = F(x - x0), F(y - y0)
            for s in range(3):
                above = F(source[y0, x0, s]) + fx * (F(source[y0, x1, s]) - F(source[y0, x0, s]))
                below = F(source[y1, x0, s]) + fx * (F(source[y1, x1, s]) - F(source[y1, x0, s]))
                out[r, c, s] = U8(I(above + fy * (below - above) + half)) ^ flip


@kernel(*(types.void(read_only(s), types.int64, F, F, types.float32[:, ::1]) for s in SOURCES), fastmath=NUMBERS)
def shrink(source: Any, k: int, pad_lo: Any, pad_hi: Any, out: Any) -> None:
    """Mean of each k x k block (smaller at the far edges), padding left out; a block of nothing but padding stays padding.

    Rows of a block are summed first, which LLVM vectorises; sums of 16-bit values stay exact in float32 up to 256 rows.
    """
    rows, columns = source.shape
    total, count = np.empty(columns, np.float32), np.empty(columns, np.float32)
    for r in range(out.shape[0]):
        last = min((r + 1) * k, rows)
        total[:] = F(0.0)
        count[:] = F(0.0)
        if pad_lo <= pad_hi:
            for y in range(r * k, last):
                for x in range(columns):
                    value = F(source[y, x])
                    real = F(0.0) if pad_lo <= value <= pad_hi else F(1.0)
                    total[x] += value * real
                    count[x] += real
        else:
            count[:] = F(last - r * k)
            for y in range(r * k, last):
                line = source[y]
                for x in range(columns):
                    total[x] += F(line[x])
        for c in range(out.shape[1]):
            block, here = F(0.0), F(0.0)
            for x in range(c * k, min((c + 1) * k, columns)):
                block += total[x]
                here += count[x]
            out[r, c] = block / here if here > F(0.0) else F(source[r * k, c * k])


@kernel(types.void(read_only(U8, 3), types.int64, _RGB))
def shrink_rgb(source: Any, k: int, out: Any) -> None:
    """Mean of each k x k block of an RGB image, rounded."""
    rows, columns = source.shape[:2]
    flat = source.reshape(rows, 3 * columns)
    total = np.empty(3 * columns, np.int32)
    for r in range(out.shape[0]):
        last = min((r + 1) * k, rows)
        total[:] = 0
        for y in range(r * k, last):
            line = flat[y]
            for x in range(3 * columns):
                total[x] += I(line[x])
        for c in range(out.shape[1]):
            end = min((c + 1) * k, columns)
            count = (end - c * k) * (last - r * k)
            for s in range(3):
                block = 0
                for x in range(c * k, end):
                    block += total[3 * x + s]
                out[r, c, s] = U8((block + count // 2) // count)
