"""Single values of a volume: trilinear samples at points and along one ray, for probes and clicks where a picture would be too much."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diaphane.render.camera import Geometry
from diaphane.render.volume import Volume


def inside(volume: Volume, index: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which voxel indices (n, 3) lie in the volume, outer half voxels included, as pictures have it."""
    return np.asarray(((index >= -0.5) & (index < np.array(volume.size) - 0.5)).all(axis=1), np.bool_)


def stored(volume: Volume, index: NDArray[np.float64]) -> NDArray[np.float64]:
    """Trilinear *stored* values at voxel indices (n, 3) in (z, y, x), held to the volume at its border, float64 (n,)."""
    at = np.clip(index, 0, np.array(volume.size) - 1.0)
    first = at.astype(np.int64)
    share = at - first
    second = np.minimum(first + 1, np.array(volume.size) - 1)
    out = np.zeros(len(at))
    for corner in np.ndindex(2, 2, 2):
        z, y, x = np.where(corner, second, first).T
        out += np.where(corner, share, 1 - share).prod(axis=1) * volume.voxels[z, y, x]
    return out


def ray(g: Geometry, pixel: tuple[float, float], steps: int) -> NDArray[np.float64]:
    """Voxel indices (steps, 3) of the samples of a pixel (column, row); `g` as `camera` makes it, 18 entries."""
    column, row = pixel
    turns = np.asarray(g, np.float64).reshape(6, 3)
    start = turns[0] + column * turns[1] + row * turns[2]
    step = turns[3] + column * turns[4] + row * turns[5]
    return np.asarray(start + np.arange(steps)[:, None] * step, np.float64)
