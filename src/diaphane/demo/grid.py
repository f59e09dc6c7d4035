"""The plane on which the body is painted: pixel centres in patient millimetres."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

ANGLES = 1440
"""Directions around the middle of the body for which outlines are tabulated: every quarter of a degree."""


class Grid:
    """Pixel centres of an axial plane, LPS mm: `x` (columns) towards the left, `y` (rows) towards the back.

    `radius` and `angle` are those of every pixel around (0, 0): outlines are tables over the angle, so that painting one is a
    look-up and a comparison. Angle index 0 points to the left, `ANGLES // 4` to the back.
    """

    def __init__(self, x: Floats, y: Floats) -> None:
        self.x = x[np.newaxis, :].astype(np.float32)
        self.y = y[:, np.newaxis].astype(np.float32)
        self.shape = (len(y), len(x))
        self.radius: Floats = np.hypot(self.x, self.y)
        turn = np.arctan2(self.y, self.x) / (2 * np.pi) * ANGLES
        self.angle: NDArray[np.intp] = np.rint(turn).astype(np.intp) % ANGLES

    def around(self, outline: Floats) -> Floats:
        """For every pixel the radius that `outline` (mm by angle) has in its direction."""
        return outline.take(self.angle)

    def rows(self, low: float, high: float) -> slice:
        """Rows whose y lies in [low, high] mm."""
        found = np.searchsorted(self.y[:, 0], (low, high))
        return slice(int(found[0]), int(found[1]))

    def columns(self, low: float, high: float) -> slice:
        """Columns whose x lies in [low, high] mm."""
        found = np.searchsorted(self.x[0], (low, high))
        return slice(int(found[0]), int(found[1]))


def axis(count: int, spacing_mm: float, centre_mm: float = 0.0) -> Floats:
    """Pixel centres along one axis, symmetrical around `centre_mm`."""
    return ((np.arange(count, dtype=np.float32) - (count - 1) / 2) * spacing_mm + centre_mm).astype(np.float32)
