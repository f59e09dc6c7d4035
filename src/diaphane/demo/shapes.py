"""The shapes organs are made of: ellipsoids and tubes in patient space, painted plane by plane."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from diaphane.demo.grid import Floats, Grid, Labels, Mask
from diaphane.demo.tissue import Tissue

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """Semi-axes `size` along `axes` (rows: unit vectors at right angles; None = the patient's own) around `centre`, mm."""

    centre: Point
    size: Point
    axes: tuple[Point, Point, Point] | None = None

    def reach(self) -> float:
        """The largest semi-axis, mm."""
        return max(self.size)

    def depth(self, grid: Grid, z: float) -> tuple[tuple[slice, slice], Floats] | None:
        """A window of the plane and the squared normalised distance in it (1 = surface); None if the plane misses it."""
        reach = self.reach()
        if abs(z - self.centre[2]) >= reach:
            return None
        window = (grid.rows(self.centre[1] - reach, self.centre[1] + reach), grid.columns(self.centre[0] - reach, self.centre[0] + reach))
        x, y = grid.x[:, window[1]] - np.float32(self.centre[0]), grid.y[window[0]] - np.float32(self.centre[1])
        dz = np.float32(z - self.centre[2])
        if self.axes is None:
            a, b, c = self.size
            return window, np.square(x / np.float32(a)) + np.square(y / np.float32(b)) + np.square(dz / np.float32(c))
        total = np.zeros((y.shape[0], x.shape[1]), np.float32)
        for (u, v, w), size in zip(self.axes, self.size, strict=True):
            total += np.square((x * np.float32(u) + y * np.float32(v) + dz * np.float32(w)) / np.float32(size))
        return window, total

    def paint(self, labels: Labels, grid: Grid, z: float, tissue: Tissue) -> None:
        """Fill it with one tissue."""
        found = self.depth(grid, z)
        if found is not None:
            window, depth = found
            labels[window][depth < 1] = tissue


def frame(direction: Point) -> tuple[Point, Point, Point]:
    """Three unit vectors at right angles, the first along `direction`."""
    first = np.asarray(direction) / np.linalg.norm(direction)
    helper = np.eye(3)[int(np.argmin(np.abs(first)))]
    second = np.cross(first, helper)
    second /= np.linalg.norm(second)
    third = np.cross(first, second)
    return _point(first), _point(second), _point(third)


def _point(vector: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Point:
    return float(vector[0]), float(vector[1]), float(vector[2])


class Tubes:
    """Many straight pieces of tubes, found by plane: `pieces` holds x0 y0 z0 x1 y1 z1 r0 r1 in mm."""

    def __init__(self, pieces: Sequence[Sequence[float]]) -> None:
        self.pieces = np.asarray(pieces, np.float32).reshape(-1, 8)
        radius = self.pieces[:, 6:8].max(axis=1)
        self.low = np.minimum(self.pieces[:, 2], self.pieces[:, 5]) - radius
        self.high = np.maximum(self.pieces[:, 2], self.pieces[:, 5]) + radius

    @classmethod
    def along(cls, *points: tuple[float, float, float, float]) -> Tubes:
        """A tube through points (x, y, z, radius), rounded by splitting every corner twice (Chaikin)."""
        line = np.asarray(points, np.float64)
        for _ in range(2):
            cut = np.empty((2 * len(line), 4))
            cut[0], cut[-1] = line[0], line[-1]
            cut[1:-1:2] = 0.75 * line[:-1] + 0.25 * line[1:]
            cut[2:-1:2] = 0.25 * line[:-1] + 0.75 * line[1:]
            line = cut
        return cls([[*a[:3], *b[:3], a[3], b[3]] for a, b in pairwise(line)])

    def at(self, grid: Grid, z: float, margin_mm: float = 0.0) -> list[tuple[tuple[slice, slice], Floats]]:
        """For every piece the plane meets: a window of the plane, and in it the distance to the tube's surface, mm (inside < 0)."""
        met = np.flatnonzero((self.low - margin_mm <= z) & (self.high + margin_mm >= z))
        return [found for piece in self.pieces[met] if (found := _distance(piece, grid, z, margin_mm)) is not None]

    def paint(self, labels: Labels, grid: Grid, z: float, tissue: Tissue, wall: float = 0.0, only: Mask | None = None) -> None:
        """Fill them, widened by `wall` mm; `only` says where."""
        for window, distance in self.at(grid, z, wall):
            inside = distance < wall
            if only is not None:
                inside &= only[window]
            labels[window][inside] = tissue


def _distance(piece: Floats, grid: Grid, z: float, margin: float) -> tuple[tuple[slice, slice], Floats] | None:
    x0, y0, z0, x1, y1, z1, r0, r1 = (float(v) for v in piece)
    reach = max(r0, r1) + margin + 1
    window = (grid.rows(min(y0, y1) - reach, max(y0, y1) + reach), grid.columns(min(x0, x1) - reach, max(x0, x1) + reach))
    if window[0].start >= window[0].stop or window[1].start >= window[1].stop:
        return None
    dx, dy, dz = x1 - x0, y1 - y0, z1 - z0
    length = dx * dx + dy * dy + dz * dz + 1e-6
    x, y = grid.x[:, window[1]] - np.float32(x0), grid.y[window[0]] - np.float32(y0)
    share = np.clip((x * np.float32(dx / length) + y * np.float32(dy / length)) + np.float32((z - z0) * dz / length), 0, 1)
    away = (
        np.square(x - share * np.float32(dx))
        + np.square(y - share * np.float32(dy))
        + np.square(np.float32(z - z0) - share * np.float32(dz))
    )
    return window, np.sqrt(away) - (np.float32(r0) + share * np.float32(r1 - r0))
