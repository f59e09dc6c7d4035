"""Kernel of the whole-volume maximum or minimum: tiles of 16 x 16 pixels, each beam's most promising blocks first.

A tile's beam is cut into blocks of 8 depths. The extreme of the cells around a block bounds what it can add; blocks are sampled from the
best bound on. A packet of 4 x 4 pixels skips a block when all its pixels are already beyond that bound, or beyond the closer one of the
cells around its own part of the block. Nothing is approximated.
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
from diaphane.render.kernels.fetch import fetch_square
from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel, part
from diaphane.render.kernels.ray16 import NOTHING, square_max, square_min

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)

TILE: Final = 16
_PACKET: Final = 4
_MIDDLE: Final = 1.5
_MARGIN: Final = 0.01  # voxels; places are float32


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
    """The pixel of a packet that still has most to gain."""
    worst = values[at] * sign
    for lane in range(1, 16):
        worst = min(worst, values[at + lane] * sign)
    return worst


@part
def _reach(g: Any, reach: Any) -> None:
    """reach[axis] = voxels from the middle of a packet's block to its furthest sample."""
    for axis in range(3):
        aside = abs(g[3 + axis]) + abs(g[6 + axis])
        reach[axis] = F(0.5 * (_PACKET - 1)) * aside + F(0.5 * (BLOCK - 1)) * abs(g[9 + axis]) + F(_MARGIN)


@part
def _around(g: Any, far: Any, edge_bits: int, at: Any, reach: Any, box: Any) -> bool:
    """Cells around the block `at` = (column, row, depth) of a packet into box (first, last); False where it misses the volume."""
    for axis in range(3):
        middle = (
            g[axis] + (at[0] + F(_MIDDLE)) * g[3 + axis] + (at[1] + F(_MIDDLE)) * g[6 + axis] + (at[2] + F(0.5 * (BLOCK - 1))) * g[9 + axis]
        )
        least, most = middle - reach[axis], middle + reach[axis]
        if most < F(-0.5) or least >= far[axis] + F(0.5):
            return False
        box[0, axis] = int(min(max(least, F(0)), far[axis])) >> edge_bits
        box[1, axis] = int(min(max(most, F(0)), far[axis])) >> edge_bits
    return True


@part
def _crosses(g: Any, far: Any, c: Any, r: Any, steps: int) -> bool:
    """Whether the ray of a pixel has a sample in the volume."""
    near, last = F(0), F(steps - 1)
    for axis in range(3):
        start, step = g[axis] + c * g[3 + axis] + r * g[6 + axis], g[9 + axis]
        if step == F(0):
            if start < F(-0.5) or start >= far[axis] + F(0.5):
                return False
            continue
        one, other = (F(-0.5) - start) / step, (far[axis] + F(0.5) - start) / step
        near, last = max(near, min(one, other)), min(last, max(one, other))
    return bool(np.ceil(near) <= last)


@part
def _block(rays: Any, sign: int, ends: Any, tile: Any, ahead: int, room: Any) -> int:
    """Carry a tile's pixels on through one block; returns the samples taken, -1 when no pixel had anything to gain."""
    v, cells, g, far, steps, edge_bits = rays
    c0, r0, k0, bound = tile
    _, box, values, counts, _, reach, worst = room
    floor, ceiling = ends
    rows, pitch, taken, busy, k1 = I(v.shape[1]), I(v.shape[2]), 0, False, min(steps, k0 + BLOCK)
    for packet in range(16):
        least = worst[packet]
        if least >= bound or least >= ceiling:
            continue
        busy = True
        c, r = F(c0 + packet % _PACKET * _PACKET), F(r0 + packet // _PACKET * _PACKET)
        if not _around(g, far, edge_bits, (c, r, F(k0)), reach, box) or _bound(cells, box, sign) <= max(least, floor):
            continue
        taken += 16 * (k1 - k0)
        # What is sampled soon: the tile's next block, and this one in the next tile.
        for depth in range(ahead, ahead + BLOCK, 2):
            fetch_square(v, g, far, c, r, depth, rows, pitch)
        for depth in range(k0 + 1, k0 + BLOCK, 4):
            fetch_square(v, g, far, c + F(TILE), r, depth, rows, pitch)
        if sign > 0:
            square_max(v, values, counts, g, far, packet * 16, c, r, k0, k1, rows, pitch)
        else:
            square_min(v, values, counts, g, far, packet * 16, c, r, k0, k1, rows, pitch)
        worst[packet] = _worst(values, packet * 16, sign)
    return taken if busy else -1


@part
def _tiles(rays: Any, sign: int, ends: Any, t0: int, t1: int, stride: int, room: Any, out: Any) -> int:
    """What `extreme` does, in the room it made."""
    _, cells, g, far, steps, edge_bits = rays
    floor, ceiling, outside = ends
    order, box, values, counts, beam, reach, worst = room
    _reach(g, reach)
    tiles, taken, start = out.shape[1] // TILE, 0, F(-NOTHING * sign)
    for tile in range(t0, t1, stride):
        c0, r0 = tile % tiles * TILE, tile // tiles * TILE
        beam_of(g, F(c0), F(c0 + TILE - 1), F(r0), F(r0 + TILE - 1), beam)
        count = _queue(cells, beam, (far, edge_bits), steps, sign, order, box)
        for pixel in range(TILE * TILE):
            values[pixel], counts[pixel] = start, I(0)
        worst[:] = F(-NOTHING)
        for place in range(count):
            bound = F(order[place] >> 16)
            if bound <= floor:
                break
            ahead = (order[min(place + 1, count - 1)] & 0xFFFF) * BLOCK
            more = _block(rays, sign, (floor, ceiling), (c0, r0, (order[place] & 0xFFFF) * BLOCK, bound), ahead, room)
            if more < 0:
                break
            taken += more
        for packet in range(16):
            left, above = c0 + packet % _PACKET * _PACKET, r0 + packet // _PACKET * _PACKET
            for lane in range(16):
                c, r = left + lane % _PACKET, above + lane // _PACKET
                value = values[packet * 16 + lane]
                if counts[packet * 16 + lane] == 0:  # nothing above the floor, or nothing at all
                    value = floor * sign if floor > F(-NOTHING) and _crosses(g, far, F(c), F(r), steps) else outside
                out[r, c] = value
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
    window's ends times sign (-NOTHING, NOTHING: exact values). A pixel whose ray misses the volume gets `outside`, one that met nothing
    above the floor some value that is not above it.
    """
    order, box = np.empty(MOST_BLOCKS, np.int64), np.empty((2, 3), np.int64)
    values, counts = np.empty(TILE * TILE, np.float32), np.empty(TILE * TILE, np.int32)
    beam, reach, worst = np.empty((4, 3), np.float32), np.empty(3, np.float32), np.empty(16, np.float32)
    room = order, box, values, counts, beam, reach, worst
    return _tiles((v, cells, g, far, steps, edge_bits), sign, (floor, ceiling, outside), t0, t1, stride, room, out)
