"""Kernels of the 2D grey picture: sample, window and store 8 bits in one pass.

Image coordinates are pixel indices: (0, 0) is the *centre* of the first pixel, x runs along a row, y down a column; the image covers
[-0.5, columns - 0.5) x [-0.5, rows - 0.5). Grey level = clamp((value - lo) * gain, 0, 255) rounded half up, then xor `flip` (0 or 255).
A sample whose nearest stored pixel lies in [pad_lo, pad_hi] is black whatever the window says, as is everything outside the image;
pad_lo > pad_hi means there is no padding. Kernels work on rows [r0, r1) of the picture, so that callers may share one among threads.
Arithmetic is float32: stored values have at most 16 bits here (wider ones arrive as float32, made relative to the window before).
Loops are kept apart (sample a line, then window it) because LLVM vectorises the second and cannot vectorise the first.
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types

from diaphane.render.kernels.kernel import kernel

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)
U8 = nb.uint8
U = nb.uint64  # of indices: a signed one is tested for being negative each time

SOURCES: Final = (types.uint8, types.int16, types.uint16, types.float32)
NUMBERS: Final = {"nnan", "ninf", "nsz", "contract"}
"""Fast-math flags where no NaN occurs: without them min and max do not become vector instructions. No reordering, no approximations."""
_GREY: Final = (F, F, U8, F, F)  # lo, gain, flip, pad_lo, pad_hi
_ROWS: Final = (types.int64, types.int64)
_OUT: Final = types.uint8[:, ::1]


def read_only(scalar: Any, ndim: int = 2) -> Any:
    """The type of a C-contiguous array that may be read-only, as decoded frames are."""
    return types.Array(scalar, ndim, "C", readonly=True)


@kernel(*(types.void(read_only(s), types.int64, types.int64, *_GREY, *_ROWS, _OUT) for s in SOURCES), fastmath=NUMBERS)
def window_copy(
    source: Any, row: int, column: int, lo: Any, gain: Any, flip: Any, pad_lo: Any, pad_hi: Any, r0: int, r1: int, out: Any
) -> None:
    """One stored pixel a screen pixel: out[r, c] shows source[row + r, column + c]."""
    rows, columns = source.shape
    width = out.shape[1]
    c0 = min(max(0, -column), width)
    c1 = max(c0, min(width, columns - column))
    top, half, zero = F(255.0), F(0.5), F(0.0)
    for r in range(r0, r1):
        y = row + r
        if y < 0 or y >= rows or c1 == c0:
            out[r, :] = 0
            continue
        out[r, :c0] = 0
        out[r, c1:] = 0
        stored, shown = source[y, c0 + column : c1 + column], out[r, c0:c1]
        for c in range(c1 - c0):
            shown[c] = U8(I(min(max((F(stored[c]) - lo) * gain, zero), top) + half)) ^ flip
        if pad_lo <= pad_hi:
            for c in range(c1 - c0):
                if pad_lo <= F(stored[c]) <= pad_hi:
                    shown[c] = 0


@kernel(
    *(
        types.void(
            read_only(s), types.uint32[::1], types.float32[::1], types.int64, types.int64,
            types.uint32[::1], types.float32[::1], types.int64, types.int64, *_GREY, *_ROWS, _OUT,
        )
        for s in SOURCES
    ),
    fastmath=NUMBERS,
)  # fmt: skip
def window_axis(
    source: Any, xs: Any, fx: Any, c0: int, c1: int, ys: Any, fy: Any, v0: int, v1: int,
    lo: Any, gain: Any, flip: Any, pad_lo: Any, pad_hi: Any, r0: int, r1: int, out: Any,
) -> None:  # fmt: skip
    """Bilinear where image axes lie along screen axes.

    Picture column c in [c0, c1) lies between stored columns xs[c] and xs[c] + 1 at fraction fx[c]; rows [v0, v1) likewise by ys, fy.
    Outside these ranges the picture is black.
    """
    rows, columns = source.shape
    top, half, zero = F(255.0), F(0.5), F(0.0)
    line = np.empty(columns + 1, np.float32)
    across = np.empty(out.shape[1], np.float32)
    for r in range(r0, r1):
        if r < v0 or r >= v1 or c1 <= c0:
            out[r, :] = 0
            continue
        out[r, :c0] = 0
        out[r, c1:] = 0
        y = I(ys[r])
        f = fy[r]
        z = min(y + 1, rows - 1)
        upper, lower = source[y], source[z]
        for x in range(columns):
            above = F(upper[x])
            line[x] = above + f * (F(lower[x]) - above)
        line[columns] = line[columns - 1]
        for c in range(c0, c1):
            x = U(xs[c])
            before = line[x]
            across[c] = before + fx[c] * (line[x + U(1)] - before)
        shown = out[r]
        for c in range(c0, c1):
            shown[c] = U8(I(min(max((across[c] - lo) * gain, zero), top) + half)) ^ flip
        if pad_lo <= pad_hi:
            near = lower if f >= half else upper
            for c in range(c0, c1):
                stored = F(near[min(I(xs[c]) + (1 if fx[c] >= half else 0), columns - 1)])
                if pad_lo <= stored <= pad_hi:
                    out[r, c] = 0


@nb.njit(nogil=True)
def _edge(source: Any, x: Any, y: Any) -> Any:
    """Bilinear value at (x, y) anywhere, borders repeated over the outer half pixel; NaN outside the image."""
    rows, columns = source.shape
    if not (-0.5 <= x < columns - 0.5 and -0.5 <= y < rows - 0.5):
        return F(np.nan)
    x, y = min(max(x, 0.0), columns - 1.0), min(max(y, 0.0), rows - 1.0)
    x0, y0 = int(x), int(y)
    x1, y1 = min(x0 + 1, columns - 1), min(y0 + 1, rows - 1)
    fx, fy = F(x - x0), F(y - y0)
    a, b = F(source[y0, x0]), F(source[y0, x1])
    c, d = F(source[y1, x0]), F(source[y1, x1])
    a += fx * (b - a)
    c += fx * (d - c)
    return a + fy * (c - a)


@kernel(types.void(read_only(F), types.float64[::1], types.int32[:, ::1], F, F, *_ROWS, types.float32[:, ::1]))
def sample_any(source: Any, back: Any, ends: Any, pad_lo: Any, pad_hi: Any, r0: int, r1: int, out: Any) -> None:
    """Bilinear stored values at any angle as float32, NaN outside the image and where the nearest pixel is padding.

    Screen pixel (c, r) shows x = back[0] c + back[1] r + back[2], y = back[3] c + back[4] r + back[5]. `ends` (rows, 4) holds for each
    row o0 <= i0 <= i1 <= o1: no pixel before o0 or from o1 on lies in the image, all in [i0, i1) lie between pixel centres (see
    `place.spans`).
    """
    rows, columns = source.shape
    ax, ay = back[0], back[3]
    for r in range(r0, r1):
        bx, by = back[1] * r + back[2], back[4] * r + back[5]
        line = out[r]
        o0, i0, i1, o1 = ends[r, 0], ends[r, 1], ends[r, 2], ends[r, 3]
        line[:o0] = F(np.nan)
        line[o1:] = F(np.nan)
        for side in range(2):
            for c in range(i1 if side else o0, o1 if side else i0):
                line[c] = _edge(source, bx + ax * c, by + ay * c)
        for c in range(i0, i1):
            x, y = bx + ax * c, by + ay * c
            i, j = I(x), I(y)
            fx, fy = F(x - i), F(y - j)
            x0, y0 = U(i), U(j)
            p, q = F(source[y0, x0]), F(source[y0 + U(1), x0])
            p += fx * (F(source[y0, x0 + U(1)]) - p)
            q += fx * (F(source[y0 + U(1), x0 + U(1)]) - q)
            line[c] = p + fy * (q - p)
        if pad_lo <= pad_hi:
            for c in range(o0, o1):
                x0 = min(max(int(np.floor(bx + ax * c + 0.5)), 0), columns - 1)
                y0 = min(max(int(np.floor(by + ay * c + 0.5)), 0), rows - 1)
                if pad_lo <= F(source[y0, x0]) <= pad_hi:
                    line[c] = F(np.nan)


@kernel(types.void(types.float32[:, ::1], F, F, U8, types.uint8[:, ::1]))
def window_values(values: Any, lo: Any, gain: Any, flip: Any, out: Any) -> None:
    """Values to levels; NaN is black."""
    top, half, zero = F(255.0), F(0.5), F(0.0)
    for r in range(out.shape[0]):
        line, shown = values[r], out[r]
        for c in range(out.shape[1]):
            value = line[c]
            level = U8(I(min(max((value - lo) * gain, zero), top) + half)) ^ flip
            shown[c] = level if value == value else U8(0)  # noqa: PLR0124 (a NaN is no number)
