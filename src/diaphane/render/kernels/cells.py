"""Kernels that summarise a volume: extremes of cells 2^`edge_bits` voxels wide, the half-size volume, and cells a transfer function shows.

A cell covers its voxels and the next layer on each axis, so that no trilinear sample inside it can leave [low, high].
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types
from numpy.typing import NDArray

from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel, part

EDGE_BITS: Final = 3
"""A cell is 2^3 = 8 voxels wide: 4 and 16 gain nothing (ENGINE A4)."""
HALF_EDGE_BITS: Final = 2
"""Of a volume of half the size: as wide as 8 of the voxels it was made from. Thin bone is left out better (3D: 7 % of a draft)."""
LOOK_BITS: Final = 2
"""What a transfer function shows is looked up for 4 x 4 x 4 voxels at a time (`occupied`)."""
BLOCK: Final = 8
"""Depths in a block of a beam, the unit in which empty or dull space is left out."""
MOST_BLOCKS: Final = 4096
"""Of a beam: `camera.MOST_STEPS` keeps rays shorter."""

_VOLUME: Final = read_only(types.int16, 3)


@kernel(types.void(_VOLUME, types.int64, types.int64, types.int64, types.int64, types.int16[:, :, ::1], types.int16[:, :, ::1]))
def extremes(v: Any, columns: int, edge_bits: int, k0: int, k1: int, low: Any, high: Any) -> None:
    """low, high (cells_z, cells_y, cells_x) of the cell layers [k0, k1) of a padded volume with `columns` used elements a row."""
    edge = 1 << edge_bits
    slices, rows = v.shape[0] - 1, v.shape[1]
    least, most = np.empty(columns, np.int16), np.empty(columns, np.int16)
    for k in range(k0, k1):
        for j in range(low.shape[1]):
            least[:] = np.int16(32767)
            most[:] = np.int16(-32768)
            for z in range(k * edge, min((k + 1) * edge, slices - 1) + 1):
                for y in range(j * edge, min((j + 1) * edge, rows - 1) + 1):
                    for x in range(columns):
                        least[x] = min(least[x], v[z, y, x])
                        most[x] = max(most[x], v[z, y, x])
            for i in range(low.shape[2]):
                a, b = least[i * edge], most[i * edge]
                for x in range(i * edge + 1, min((i + 1) * edge, columns - 1) + 1):
                    a, b = min(a, least[x]), max(b, most[x])
                low[k, j, i], high[k, j, i] = a, b


@kernel(types.void(_VOLUME, types.int64, types.int64, types.int64, types.int16[:, :, ::1]))
def halve(v: Any, columns: int, k0: int, k1: int, out: Any) -> None:
    """Slices [k0, k1) of the volume of half the size: the mean of up to 2 x 2 x 2 voxels, rounded half up."""
    slices, rows = v.shape[0] - 1, v.shape[1]
    for k in range(k0, k1):
        z1 = min(2 * k + 1, slices - 1)
        for j in range((rows + 1) // 2):
            y1 = min(2 * j + 1, rows - 1)
            for i in range((columns + 1) // 2):
                x0, x1 = 2 * i, min(2 * i + 1, columns - 1)
                near = nb.int32(v[2 * k, 2 * j, x0]) + v[2 * k, 2 * j, x1] + v[2 * k, y1, x0] + v[2 * k, y1, x1]
                far = nb.int32(v[z1, 2 * j, x0]) + v[z1, 2 * j, x1] + v[z1, y1, x0] + v[z1, y1, x1]
                out[k, j, i] = (near + far + 4) >> 3


_RANGES: Final = read_only(types.int32, 2)


@kernel(
    types.void(read_only(types.int16, 3), read_only(types.int16, 3), read_only(types.int32, 1), types.float32, types.float32,
    _RANGES, _RANGES, _RANGES, types.uint8[:, :, ::1]),
)  # fmt: skip
def occupied(
    low: Any, high: Any, visible: Any, first: Any, scale: Any, range_z: Any, range_y: Any, range_x: Any, out: Any
) -> None:  # fmt: skip
    """Out = 1 where some value has opacity in the cells from range[..., 0] to range[..., 1] on each axis (`ranges`), else 0.

    `visible` (entries + 1,) is the running count of table entries with opacity; value v looks up entry (v - first) * scale, clamped.
    """
    last = visible.size - 2
    seen, rows = np.empty(low.shape, np.uint8), np.empty((low.shape[0], low.shape[1], out.shape[2]), np.uint8)
    for k in range(low.shape[0]):
        for j in range(low.shape[1]):
            for i in range(low.shape[2]):
                a = min(last, max(0, int((low[k, j, i] - first) * scale)))
                b = min(last, max(0, int((high[k, j, i] - first) * scale + 1)))
                seen[k, j, i] = 1 if visible[b + 1] > visible[a] else 0
            for i in range(out.shape[2]):
                rows[k, j, i] = seen[k, j, range_x[i, 0]]
                for near in range(range_x[i, 0] + 1, range_x[i, 1] + 1):
                    rows[k, j, i] |= seen[k, j, near]
    plane = np.empty((low.shape[1], out.shape[2]), np.uint8)
    for k in range(out.shape[0]):
        plane[:] = 0
        for near in range(range_z[k, 0], range_z[k, 1] + 1):
            _gather_rows(rows[near], plane)
        for j in range(out.shape[1]):
            out[k, j] = 0
            _gather_rows(plane[range_y[j, 0] : range_y[j, 1] + 1], out[k, j : j + 1])


@part
def _gather_rows(rows: Any, out: Any) -> None:
    """out[min(j, last)] |= rows[j]."""
    for j in range(rows.shape[0]):
        into = min(j, out.shape[0] - 1)
        for i in range(out.shape[1]):
            out[into, i] |= rows[j, i]


def ranges(voxels: int, edge_bits: int, over: float) -> NDArray[np.int32]:
    """First, last cell (2^`edge_bits` voxels wide) at most `over` voxels from each 2^`LOOK_BITS` of an axis of `voxels`; int32 (n, 2)."""
    wide = 1 << LOOK_BITS
    start = np.arange(-(-voxels // wide)) * wide
    both = np.stack([np.floor(start - over), np.floor(start + wide + over)], axis=1).astype(np.int32)
    return np.clip(both, 0, voxels - 1) >> edge_bits


@part
def beam_of(g: Any, c0: Any, c1: Any, r0: Any, r1: Any, beam: Any) -> None:
    """beam[:, axis] = least and greatest start, least and greatest step of the rays of columns c0..c1 and rows r0..r1; float32 (4, 3).

    Steps may turn with the pixel (perspective): g has 18 entries, 12..14 change of the depth step per column, 15..17 per row. Rays from
    an eye start further apart the more their steps differ, so the extremes of both belong to the same ray.
    """
    for axis in range(3):
        across, down = g[3 + axis], g[6 + axis]
        beam[0, axis] = g[axis] + min(c0 * across, c1 * across) + min(r0 * down, r1 * down)
        beam[1, axis] = g[axis] + max(c0 * across, c1 * across) + max(r0 * down, r1 * down)
        across, down = g[12 + axis], g[15 + axis]
        beam[2, axis] = g[9 + axis] + min(c0 * across, c1 * across) + min(r0 * down, r1 * down)
        beam[3, axis] = g[9 + axis] + max(c0 * across, c1 * across) + max(r0 * down, r1 * down)


@part
def block_box(beam: Any, far: Any, edge_bits: int, k0: Any, k1: Any, lo: Any, hi: Any) -> bool:
    """lo, hi = cell indices (z, y, x) of the box around a beam between depths k0 and k1 (>= 0); False where it misses the volume."""
    for axis in range(3):
        least = beam[0, axis] + min(k0 * beam[2, axis], k1 * beam[2, axis])
        most = beam[1, axis] + max(k0 * beam[3, axis], k1 * beam[3, axis])
        if most < np.float32(-0.5) or least >= far[axis] + np.float32(0.5):
            return False
        lo[axis] = int(min(max(least, np.float32(0)), far[axis])) >> edge_bits
        hi[axis] = int(min(max(most, np.float32(0)), far[axis])) >> edge_bits
    return True


@part
def block_max(cells: Any, lo: Any, hi: Any) -> int:
    """Largest cell value in the box."""
    best = -32768
    for z in range(lo[0], hi[0] + 1):
        for y in range(lo[1], hi[1] + 1):
            for x in range(lo[2], hi[2] + 1):
                best = max(best, int(cells[z, y, x]))
    return best
