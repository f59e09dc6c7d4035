"""Kernels of planes and slabs: resample a volume along parallel rays, combine, window, store; and the same of two volumes fused.

`v` is a padded int16 volume (slices + 1, rows, pitch), see `volume.Volume`; `g` maps (column, row, depth) to (z, y, x) voxel indices;
`far` = float32 (slices - 1, rows - 1, columns - 1); `steps` samples a ray (1 = a thin plane). Modes: 0 maximum, 1 minimum, 2 mean.
Grey level = clamp((value - lo) * gain, 0, 255) rounded half up, then xor `flip`; outside the volume the picture is black.
Kernels work on rows [r0, r1) and release the GIL, so that callers may share a picture among threads.
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types

from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel
from diaphane.render.kernels.ray16 import NOTHING, look_max, look_min, look_sum
from diaphane.render.kernels.row16 import blend_row, grey_row, look_row
from diaphane.render.kernels.straight import LEAST, MEAN, MOST, axis_of, columns_of, lines_for, row_across, row_along

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)
U8 = nb.uint8

_LEVEL: Final = 1e-6  # index steps: a row this level moves less than a voxel over any picture
_MARGIN: Final = 0.01
_VOLUME: Final = read_only(types.int16, 3)
_GEOMETRY: Final = (read_only(F, 1), read_only(F, 1), types.int64, types.int64)  # g, far, steps, mode
_ROWS: Final = (types.int64, types.int64)


@nb.njit(nogil=True, fastmath=True, error_model="numpy")
def _sure(g: Any, far: Any, row: Any, width: int) -> Any:
    """Columns [first, last) of a row that surely lie between the centres of the first and last voxels, at depth 0."""
    first, last = F(0.0), F(width)
    for axis in range(3):
        start, step = g[axis] + row * g[6 + axis], g[3 + axis]
        if abs(step) < F(_LEVEL):
            if start < F(_MARGIN) or start > far[axis] - F(_MARGIN):
                return 0, 0
        else:
            one, other = -start / step, (far[axis] - start) / step
            first, last = max(first, min(one, other) + F(1.0)), min(last, max(one, other) - F(1.0))
    return (int(np.ceil(first)), int(np.floor(last)) + 1) if first < last else (0, 0)


@nb.njit(nogil=True, fastmath=True, error_model="numpy")
def _plan(v: Any, g: Any, far: Any, steps: int, width: int) -> Any:
    """What all rows of a picture share: the axis its columns run along, where they lie on it, and room for lines.

    It is handed on piece by piece: Numba counts references to what lies in tuples, for every row.
    """
    axis = axis_of(g, far, steps)
    at, weight, there, close, lo, hi = columns_of(g, far, axis, width)
    return axis, at, weight, there, close, lo, hi, lines_for(v, width), np.full((2, 2), F(-1))


@nb.njit(nogil=True, fastmath=True, error_model="numpy")
def _look(
    v: Any, g: Any, far: Any, steps: int, mode: int, axis: int, at: Any, weight: Any, there: Any, close: bool, lo: int, hi: int,  # noqa: FBT001
    lines: Any, kept: Any, row: Any, values: Any, counts: Any,
) -> None:  # fmt: skip
    """Values and counts of a whole row, whose buffers are multiples of 16 long; the mean is already divided.

    A row at a time leaves the loops that follow to LLVM, which vectorises them: 16 pixels at a time it did not.
    """
    rows, pitch = I(v.shape[1]), I(v.shape[2])
    if axis == 2:
        row_along(v, g, far, steps, mode, row, at, weight, there, close, lo, hi, lines, values, counts)
    elif axis == 1:
        row_across(v, g, far, row, at, weight, there, close, lines, kept, values, counts)
    elif steps == 1:
        first, last = _sure(g, far, row, values.size)
        look_row(v, values, counts, g, far, row, values.size, first, last, rows, pitch)
    else:
        _gather(v, g, far, steps, mode, row, values, counts)


@nb.njit(nogil=True, fastmath=True, error_model="numpy")
def _gather(v: Any, g: Any, far: Any, steps: int, mode: int, row: Any, values: Any, counts: Any) -> None:
    """A row of a slab at any angle."""
    rows, pitch = I(v.shape[1]), I(v.shape[2])
    values[:] = F(0.0) if mode == MEAN else (F(NOTHING) if mode == LEAST else F(-NOTHING))
    counts[:] = I(0)
    for c in range(0, values.size, 16):
        if mode == MOST:
            look_max(v, values, counts, g, far, c, F(c), row, 0, steps, rows, pitch)
        elif mode == LEAST:
            look_min(v, values, counts, g, far, c, F(c), row, 0, steps, rows, pitch)
        else:
            look_sum(v, values, counts, g, far, c, F(c), row, 0, steps, rows, pitch)
    if mode == MEAN:
        for c in range(values.size):
            values[c] /= F(max(counts[c], I(1)))


@nb.njit(nogil=True, fastmath=True, error_model="numpy")
def _buffers(width: int) -> Any:
    whole = (width + 15) // 16 * 16
    return np.empty(whole, np.float32), np.empty(whole, np.int32)


@kernel(types.void(_VOLUME, *_GEOMETRY, F, F, U8, *_ROWS, types.uint8[:, ::1]), fastmath=True)
def slab_grey(v: Any, g: Any, far: Any, steps: int, mode: int, lo: Any, gain: Any, flip: Any, r0: int, r1: int, out: Any) -> None:
    """Windowed grey levels of rows [r0, r1)."""
    width = out.shape[1]
    values, counts = _buffers(width)
    axis, at, weight, there, close, lo_x, hi_x, lines, kept = _plan(v, g, far, steps, values.size)
    whole = np.empty(values.size, np.uint8)
    for r in range(r0, r1):
        _look(v, g, far, steps, mode, axis, at, weight, there, close, lo_x, hi_x, lines, kept, F(r), values, counts)
        if width == values.size:
            grey_row(values, counts, lo, gain, flip, out[r], width)
        else:
            grey_row(values, counts, lo, gain, flip, whole, values.size)
            out[r, :] = whole[:width]


@kernel(types.void(_VOLUME, *_GEOMETRY, F, *_ROWS, types.float32[:, ::1]), fastmath=True)
def slab_values(v: Any, g: Any, far: Any, steps: int, mode: int, outside: Any, r0: int, r1: int, out: Any) -> None:
    """Stored values (float32) of rows [r0, r1), `outside` where no sample lay in the volume."""
    width = out.shape[1]
    values, counts = _buffers(width)
    axis, at, weight, there, close, lo_x, hi_x, lines, kept = _plan(v, g, far, steps, values.size)
    for r in range(r0, r1):
        _look(v, g, far, steps, mode, axis, at, weight, there, close, lo_x, hi_x, lines, kept, F(r), values, counts)
        for c in range(width):
            out[r, c] = values[c] if counts[c] != 0 else outside


@kernel(
    types.void(
        _VOLUME, *_GEOMETRY, F, F, U8, _VOLUME, *_GEOMETRY, F, F, types.float32[:, ::1], *_ROWS, types.uint8[:, :, ::1]
    ),
    fastmath=True,
)  # fmt: skip
def slab_fused(
    v: Any, g: Any, far: Any, steps: int, mode: int, lo: Any, gain: Any, flip: Any,
    w: Any, wg: Any, wfar: Any, wsteps: int, wmode: int, wlo: Any, wgain: Any, table: Any, r0: int, r1: int, out: Any,
) -> None:  # fmt: skip
    """RGB of grey volume `v` under coloured volume `w`, both sampled in one pass on their own grids.

    `table` (257, 4): levels red, green and blue already times opacity, and opacity 0..1, of each level of `w`; last, of where `w` is not.
    """
    width = out.shape[1]
    values, counts = _buffers(width)
    over, there = _buffers(width)
    axis, at, weight, inside, close, lo_x, hi_x, lines, kept = _plan(v, g, far, steps, values.size)
    waxis, wat, wweight, winside, wclose, lo_w, hi_w, wlines, wkept = _plan(w, wg, wfar, wsteps, values.size)
    mixed = np.empty(3 * values.size, np.uint8)
    flat = out.reshape(out.shape[0], 3 * width)
    for r in range(r0, r1):
        _look(v, g, far, steps, mode, axis, at, weight, inside, close, lo_x, hi_x, lines, kept, F(r), values, counts)
        _look(w, wg, wfar, wsteps, wmode, waxis, wat, wweight, winside, wclose, lo_w, hi_w, wlines, wkept, F(r), over, there)
        if width == values.size:
            blend_row(values, counts, lo, gain, flip, over, there, wlo, wgain, table, flat[r], width)
        else:
            blend_row(values, counts, lo, gain, flip, over, there, wlo, wgain, table, mixed, values.size)
            flat[r, :] = mixed[: 3 * width]
