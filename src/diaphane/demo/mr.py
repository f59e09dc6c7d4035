"""The same body in a magnet: coronal T1-weighted slices on a grid of their own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from diaphane.demo.body import Body
from diaphane.demo.fields import blur
from diaphane.demo.grid import Floats, Grid, axis
from diaphane.demo.tissue import T1

ROWS, COLUMNS, SLICES = 256, 288, 48
SPACING_MM, DISTANCE_MM = 1.25, 5.0
MIDDLE_Y_MM = 4.0
_NOISE = 14.0


def position(index: int) -> tuple[float, float, float]:
    """Centre of the first pixel of slice `index` (0 = in front), LPS mm."""
    y = axis(SLICES, DISTANCE_MM, MIDDLE_Y_MM)[index]
    return (-(COLUMNS - 1) / 2 * SPACING_MM, float(y), (ROWS - 1) / 2 * SPACING_MM)


def slices(seed: int) -> Iterator[NDArray[np.int16]]:
    """The slices from front to back: int16 (256, 288), rows from head to feet."""
    volume = _signal()
    random = np.random.default_rng(seed + 3)
    for index in range(SLICES):
        # Noise of both channels: the magnitude of a complex signal (Rice).
        real = volume[:, index] + _NOISE * random.standard_normal((ROWS, COLUMNS), np.float32)
        other = _NOISE * random.standard_normal((ROWS, COLUMNS), np.float32)
        yield np.rint(np.hypot(real, other)).astype(np.int16)


def _signal() -> Floats:
    """T1-weighted signal (rows, slices, columns): painted in axial planes, one for each row, and weighted by the coil."""
    x, y = axis(COLUMNS, SPACING_MM), axis(SLICES, DISTANCE_MM, MIDDLE_Y_MM)
    body = Body(Grid(x, y))
    z = -axis(ROWS, SPACING_MM)
    volume = np.stack([T1.take(body.plane(float(height))) for height in z])
    volume = blur(volume, (0.5, 0.25, 0.5))
    near = 1.15 - 0.3 * np.square(y / 120)[np.newaxis, :, np.newaxis] - 0.22 * np.square(z / 160)[:, np.newaxis, np.newaxis]
    return (volume * near * (1 + 0.1 * np.sin(x / 60))).astype(np.float32)
