"""Vessels and airways inside the lungs: trees that branch until they are too thin to see."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from diaphane.demo.grid import Floats, Grid, Mask
from diaphane.demo.shapes import Tubes

_THINNEST_MM = 0.55
_LEVELS = 11
_SHRINK = 0.80
_AIRWAY_MM = (1.9, 3.6)
_SIZES_MM = (0.0, 0.75, 1.2, 2.0, 3.4, 9.0)
# Branches turn back where they would leave this ellipsoid (for the left lung; the chest wall cuts what is left).
_CENTRE, _SIZE = np.array([76.0, 4.0, 14.0]), np.array([56.0, 78.0, 108.0])
_VESSEL_HU = 150.0
_WALL_HU = -430.0

# Where arteries and veins enter each lung (x for the left one), where they go, and how thick they begin.
_ROOTS = (
    ((46, 14, 40), (0.45, -0.15, 0.85), 5.2),
    ((48, 8, 34), (0.6, -0.75, 0.35), 4.6),
    ((48, 20, 36), (0.55, 0.65, 0.5), 4.6),
    ((50, 16, 26), (0.85, 0.15, -0.2), 5.0),
    ((52, 20, 16), (0.55, 0.35, -0.75), 5.6),
    ((50, 10, 14), (0.6, -0.55, -0.6), 4.8),
    ((54, 30, 8), (0.35, 0.75, -0.65), 4.8),
    ((46, 8, 4), (0.75, -0.3, -0.45), 4.6),
)


Vector = NDArray[np.float64]


class Lungs:
    """The trees of both lungs, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        pieces: list[list[float]] = []
        for side in (-1.0, 1.0):
            for (x, y, z), (u, v, w), radius in _ROOTS:
                _grow(pieces, random, np.array([side * x, y, z]), np.array([side * u, v, w]), radius)
        vessels = np.asarray(pieces, np.float32)
        self._beads = [_Beads(vessels, low, high) for low, high in pairwise(_SIZES_MM)]
        thick = vessels[(vessels[:, 6] > _AIRWAY_MM[0]) & (vessels[:, 6] < _AIRWAY_MM[1])]
        # An airway runs beside every artery that is not too thin; every second vessel is a vein and has none.
        beside = thick[::2].copy()
        beside[:, (0, 3)] += np.sign(beside[:, (0, 3)]) * (beside[:, 6:7] * 1.5 + 1.0)
        self._airways = Tubes(beside.tolist())

    def draw(self, hu: Floats, grid: Grid, z: float, lung: Mask) -> None:
        """Draw what the plane at `z` mm meets into `hu`, where `lung` is; edges are as soft as their share of a pixel."""
        for window, distance in self._airways.at(grid, z, 1.0):
            where, area = lung[window], hu[window]
            wall = where & (np.abs(distance) < 0.75)
            area[wall] = np.maximum(area[wall], _WALL_HU)
            area[where & (distance < -0.6)] = -985
        share = np.zeros(grid.shape, np.float32)
        for beads in self._beads:
            beads.thread(share, grid, z)
        share *= lung
        hu += share * (np.float32(_VESSEL_HU) - hu)


class _Beads:
    """Vessels of like thickness as beads on their lines, sorted by height: a plane's are found by bisection and drawn all at once."""

    def __init__(self, pieces: Floats, low: float, high: float) -> None:
        chosen = pieces[(pieces[:, 6] >= low) & (pieces[:, 6] < high)]
        steps = max(2, math.ceil(float(np.linalg.norm(chosen[:, 3:6] - chosen[:, :3], axis=1).max(initial=0)) / (0.3 + 0.35 * low)))
        share = np.linspace(0, 1, steps, dtype=np.float32)[:, np.newaxis, np.newaxis]
        ends = np.concatenate([chosen[:, :3], chosen[:, 6:7]], axis=1), np.concatenate([chosen[:, 3:6], chosen[:, 7:8]], axis=1)
        beads = (ends[0] + share * (ends[1] - ends[0])).reshape(-1, 4)
        self._beads = beads[np.argsort(beads[:, 2])]
        self._reach = float(beads[:, 3].max(initial=0)) + 0.5

    def thread(self, share: Floats, grid: Grid, z: float) -> None:
        """Raise `share` (0..1) to what the beads at `z` cover of each pixel."""
        first, last = np.searchsorted(self._beads[:, 2], (z - self._reach, z + self._reach))
        x, y, height, radius = self._beads[first:last].T
        step = float(grid.x[0, 1] - grid.x[0, 0])
        half = math.ceil(self._reach / step)
        around = np.arange(-half, half + 1)
        column = np.rint((x - grid.x[0, 0]) / step).astype(np.intp)
        row = np.rint((y - grid.y[0, 0]) / step).astype(np.intp)
        inside = (column >= half) & (column < grid.shape[1] - half) & (row >= half) & (row < grid.shape[0] - half)
        columns = column[inside, np.newaxis] + around
        rows = row[inside, np.newaxis] + around
        across = np.square(grid.x[0, columns] - x[inside, np.newaxis])
        down = np.square(grid.y[rows, 0] - y[inside, np.newaxis])
        up = np.square(height[inside] - np.float32(z))
        away = np.sqrt(across[:, np.newaxis, :] + down[:, :, np.newaxis] + up[:, np.newaxis, np.newaxis])
        covered = np.clip(0.5 - (away - radius[inside, np.newaxis, np.newaxis]) / 0.9, 0, 1)
        np.maximum.at(
            share.reshape(-1), (rows[:, :, np.newaxis] * grid.shape[1] + columns[:, np.newaxis, :]).reshape(-1), covered.reshape(-1)
        )


def _grow(pieces: list[list[float]], random: np.random.Generator, start: Vector, way: Vector, radius: float) -> None:
    """A branch of two bent pieces, then two children, and so on; further out they spread more and thin."""
    todo = [(start, way, radius, 0)]
    while todo:
        start, way, radius, level = todo.pop()
        if level == _LEVELS or radius < _THINNEST_MM:
            continue
        way = _inward(start, way / np.linalg.norm(way))
        length = 5.0 * radius**0.62 + random.uniform(1, 3.5)
        middle = start + way * length * 0.5 + random.normal(0, 0.35, 3)
        end = start + way * length
        thin = radius * 0.93
        pieces.append([*start, *middle, radius, (radius + thin) / 2])
        pieces.append([*middle, *end, (radius + thin) / 2, thin])
        aside = np.cross(way, random.normal(0, 1, 3))
        aside /= np.linalg.norm(aside) + 1e-9
        uneven = random.uniform(0.27, 0.5)
        for sign, share in ((1.0, uneven), (-1.0, 1 - uneven)):
            spread = 0.95 * (1.1 - share) + random.uniform(-0.1, 0.1)
            todo.append((end, way + sign * aside * spread, radius * (_SHRINK + 0.24 * (share - 0.5)), level + 1))


def _inward(at: Vector, way: Vector) -> Vector:
    """`way`, bent towards the middle of the lung the nearer `at` is to its surface."""
    centre = _CENTRE * (math.copysign(1, at[0]), 1, 1)
    off = (at - centre) / _SIZE
    out = float(np.linalg.norm(off))
    if out < 0.8 or float(np.dot(way, off)) < 0:
        return way
    back = centre - at
    bent: Vector = way + (out - 0.8) * 2.2 * back / np.linalg.norm(back)
    return bent / np.linalg.norm(bent)
