"""Kernels of the 2D grey picture: sample, window and store 8 bits in one pass.

Image coordinates are pixel indices: (0, 0) is the *centre* of the first pixel, x runs along a row, y down a column; the image covers
[-0.5, columns - 0.5) x [-0.5, rows - 0.5). Grey level = clamp((value - lo) * gain, 0, 255) rounded half up, then xor `flip` (0 or 255).
A sample whose nearest stored pixel lies in [pad_lo, pad_hi] is black whatever the window says, as is everything outside the image;
pad_lo > pad_hi means there is no padding. Kernels work on rows [r0, r1) of the picture, so that callers may share one among threads.
Arithmetic is float32: stored values have at most 16 bits here (wider ones arrive as float32, made relative to the window before).
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)
U8 = nb.uint8

SOURCES: Final = (types.uint8, types.int16, types.uint16, types.float32)
_GREY: Final = (F, F, U8, F, F)  # lo, gain, flip, pad_lo, pad_hi
_ROWS: Final = (types.int64, types.int64)
_OUT: Final = types.uint8[:, ::1]


def read_only(scalar: Any, ndim: int = 2) -> Any:
    """The type of a C-contiguous array that may be read-only, as decoded frames are."""
    return types.Array(scalar, ndim, "C", readonly=True)


@nb.njit([types.void(read_only(s), types.int64, types.int64, *_GREY, *_ROWS, _OUT) for s in SOURCES], nogil=True, cache=True)
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
        if y < 0 or y >= rows:
            out[r, :] = 0
            continue
        out[r, :c0] = 0
        out[r, c1:] = 0
        for c in range(c0, c1):
            value = F(source[y, column + c])
            level = U8(I(min(max((value - lo) * gain, zero), top) + half)) ^ flip
            out[r, c] = U8(0) if pad_lo <= value <= pad_hi else level


@nb.njit(
    [
        types.void(
            read_only(s), types.int32[::1], types.float32[::1], types.int64, types.int64,
            types.int32[::1], types.float32[::1], types.int64, types.int64, *_GREY, *_ROWS, _OUT,
        )
        for s in SOURCES
    ],
    nogil=True,
    cache=True,
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
    padded = pad_lo <= pad_hi
    for r in range(r0, r1):
        if r < v0 or r >= v1 or c1 <= c0:
            out[r, :] = 0
            continue
        out[r, :c0] = 0
        out[r, c1:] = 0
        y = ys[r]
        f = fy[r]
        z = min(y + 1, rows - 1)
        for x in range(columns):
            above = F(source[y, x])
            line[x] = above + f * (F(source[z, x]) - above)
        line[columns] = line[columns - 1]
        for c in range(c0, c1):
            x = xs[c]
            before = line[x]
            value = before + fx[c] * (line[x + 1] - before)
            out[r, c] = U8(I(min(max((value - lo) * gain, zero), top) + half)) ^ flip
        if padded:
            near = z if f >= half else y
            for c in range(c0, c1):
                stored = F(source[near, min(xs[c] + (1 if fx[c] >= half else 0), columns - 1)])
                if pad_lo <= stored <= pad_hi:
                    out[r, c] = 0


@nb.njit(nogil=True, inline="always")
def _bilinear(source: Any, x: Any, y: Any) -> Any:
    """Bilinear value at (x, y), coordinates already inside the image, edges repeated."""
    rows, columns = source.shape
    x0, y0 = I(max(x, 0.0)), I(max(y, 0.0))
    x0, y0 = min(x0, I(columns - 1)), min(y0, I(rows - 1))
    x1, y1 = min(x0 + I(1), I(columns - 1)), min(y0 + I(1), I(rows - 1))
    fx = F(min(max(x - x0, 0.0), 1.0))
    fy = F(min(max(y - y0, 0.0), 1.0))
    a, b = F(source[y0, x0]), F(source[y0, x1])
    c, d = F(source[y1, x0]), F(source[y1, x1])
    a += fx * (b - a)
    c += fx * (d - c)
    return a + fy * (c - a)


@nb.njit(nogil=True, inline="always")
def _nearest(source: Any, x: Any, y: Any) -> Any:
    rows, columns = source.shape
    return F(source[min(max(int(np.floor(y + 0.5)), 0), rows - 1), min(max(int(np.floor(x + 0.5)), 0), columns - 1)])


@nb.njit([types.void(read_only(s), types.float64[::1], *_GREY, *_ROWS, _OUT) for s in SOURCES], nogil=True, cache=True)
def window_any(source: Any, back: Any, lo: Any, gain: Any, flip: Any, pad_lo: Any, pad_hi: Any, r0: int, r1: int, out: Any) -> None:
    """Bilinear at any angle: screen pixel (c, r) shows x = back[0] c + back[1] r + back[2], y = back[3] c + back[4] r + back[5]."""
    rows, columns = source.shape
    top, half, zero = F(255.0), F(0.5), F(0.0)
    right, bottom = columns - 0.5, rows - 0.5
    padded = pad_lo <= pad_hi
    for r in range(r0, r1):
        for c in range(out.shape[1]):
            x = back[0] * c + back[1] * r + back[2]
            y = back[3] * c + back[4] * r + back[5]
            level = U8(0)
            if -0.5 <= x < right and -0.5 <= y < bottom:
                value = _bilinear(source, x, y)
                level = U8(I(min(max((value - lo) * gain, zero), top) + half)) ^ flip
                if padded and pad_lo <= _nearest(source, x, y) <= pad_hi:
                    level = U8(0)
            out[r, c] = level


@nb.njit([types.void(read_only(s), types.float64[::1], F, F, *_ROWS, types.float32[:, ::1]) for s in SOURCES], nogil=True, cache=True)
def sample_any(source: Any, back: Any, pad_lo: Any, pad_hi: Any, r0: int, r1: int, out: Any) -> None:
    """Bilinear stored values at any angle as float32, NaN outside the image and where the nearest pixel is padding."""
    rows, columns = source.shape
    right, bottom = columns - 0.5, rows - 0.5
    padded = pad_lo <= pad_hi
    for r in range(r0, r1):
        for c in range(out.shape[1]):
            x = back[0] * c + back[1] * r + back[2]
            y = back[3] * c + back[4] * r + back[5]
            inside = -0.5 <= x < right and -0.5 <= y < bottom
            if inside and not (padded and pad_lo <= _nearest(source, x, y) <= pad_hi):
                out[r, c] = _bilinear(source, x, y)
            else:
                out[r, c] = F(np.nan)
