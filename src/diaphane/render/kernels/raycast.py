"""Kernel of 3D reconstruction: ray casting through a transfer function, empty space left out.

A tile of 16 x 16 pixels lists the depth blocks whose cells hold anything visible; its packets of 4 x 4 rays test only these again, march
them front to back and stop when nothing shines through. Rays may diverge (perspective). What lies beyond a clipping plane is not there.
"""

from __future__ import annotations

from typing import Any, Final

import numba as nb
import numpy as np
from numba import types

from diaphane.render.kernels.cells import BLOCK, MOST_BLOCKS, any_in, beam_of, block_box
from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel, part
from diaphane.render.kernels.packet import BLUE, FAR, GREEN, NEAR, OPAQUE, RED, STATE, TRANSPARENCY, march_flat, march_shaded

F = nb.float32
I = nb.int32  # noqa: E741 (the pair F, I reads as the types they are)

TILE: Final = 16
_PACKET: Final = 4
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
def _shown(cells: Any, beam: Any, ends: Any, block: int, steps: int, box: Any) -> bool:
    k0, k1 = F(block * BLOCK), F(min(block * BLOCK + BLOCK - 1, steps - 1))
    far, edge_bits = ends
    return block_box(beam, far, edge_bits, k0, k1, box[0], box[1]) and any_in(cells, box[0], box[1])


@part
def _lightest(state: Any) -> Any:
    lightest = F(0)
    for lane in range(16):
        lightest = max(lightest, state[TRANSPARENCY + lane])
    return lightest


@part
def _tiles(rays: Any, shaded: bool, t0: int, t1: int, stride: int, room: Any, out: Any) -> int:  # noqa: FBT001 (as below)
    """What `raycast` does, in the room it made."""
    v, cells, table, par, planes, steps, edge_bits = rays
    wanted, box, state, beam = room
    rows, pitch, last, far = I(v.shape[1]), I(v.shape[2]), I(table.shape[1] - 1), (par[18:21], edge_bits)
    tiles, blocks, marched = out.shape[1] // TILE, min((steps + BLOCK - 1) // BLOCK, MOST_BLOCKS), 0
    for tile in range(t0, t1, stride):
        left, above = tile % tiles * TILE, tile // tiles * TILE
        beam_of(par, F(left), F(left + TILE - 1), F(above), F(above + TILE - 1), beam)
        count = 0
        for block in range(blocks):
            if _shown(cells, beam, far, block, steps, box):
                wanted[count] = block
                count += 1
        for packet in range(16):
            c0, r0 = left + packet % _PACKET * _PACKET, above + packet // _PACKET * _PACKET
            for place in range(STATE):
                state[place] = F(1) if TRANSPARENCY <= place < TRANSPARENCY + 16 else F(0)
            if count > 0:
                _reach(par, planes, c0, r0, steps, state)
                beam_of(par, F(c0), F(c0 + _PACKET - 1), F(r0), F(r0 + _PACKET - 1), beam)
            for place in range(count):
                if not _shown(cells, beam, far, wanted[place], steps, box):
                    continue
                k0 = wanted[place] * BLOCK
                k1 = min(steps, k0 + BLOCK)
                marched += k1 - k0
                if shaded:
                    march_shaded(v, state, table, par, F(c0), F(r0), k0, k1, last, rows, pitch)
                else:
                    march_flat(v, state, table, par, F(c0), F(r0), k0, k1, last, rows, pitch)
                if _lightest(state) <= F(OPAQUE):
                    break
            for lane in range(16):
                pixel = out[r0 + lane // _PACKET, c0 + lane % _PACKET]
                pixel[0] = nb.uint8(min(state[RED + lane], F(1)) * F(255) + F(0.5))
                pixel[1] = nb.uint8(min(state[GREEN + lane], F(1)) * F(255) + F(0.5))
                pixel[2] = nb.uint8(min(state[BLUE + lane], F(1)) * F(255) + F(0.5))
    return marched


@kernel(
    types.int64(
        read_only(types.int16, 3), read_only(types.int16, 3), read_only(F, 2), read_only(F, 1), read_only(F, 2), types.int64, types.int64,
        types.boolean, types.int64, types.int64, types.int64, types.uint8[:, :, ::1],
    ),
    fastmath=True,
)  # fmt: skip
def raycast(
    v: Any, cells: Any, table: Any, par: Any, planes: Any, edge_bits: int, steps: int, shaded: bool, t0: int, t1: int, stride: int, out: Any  # noqa: FBT001 (a flat kernel)
) -> int:  # fmt: skip
    """RGB of tiles t0, t0 + stride, ... < t1 of a picture whose width and height are multiples of 16; returns the depths marched.

    `cells` = 1 where something is visible (`cells.occupied`); `par`, `table`: see `packet`; `planes` (m, 4) keep a z + b y + c x + d >=
    0 in voxel indices; `steps` = most samples a ray.
    """
    wanted, box = np.empty(MOST_BLOCKS, np.int64), np.empty((2, 3), np.int64)
    room = wanted, box, np.empty(STATE, np.float32), np.empty((4, 3), np.float32)
    return _tiles((v, cells, table, par, planes, steps, edge_bits), shaded, t0, t1, stride, room, out)
