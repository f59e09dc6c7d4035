"""Kernel of the whole-volume maximum or minimum: tiles of 16 x 16 pixels, each beam's most promising blocks first.

A tile's beam is cut into blocks of 8 depths. The extreme of the cells around a block bounds what it can add; blocks are sampled from the
best bound on, and a row of 16 pixels skips a block when all its pixels are already beyond the bound. Nothing is approximated.
With a window given, blocks that would stay below its bottom and pixels that passed its top are done too: the grey level is exact, the value
behind a white or black pixel is then only a bound (`slab.slab_values` gives it exactly).
Minima are maxima of the negative: `sign` = -1 turns cells, samples and window round.
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types

from diaphane.render.kernels.cells import BLOCK, MOST_BLOCKS, beam_of, block_box, block_max
from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel, part
from diaphane.render.kernels.ray16 import NOTHING, look_max, look_min

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)

TILE: Final = 16


@part
def _queue(cells: Any, beam: Any, ends: Any, steps: int, sign: int, order: Any, box: Any) -> int:
    """Blocks of a tile in descending bound, packed bound << 16 | block into order[: result]."""
    count, (far, edge_bits) = 0, ends
    for block in range(min((steps + BLOCK - 1) // BLOCK, MOST_BLOCKS)):
        k0, k1 = F(block * BLOCK), F(min(block * BLOCK + BLOCK - 1, steps - 1))
        if not block_box(beam, far, edge_bits, k0, k1, box[0], box[1]):
            continue
        key = (np.int64(_bound(cells, box, sign)) << 16) | block
        place = count
        while place > 0 and order[place - 1] < key:
            order[place] = order[place - 1]
            place -= 1
        order[place] = key
        count += 1
    return count


@part
def _bound(cells: Any, box: Any, sign: int) -> int:
    if sign > 0:
        return block_max(cells, box[0], box[1])
    least = 32767
    for z in range(box[0][0], box[1][0] + 1):
        for y in range(box[0][1], box[1][1] + 1):
            for x in range(box[0][2], box[1][2] + 1):
                least = min(least, cells[z, y, x])
    return -least


@part
def _worst(values: Any, at: int, sign: int) -> Any:
    """The pixel of a row that still has most to gain."""
    worst = values[at] * sign
    for lane in range(1, TILE):
        worst = min(worst, values[at + lane] * sign)
    return worst


@part
def _tiles(rays: Any, sign: int, ends: Any, t0: int, t1: int, stride: int, room: Any, out: Any) -> int:
    """What `extreme` does, in the room it made."""
    v, cells, g, far, steps, edge_bits = rays
    floor, ceiling, outside = ends
    order, box, values, counts, beam = room
    rows, pitch = I(v.shape[1]), I(v.shape[2])
    tiles, taken, start = out.shape[1] // TILE, 0, F(-NOTHING * sign)
    for tile in range(t0, t1, stride):
        c0, r0 = tile % tiles * TILE, tile // tiles * TILE
        beam_of(g, F(c0), F(c0 + TILE - 1), F(r0), F(r0 + TILE - 1), beam)
        count = _queue(cells, beam, (far, edge_bits), steps, sign, order, box)
        for pixel in range(TILE * TILE):
            values[pixel], counts[pixel] = start, I(0)
        for place in range(count):
            bound = F(order[place] >> 16)
            if bound <= floor:
                break
            k0 = (order[place] & 0xFFFF) * BLOCK
            k1 = min(steps, k0 + BLOCK)
            busy = False
            for r in range(TILE):
                worst = _worst(values, r * TILE, sign)
                if worst >= bound or worst >= ceiling:
                    continue
                busy = True
                taken += TILE * (k1 - k0)
                if sign > 0:
                    look_max(v, values, counts, g, far, r * TILE, F(c0), F(r0 + r), k0, k1, rows, pitch)
                else:
                    look_min(v, values, counts, g, far, r * TILE, F(c0), F(r0 + r), k0, k1, rows, pitch)
            if not busy:
                break
        for r in range(TILE):
            for c in range(TILE):
                out[r0 + r, c0 + c] = values[r * TILE + c] if counts[r * TILE + c] > 0 else outside
    return taken


@kernel(
    types.int64(
        read_only(types.int16, 3), read_only(types.int16, 3), read_only(F, 1), read_only(F, 1), types.int64, types.int64, types.int64, F, F,
        F, types.int64, types.int64, types.int64, types.float32[:, ::1],
    ),
    fastmath=True,
)  # fmt: skip
def extreme(
    v: Any, cells: Any, g: Any, far: Any, edge_bits: int, steps: int, sign: int, floor: Any, ceiling: Any, outside: Any, t0: int,
    t1: int, stride: int, out: Any
) -> int:  # fmt: skip
    """Tiles t0, t0 + stride, ... < t1 of a picture whose width and height are multiples of 16; returns the samples taken.

    `cells` are highs for sign 1 and lows for -1 (`cells.extremes`); g has 18 entries, the last six 0; `floor` and `ceiling` are the
    window's
    ends times sign (-inf, inf: exact values). A pixel without a sample gets `outside`; one that lies under the floor, some value under it.
    """
    order, box = np.empty(MOST_BLOCKS, np.int64), np.empty((2, 3), np.int64)
    values, counts = np.empty(TILE * TILE, np.float32), np.empty(TILE * TILE, np.int32)
    room = order, box, values, counts, np.empty((4, 3), np.float32)
    return _tiles((v, cells, g, far, steps, edge_bits), sign, (floor, ceiling, outside), t0, t1, stride, room, out)
