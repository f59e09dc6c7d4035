"""The body as a CT scanner sees it: Hounsfield units with texture, partial volume and noise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from diaphane.demo.body import HIGHEST_MM, LOWEST_MM, Body
from diaphane.demo.fields import Fields, soften
from diaphane.demo.grid import Floats, Grid, axis
from diaphane.demo.lungs import Lungs
from diaphane.demo.tissue import HU, Tissue

SIZE, SLICES = 512, 300
SPACING_MM, DISTANCE_MM = 0.7421875, 1.0  # a field of view of 380 mm
TOP_MM = HIGHEST_MM - DISTANCE_MM / 2
_MIDDLE_Y_MM = 22.0  # the table is in the picture too
_BODY_MM = (-130.0, 136.0)  # no part of the body is before or behind this
_NOISE_HU = 13.0


def position(index: int) -> tuple[float, float, float]:
    """Centre of the first pixel of slice `index` (0 = towards the head), LPS mm."""
    half = (SIZE - 1) / 2 * SPACING_MM
    return (-half, _MIDDLE_Y_MM - half, TOP_MM - index * DISTANCE_MM)


def slices(seed: int) -> Iterator[NDArray[np.int16]]:
    """The slices from head to feet: int16 (512, 512) Hounsfield units in -1024 .. 3071."""
    scanner = Scanner(seed)
    for index in range(SLICES):
        yield scanner.slice(TOP_MM - index * DISTANCE_MM)


class Scanner:
    """What stays the same from slice to slice. A slice is the same whenever it is asked for."""

    def __init__(self, seed: int) -> None:
        x, y = axis(SIZE, SPACING_MM), axis(SIZE, SPACING_MM, _MIDDLE_Y_MM)
        whole = Grid(x, y)
        self.rows = whole.rows(*_BODY_MM)
        self.grid = Grid(x, y[self.rows])
        self.body, self.lungs, self.fields = Body(self.grid), Lungs(seed), Fields(seed)
        self.empty = _table(whole)
        # Rays that cross the middle of the body are weakened most: noise grows towards it.
        self.noise = (_NOISE_HU * (0.62 + 0.5 * np.exp(-np.square(whole.x / 120) - np.square(whole.y / 90)))).astype(np.float32)
        # Blood sinks to the back of a lying patient's lungs.
        self.dependent = (0.22 * self.grid.y).astype(np.float32)

    def slice(self, z: float) -> NDArray[np.int16]:
        """The axial slice at `z` mm: int16 (512, 512) HU."""
        labels = self.body.plane(z)
        lung = labels == Tissue.LUNG
        hu = HU.take(labels)
        # Unevenness moves slowly from slice to slice, so that it hangs together in every direction; marrow is too fine for that.
        shape = labels.shape
        hu += _BROAD.take(labels) * self.fields.broad(shape, 0.31 * z, 0.23 * z)
        hu += _COARSE.take(labels) * self.fields.coarse(shape, 0.05 * z, 0.04 * z)
        hu += _FINE.take(labels) * self.fields.fine(shape, 37 * z, 11 * z)
        hu += lung * self.dependent
        self.lungs.draw(hu, self.grid, z, lung)
        whole = self.empty.copy()
        np.copyto(whole[self.rows], hu, where=labels != Tissue.AIR)
        whole = soften(whole)
        whole += self.noise * self.fields.grain(whole.shape, round((z - LOWEST_MM) * 1000))
        np.rint(whole, out=whole)
        return np.clip(whole, -1024, 3071).astype(np.int16)


def _amplitudes(other: float, **tissues: float) -> Floats:
    """HU by label."""
    table = np.full(256, other, np.float32)
    for name, amplitude in tissues.items():
        table[Tissue[name]] = amplitude
    return table


_BROAD = _amplitudes(5, AIR=0, AIRWAY=0, LUNG=22, MARROW=32, CORTEX=40)
_COARSE = _amplitudes(2, AIR=0, AIRWAY=0, LUNG=15, FAT=7, MUSCLE=7, LIVER=4)
_FINE = _amplitudes(0, MARROW=55, CORTEX=60)


def _table(grid: Grid) -> Floats:
    """An empty scanner: air, and the table, a curved shell of carbon fibre with foam in it and a mattress on it."""
    hu = np.full(grid.shape, -1000, np.float32)
    depth = grid.y - (128.0 - 17.0 * np.square(grid.x / 205))
    wide = np.abs(grid.x) < 182 - 0.06 * np.square(depth - 12)
    for low, high, value in ((-7.0, -1.0, -890.0), (0.0, 2.2, -180.0), (2.2, 22.0, -955.0), (22.0, 24.2, -180.0)):
        hu[wide & (depth >= low) & (depth < high)] = value
    return hu
