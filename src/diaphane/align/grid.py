"""Volumes as registration wants them: coarse copies with their place, and their way through a pipe."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import IO, Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

COARSEST_MM: Final = 2.0
MOST_VOXELS: Final = 6_000_000
"""Of a coarse copy. Registration samples it; more voxels would cost time and gain nothing."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Values float32 (slices, rows, columns); LPS mm of (z, y, x) = origin_mm + (z, y, x) @ steps_mm, float64 (3,) and (3, 3)."""

    values: NDArray[np.float32]
    origin_mm: NDArray[np.float64]
    steps_mm: NDArray[np.float64]

    @property
    def spacing_mm(self) -> NDArray[np.float64]:
        """Distance to the next slice, row and column, float64 (3,)."""
        return np.asarray(np.sqrt((self.steps_mm**2).sum(axis=1)), np.float64)

    @property
    def centre_mm(self) -> NDArray[np.float64]:
        """The middle, LPS mm."""
        middle: NDArray[np.float64] = self.origin_mm + (np.array(self.values.shape) - 1) / 2 @ self.steps_mm
        return middle


def coarse(values: NDArray[np.generic], origin_mm: NDArray[np.float64], steps_mm: NDArray[np.float64]) -> Grid:
    """Means of blocks of voxels, so that voxels are about `COARSEST_MM` wide or not more than `MOST_VOXELS` in number."""
    spacing = np.sqrt((steps_mm**2).sum(axis=1))
    factors = np.array([max(1, round(COARSEST_MM / one)) for one in spacing])
    while np.prod(np.array(values.shape) // factors + 1) > MOST_VOXELS:
        factors[int(np.argmin(spacing * factors))] += 1
    factors = np.minimum(factors, values.shape)
    fz, fy, fx = (int(factor) for factor in factors)
    slices, rows, columns = (n // f for n, f in zip(values.shape, (fz, fy, fx), strict=True))
    out = np.empty((slices, rows, columns), np.float32)
    for z in range(slices):
        block = values[z * fz : (z + 1) * fz, : rows * fy, : columns * fx]
        out[z] = block.reshape(fz, rows, fy, columns, fx).mean(axis=(0, 2, 4), dtype=np.float32)
    return Grid(out, origin_mm + (factors - 1) / 2 @ steps_mm, steps_mm * factors[:, None])


def write(grids: tuple[Grid, ...]) -> bytes:
    """Grids as one line of JSON and their values."""
    heads = [{"shape": g.values.shape, "origin_mm": g.origin_mm.tolist(), "steps_mm": g.steps_mm.tolist()} for g in grids]
    return orjson.dumps(heads) + b"\n" + b"".join(np.ascontiguousarray(g.values).tobytes() for g in grids)


def read(source: IO[bytes]) -> list[Grid]:
    """The same grids again. Raises `ValueError` for what `write` did not make."""
    heads: list[dict[str, Any]] = orjson.loads(source.readline(1 << 16))
    grids = []
    for head in heads:
        count = math.prod(head["shape"])
        if not 0 < count <= MOST_VOXELS * 2:
            raise ValueError("a grid of impossible size")
        values = np.frombuffer(source.read(4 * count), np.float32).reshape(head["shape"])
        grids.append(Grid(values, np.array(head["origin_mm"], np.float64), np.array(head["steps_mm"], np.float64)))
    return grids
