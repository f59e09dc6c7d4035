"""Sample a volume row by row, each row with a place and directions of its own: cubic planes at rest, and paths pulled straight.

`v` is a padded int16 volume (slices + 1, rows, pitch), see `volume.Volume`. `start`, `across`, `deep` (rows, 3): voxel index (z, y, x) of
a row's first pixel at its first depth, step to the next column, step to the next depth. `far` = (slices - 1, rows - 1, columns - 1).
Modes as in `slab`: 0 maximum, 1 minimum, 2 mean. What lies within half a voxel outside is held to the border.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numba import types

from diaphane.render.kernels.grey import read_only
from diaphane.render.kernels.kernel import kernel

F = nb.float32


@nb.njit(nogil=True, error_model="numpy", inline="always")
def _weights(share: Any, cubic: bool) -> Any:  # noqa: FBT001 (Numba takes no keywords)
    """Of the four samples around: Catmull and Rom's cubic, or the two nearest alone."""
    if not cubic:
        return F(0), F(1) - share, share, F(0)
    t, half = share, F(0.5)
    return (
        half * t * (t * (F(2) - t) - F(1)),
        half * (t * t * (F(3) * t - F(5)) + F(2)),
        half * t * (t * (F(4) - F(3) * t) + F(1)),
        half * t * t * (t - F(1)),
    )


@nb.njit(nogil=True, error_model="numpy")
def _sample(v: Any, z: Any, y: Any, x: Any, far: Any, cubic: bool) -> Any:  # noqa: FBT001 (as above)
    """One value; the place lies in the volume."""
    lz, ly, lx = int(far[0]), int(far[1]), int(far[2])
    z, y, x = min(max(z, F(0)), far[0]), min(max(y, F(0)), far[1]), min(max(x, F(0)), far[2])
    kz, ky, kx = int(z), int(y), int(x)
    wz, wy, wx = _weights(z - F(kz), cubic), _weights(y - F(ky), cubic), _weights(x - F(kx), cubic)
    first, last = (0, 4) if cubic else (1, 3)
    total = F(0)
    for a in range(first, last):
        plane = min(max(kz + a - 1, 0), lz)
        part = F(0)
        for b in range(first, last):
            row = min(max(ky + b - 1, 0), ly)
            line = F(0)
            for c in range(first, last):
                line += wx[c] * F(v[plane, row, min(max(kx + c - 1, 0), lx)])
            part += wy[b] * line
        total += wz[a] * part
    return total


@kernel(
    types.void(
        read_only(types.int16, 3), read_only(F, 2), read_only(F, 2), read_only(F, 2), read_only(F, 1),
        types.int64, types.int64, types.boolean, types.int64, types.int64, types.float32[:, ::1],
    )
)  # fmt: skip
def ribbon_values(
    v: Any, start: Any, across: Any, deep: Any, far: Any, steps: int, mode: int, cubic: bool, r0: int, r1: int, out: Any  # noqa: FBT001 (a flat kernel)
) -> None:  # fmt: skip
    """Stored values (float32) of rows [r0, r1), NaN where no sample lay in the volume."""
    half = F(0.5)
    for r in range(r0, r1):
        for c in range(out.shape[1]):
            found, count = F(0), 0
            for k in range(steps):
                z = start[r, 0] + F(c) * across[r, 0] + F(k) * deep[r, 0]
                y = start[r, 1] + F(c) * across[r, 1] + F(k) * deep[r, 1]
                x = start[r, 2] + F(c) * across[r, 2] + F(k) * deep[r, 2]
                if z < -half or y < -half or x < -half or z > far[0] + half or y > far[1] + half or x > far[2] + half:
                    continue
                value = _sample(v, z, y, x, far, cubic)
                if count == 0:
                    found = value
                elif mode == 0:
                    found = max(found, value)
                elif mode == 1:
                    found = min(found, value)
                else:
                    found += value
                count += 1
            if count == 0 or np.isnan(start[r, 0]):
                out[r, c] = np.nan
            else:
                out[r, c] = found / F(count) if mode == 2 else found
