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

from diaphane.render.kernels.fetch import fetch_row
from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel, part
from diaphane.render.kernels.ray16 import NOTHING, look_max, look_min, look_sum
from diaphane.render.kernels.row16 import blend_row, grey_row, look_row
from diaphane.render.kernels.straight import LEAST, MEAN, MOST, axis_of, columns_of, kept_of, lines_for, row_across, row_along, row_picked

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)
U8 = nb.uint8

_LEVEL: Final = 1e-6  # index steps: a row this level moves less than a voxel over any picture
_MARGIN: Final = 0.01
_AHEAD: Final = 4
"""Rows after this one whose memory a slab at an angle asks for, at every `_EVERY`th depth: each row of them fills what others left."""
_EVERY: Final = 4
_VOLUME: Final = read_only(types.int16, 3)
_GEOMETRY: Final = (read_only(F, 1), read_only(F, 1), types.int64, types.int64)  # g, far, steps, mode
_ROWS: Final = (types.int64, types.int64)


@part
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
    """What all rows of a picture share: the axis its columns run along, where they lie on it, and room for lines."""
    axis = axis_of(g, far, steps)
    at, weight, there, picks, close, lo, hi = columns_of(g, far, axis, width)
    return axis, (at, weight, there, picks, close, lo, hi), lines_for(v, width), kept_of()


@nb.njit(nogil=True, fastmath=True, error_model="numpy")
def _buffers(width: int) -> Any:
    """Values and counts of a row."""
    whole = (width + 15) // 16 * 16
    return np.empty(whole, np.float32), np.empty(whole, np.int32)


@part
def _look(rays: Any, plan: Any, row: Any, buffers: Any) -> None:
    """Values and counts of a whole row, whose buffers are multiples of 16 long; the mean is already divided.

    A row at a time leaves the loops that follow to LLVM, which vectorises them: 16 pixels at a time it did not.
    """
    v, g, far, steps, mode = rays
    axis, columns, lines, kept = plan
    values, counts = buffers
    if axis == 2 and columns[3].size > 0:
        row_picked(rays, row, columns, kept, values, counts)
    elif axis == 2:
        row_along(rays, row, columns, lines, kept, values, counts)
    elif axis == 1:
        row_across(rays, row, columns, lines, kept, values, counts)
    elif steps == 1:
        first, last = _sure(g, far, row, values.size)
        look_row(v, values, counts, g, far, row, values.size, first, last, I(v.shape[1]), I(v.shape[2]))
    else:
        _gather(v, g, far, steps, mode, row, values, counts)


@part
def _gather(v: Any, g: Any, far: Any, steps: int, mode: int, row: Any, values: Any, counts: Any) -> None:
    """A row of a slab at any angle."""
    rows, pitch = I(v.shape[1]), I(v.shape[2])
    nothing = F(0.0) if mode == MEAN else (F(NOTHING) if mode == LEAST else F(-NOTHING))
    for c in range(values.size):
        values[c], counts[c] = nothing, I(0)
    for c in range(0, values.size, 16):
        for depth in range(min(2, steps - 1), steps, _EVERY):
            fetch_row(v, g, far, F(c), row + F(_AHEAD), depth, rows, pitch)
        if mode == MOST:
            look_max(v, values, counts, g, far, c, F(c), row, 0, steps, rows, pitch)
        elif mode == LEAST:
            look_min(v, values, counts, g, far, c, F(c), row, 0, steps, rows, pitch)
        else:
            look_sum(v, values, counts, g, far, c, F(c), row, 0, steps, rows, pitch)
    if mode == MEAN:
        for c in range(values.size):
            values[c] /= F(max(counts[c], I(1)))


@part
def _grey_rows(rays: Any, plan: Any, buffers: Any, window: Any, r0: int, r1: int, spare: Any, out: Any) -> None:
    (values, counts), (lo, gain, flip), width = buffers, window, out.shape[1]
    for r in range(r0, r1):
        _look(rays, plan, F(r), buffers)
        if width == values.size:
            grey_row(values, counts, lo, gain, flip, out[r], width)
        else:
            grey_row(values, counts, lo, gain, flip, spare, values.size)
            for c in range(width):
                out[r, c] = spare[c]


@kernel(types.void(_VOLUME, *_GEOMETRY, F, F, U8, *_ROWS, types.uint8[:, ::1]), fastmath=True)
def slab_grey(v: Any, g: Any, far: Any, steps: int, mode: int, lo: Any, gain: Any, flip: Any, r0: int, r1: int, out: Any) -> None:
    """Windowed grey levels of rows [r0, r1)."""
    buffers = _buffers(out.shape[1])
    whole = buffers[0].size
    plan = _plan(v, g, far, steps, whole)
    _grey_rows((v, g, far, steps, mode), plan, buffers, (lo, gain, flip), r0, r1, np.empty(whole, np.uint8), out)


@part
def _value_rows(rays: Any, plan: Any, buffers: Any, outside: Any, r0: int, r1: int, out: Any) -> None:
    values, counts = buffers
    for r in range(r0, r1):
        _look(rays, plan, F(r), buffers)
        for c in range(out.shape[1]):
            out[r, c] = values[c] if counts[c] != 0 else outside


@kernel(types.void(_VOLUME, *_GEOMETRY, F, *_ROWS, types.float32[:, ::1]), fastmath=True)
def slab_values(v: Any, g: Any, far: Any, steps: int, mode: int, outside: Any, r0: int, r1: int, out: Any) -> None:
    """Stored values (float32) of rows [r0, r1), `outside` where no sample lay in the volume."""
    buffers = _buffers(out.shape[1])
    _value_rows((v, g, far, steps, mode), _plan(v, g, far, steps, buffers[0].size), buffers, outside, r0, r1, out)


@part
def _fused_rows(under: Any, over: Any, window: Any, look: Any, r0: int, r1: int, spare: Any, out: Any) -> None:
    """`under`, `over` = rays, plan and buffers of each volume; `look` = window, table and opacity of the upper one."""
    (values, counts), (more, there) = under[2], over[2]
    (lo, gain, flip), (wlo, wgain, table, opacity) = window, look
    for r in range(r0, r1):
        _look(under[0], under[1], F(r), under[2])
        _look(over[0], over[1], F(r), over[2])
        blend_row(values, counts, lo, gain, flip, more, there, wlo, wgain, table, opacity, spare, values.size)
        for c in range(out.shape[1]):
            out[r, c] = spare[c]


@kernel(
    types.void(
        _VOLUME, *_GEOMETRY, F, F, U8, _VOLUME, *_GEOMETRY, F, F, types.int32[::1], F, *_ROWS, types.uint8[:, ::1]
    ),
    fastmath=True,
)  # fmt: skip
def slab_fused(
    v: Any, g: Any, far: Any, steps: int, mode: int, lo: Any, gain: Any, flip: Any,
    w: Any, wg: Any, wfar: Any, wsteps: int, wmode: int, wlo: Any, wgain: Any, table: Any, opacity: Any, r0: int, r1: int, out: Any,
) -> None:  # fmt: skip
    """RGB (three elements of `out` a pixel) of grey volume `v` under coloured volume `w`, both sampled in one pass on their own grids.

    `table` (257,): colour of each level of `w` and whether it is seen, red | green << 8 | blue << 16 | seen << 24; last, of where `w` is
    not. `opacity` of what is seen, 0..1.
    """
    below, above = _buffers(out.shape[1] // 3), _buffers(out.shape[1] // 3)
    whole = below[0].size
    under = (v, g, far, steps, mode), _plan(v, g, far, steps, whole), below
    over = (w, wg, wfar, wsteps, wmode), _plan(w, wg, wfar, wsteps, whole), above
    _fused_rows(under, over, (lo, gain, flip), (wlo, wgain, table, opacity), r0, r1, np.empty(3 * whole, np.uint8), out)
