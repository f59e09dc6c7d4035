"""Kernel of the scalpel: which voxels lie behind a drawn outline, by one look into its raster each."""

from __future__ import annotations

from typing import Any

import numba as nb
from numba import types

from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel


@kernel(
    types.void(
        types.int16[:, :, ::1], types.int64, read_only(types.float64, 2), read_only(types.uint8, 2), types.boolean, types.int64,
        types.int64, types.int64,
    )
)  # fmt: skip
def carve(v: Any, columns: int, m: Any, raster: Any, beyond: bool, nothing: int, k0: int, k1: int) -> None:  # noqa: FBT001 (a flat kernel)
    """Set voxels of slices [k0, k1) to `nothing` where the raster (rows, columns) is 1 at their place in the view.

    m (3, 4) turns (z, y, x, 1) into (row * w, column * w, w); behind the eye (w <= 0) and outside the raster `beyond` decides.
    """
    height, width = raster.shape
    for z in range(k0, k1):
        for y in range(v.shape[1]):
            for x in range(columns):
                w = m[2, 0] * z + m[2, 1] * y + m[2, 2] * x + m[2, 3]
                gone = beyond
                if w > 0.0:
                    row = (m[0, 0] * z + m[0, 1] * y + m[0, 2] * x + m[0, 3]) / w + 0.5
                    column = (m[1, 0] * z + m[1, 1] * y + m[1, 2] * x + m[1, 3]) / w + 0.5
                    if 0.0 <= row < height and 0.0 <= column < width:
                        gone = raster[int(row), int(column)] != 0
                if gone:
                    v[z, y, x] = nb.int16(nothing)
