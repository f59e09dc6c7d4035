"""Kernels of the 2D colour picture and of shrinking: RGB of 8 bits a sample; same coordinates and row ranges as `grey`."""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types

from diaphane.render.kernels.grey import SOURCES, read_only

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)
U8 = nb.uint8
_ROWS: Final = (types.int64, types.int64)


@nb.njit(types.void(read_only(U8, 3), types.float64[::1], U8, *_ROWS, types.uint8[:, :, ::1]), nogil=True, cache=True)
def sample_rgb(source: Any, back: Any, flip: Any, r0: int, r1: int, out: Any) -> None:
    """Bilinear at any angle (see `grey.window_any`), each sample xor `flip`; black outside the image."""
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
            x0, y0 = I(x), I(y)
            x1, y1 = min(x0 + 1, columns - 1), min(y0 + 1, rows - 1)
            fx, fy = F(x - x0), F(y - y0)
            for s in range(3):
                above = F(source[y0, x0, s]) + fx * (F(source[y0, x1, s]) - F(source[y0, x0, s]))
                below = F(source[y1, x0, s]) + fx * (F(source[y1, x1, s]) - F(source[y1, x0, s]))
                out[r, c, s] = U8(I(above + fy * (below - above) + half)) ^ flip


@nb.njit([types.void(read_only(s), types.int64, F, F, types.float32[:, ::1]) for s in SOURCES], nogil=True, cache=True)
def shrink(source: Any, k: int, pad_lo: Any, pad_hi: Any, out: Any) -> None:
    """Mean of each k x k block (smaller at the far edges), padding left out; a block whose first pixels are all padding stays padding."""
    rows, columns = source.shape
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            total, count = 0.0, 0
            for y in range(r * k, min((r + 1) * k, rows)):
                for x in range(c * k, min((c + 1) * k, columns)):
                    value = F(source[y, x])
                    if not pad_lo <= value <= pad_hi:
                        total += value
                        count += 1
            out[r, c] = F(total / count) if count > 0 else F(source[r * k, c * k])


@nb.njit(types.void(read_only(U8, 3), types.int64, types.uint8[:, :, ::1]), nogil=True, cache=True)
def shrink_rgb(source: Any, k: int, out: Any) -> None:
    """Mean of each k x k block of an RGB image, rounded."""
    rows, columns = source.shape[:2]
    for r in range(out.shape[0]):
        for c in range(out.shape[1]):
            y1, x1 = min((r + 1) * k, rows), min((c + 1) * k, columns)
            count = (y1 - r * k) * (x1 - c * k)
            for s in range(3):
                total = np.int64(0)
                for y in range(r * k, y1):
                    for x in range(c * k, x1):
                        total += np.int64(source[y, x, s])
                out[r, c, s] = U8((total + count // 2) // count)
