"""Kernel of 3D reconstruction: ray casting through a transfer function, empty space left out.

Packets of 4 x 4 rays march front to back through the blocks of four depths that may hold anything visible, and stop when nothing shines
through. What is visible was widened by half a block beforehand (`cells.occupied`): one look at its middle answers for all of it.
Rays may diverge (perspective). What lies beyond a clipping plane is not there.
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types

from diaphane.render.kernels.cells import LOOK_BITS
from diaphane.render.kernels.fetch import fetch_packet
from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel, part
from diaphane.render.kernels.packet import BLUE, FAR, GREEN, NEAR, OPAQUE, RED, STATE, TRANSPARENCY, march_flat, march_shaded

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)

TILE: Final = 16
_PACKET: Final = 4
_BLOCK: Final = 4
"""Depths of a packet that are left out together."""
HALF: Final = 1.5
"""Columns, rows and depths from the middle of a packet's block to its corners."""
_RUN: Final = 16
"""Depths marched before it is asked whether anything shines through yet."""
_EVERY: Final = 3
"""Depths from one at which the next tile's memory is asked for to the following."""
_PARALLEL: Final = 1e-9


@part
def _narrow(offset: Any, slope: Any, lane: int, state: Any) -> None:
    """Keep of a ray's depths those at which offset + k * slope >= 0. Without branches: a loop over the lanes becomes vectors."""
    parallel = abs(slope) < F(_PARALLEL)
    k = -offset / (F(1) if parallel else slope)
    near, far = state[NEAR + lane], state[FAR + lane]
    state[NEAR + lane] = max(near, F(0) if parallel or slope < F(0) else k)
    state[FAR + lane] = min(far, k if slope < F(0) and not parallel else (F(-1) if parallel and offset < F(0) else far))


@part
def _reach(par: Any, planes: Any, c0: int, r0: int, steps: int, state: Any) -> None:
    """First and last depth at which each ray of a packet is in the volume (half voxels at its border included) and before every plane."""
    for lane in range(16):
        state[NEAR + lane], state[FAR + lane] = F(0), F(steps - 1)
    for axis in range(3):
        end = par[18 + axis] + F(0.5)
        for lane in range(16):
            c, r = F(c0 + lane % _PACKET), F(r0 + lane // _PACKET)
            start = par[axis] + c * par[3 + axis] + r * par[6 + axis]
            step = par[9 + axis] + c * par[12 + axis] + r * par[15 + axis]
            _narrow(start + F(0.5), step, lane, state)
            _narrow(end - start, -step, lane, state)
    for m in range(planes.shape[0]):
        for lane in range(16):
            c, r = F(c0 + lane % _PACKET), F(r0 + lane // _PACKET)
            offset, slope = planes[m, 3], F(0)
            for axis in range(3):
                offset += planes[m, axis] * (par[axis] + c * par[3 + axis] + r * par[6 + axis])
                slope += planes[m, axis] * (par[9 + axis] + c * par[12 + axis] + r * par[15 + axis])
            _narrow(offset, slope, lane, state)


@part
def _depths(state: Any, steps: int) -> tuple[int, int]:
    """The blocks [first, last) of depths that some ray of a packet has."""
    near, far = F(steps), F(-1)
    for lane in range(16):
        if state[NEAR + lane] <= state[FAR + lane]:
            near, far = min(near, state[NEAR + lane]), max(far, state[FAR + lane])
    return int(near) // _BLOCK, int(far) // _BLOCK + 1 if far >= F(0) else 0


@part
def _look_up(cells: Any, par: Any, c: Any, r: Any, first: int, last: int, room: Any) -> None:
    """shown[b - first] = what `cells` says of the middle of block b of the packet whose middle is pixel (c, r).

    All of a packet's at once: none of these reads waits for a branch.
    """
    at_cell, shown = room
    for block in range(first, last):
        at_cell[block - first] = 0
    for axis in range(3):
        start = par[axis] + c * par[3 + axis] + r * par[6 + axis]
        step = par[9 + axis] + c * par[12 + axis] + r * par[15 + axis]
        far, count = par[18 + axis], (I(par[18 + axis]) >> LOOK_BITS) + 1
        for block in range(first, last):
            at = start + (F(block * _BLOCK) + F(HALF)) * step
            at_cell[block - first] = at_cell[block - first] * count + (I(min(max(at, F(0)), far)) >> LOOK_BITS)
    for block in range(last - first):
        shown[block] = cells[at_cell[block]]


@part
def _lightest(state: Any) -> Any:
    lightest = F(0)
    for lane in range(16):
        lightest = max(lightest, state[TRANSPARENCY + lane])
    return lightest


@part
def _march(rays: Any, shaded: bool, c0: int, r0: int, room: Any) -> int:  # noqa: FBT001 (as below)
    """Carry one packet through all blocks that may hold something visible; returns the depths marched."""
    v, cells, table, par, planes, steps = rays
    state, at_cell, shown = room
    rows, pitch, last, marched = I(v.shape[1]), I(v.shape[2]), I(table.shape[1] - 1), 0
    _reach(par, planes, c0, r0, steps, state)
    block, end = _depths(state, steps)
    first, middle = block, F(HALF)
    _look_up(cells, par, F(c0) + middle, F(r0) + middle, first, end, (at_cell, shown))
    while block < end:
        if shown[block - first] == 0:
            block += 1
            continue
        k0 = block * _BLOCK
        while block < end and block * _BLOCK < k0 + _RUN and shown[block - first] != 0:
            block += 1
        k1 = min(steps, block * _BLOCK)
        marched += k1 - k0
        for k in range(k0 + 1, k1, _EVERY):
            fetch_packet(v, par, par, F(c0 + TILE), F(r0), k, rows, pitch)
        if shaded:
            march_shaded(v, state, table, par, F(c0), F(r0), k0, k1, last, rows, pitch)
        else:
            march_flat(v, state, table, par, F(c0), F(r0), k0, k1, last, rows, pitch)
        if _lightest(state) <= F(OPAQUE):
            break
    return marched


@part
def _tiles(rays: Any, shaded: bool, t0: int, t1: int, stride: int, room: Any, out: Any) -> int:  # noqa: FBT001 (as below)
    """What `raycast` does, in the room it made."""
    state = room[0]
    tiles, marched = out.shape[1] // TILE, 0
    for tile in range(t0, t1, stride):
        left, above = tile % tiles * TILE, tile // tiles * TILE
        for packet in range(16):
            c0, r0 = left + packet % _PACKET * _PACKET, above + packet // _PACKET * _PACKET
            for place in range(STATE):
                state[place] = F(1) if TRANSPARENCY <= place < TRANSPARENCY + 16 else F(0)
            marched += _march(rays, shaded, c0, r0, room)
            for lane in range(16):
                pixel = out[r0 + lane // _PACKET, c0 + lane % _PACKET]
                pixel[0] = nb.uint8(min(state[RED + lane], F(1)) * F(255) + F(0.5))
                pixel[1] = nb.uint8(min(state[GREEN + lane], F(1)) * F(255) + F(0.5))
                pixel[2] = nb.uint8(min(state[BLUE + lane], F(1)) * F(255) + F(0.5))
    return marched


@kernel(
    types.int64(
        read_only(types.int16, 3), read_only(types.uint8, 1), read_only(F, 2), read_only(F, 1), read_only(F, 2), types.int64, types.boolean,
        types.int64, types.int64, types.int64, types.uint8[:, :, ::1],
    ),
    fastmath=True,
)  # fmt: skip
def raycast(
    v: Any, cells: Any, table: Any, par: Any, planes: Any, steps: int, shaded: bool, t0: int, t1: int, stride: int, out: Any  # noqa: FBT001 (a flat kernel)
) -> int:  # fmt: skip
    """RGB of tiles t0, t0 + stride, ... < t1 of a picture whose width and height are multiples of 16; returns the depths marched.

    `cells` of `cells.occupied` for what lies within `HALF` pixels and depths, in one row; `par`, `table`: see `packet`; `planes` (m, 4)
    keep a z + b y + c x + d >= 0 in voxel indices; `steps` = most samples a ray.
    """
    room = np.empty(STATE, np.float32), np.empty(steps // _BLOCK + 1, np.int32), np.empty(steps // _BLOCK + 1, np.uint8)
    return _tiles((v, cells, table, par, planes, steps), shaded, t0, t1, stride, room, out)
