"""The same body after an injection of FDG: activity in Bq/ml on the scanner's own coarse grid."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from diaphane.demo.body import HIGHEST_MM, LOWEST_MM, Body
from diaphane.demo.fields import blur
from diaphane.demo.grid import Floats, Grid, axis
from diaphane.demo.tissue import SUV

SIZE, SPACING_MM, DISTANCE_MM = 128, 3.6, 4.0
SLICES = int((HIGHEST_MM - LOWEST_MM) / DISTANCE_MM)
TOP_MM = HIGHEST_MM - DISTANCE_MM / 2
WEIGHT_KG, DOSE_BQ, HALF_LIFE_S, WAIT_S = 74.0, 3.1e8, 6586.2, 3600.0
_RESOLUTION_MM = 6.2  # full width at half maximum
_PAINTED = 2  # painted that many times finer, so that small hot spots keep their activity


def position(index: int) -> tuple[float, float, float]:
    """Centre of the first pixel of slice `index` (0 = towards the head), LPS mm."""
    half = (SIZE - 1) / 2 * SPACING_MM
    return (-half, -half, TOP_MM - index * DISTANCE_MM)


def bq_per_ml_of_suv() -> float:
    """Activity concentration of SUVbw 1 when the scan begins (PS3.3 C.8.9.1: decayed dose over weight, 1 g = 1 ml)."""
    return float(DOSE_BQ * 0.5 ** (WAIT_S / HALF_LIFE_S) / (WEIGHT_KG * 1000.0))


def slices(seed: int) -> Iterator[tuple[NDArray[np.int16], float]]:
    """The slices from head to feet: int16 (128, 128) and the slope that makes Bq/ml of them, another for each slice."""
    volume = _suv(seed) * np.float32(bq_per_ml_of_suv())
    for index in range(SLICES):
        slope = max(float(volume[index].max()) / 32000.0, 1e-6)
        # The header carries the slope as text: what is written must be what was divided by.
        slope = float(f"{slope:.8g}")
        yield np.rint(volume[index] / slope).astype(np.int16), slope


def _suv(seed: int) -> Floats:
    """SUVbw (slices, rows, columns) as the scanner resolves it, with noise that grows with activity."""
    fine = axis(SIZE * _PAINTED, SPACING_MM / _PAINTED)
    body = Body(Grid(fine, fine))
    step = DISTANCE_MM / _PAINTED
    volume = np.empty((SLICES, SIZE, SIZE), np.float32)
    for index in range(SLICES):
        z = TOP_MM - index * DISTANCE_MM
        planes = sum(SUV.take(body.plane(z + step * (part - (_PAINTED - 1) / 2))) for part in range(_PAINTED))
        volume[index] = np.asarray(planes, np.float32).reshape(SIZE, _PAINTED, SIZE, _PAINTED).mean((1, 3)) / _PAINTED
    sigma = _RESOLUTION_MM / 2.355
    random = np.random.default_rng(seed + 2)
    noise = blur(random.standard_normal(volume.shape, np.float32), (0.7, 0.9, 0.9))
    volume = blur(volume, (sigma / DISTANCE_MM, sigma / SPACING_MM, sigma / SPACING_MM))
    seen: Floats = np.maximum(volume + noise / noise.std() * (0.03 + 0.1 * np.sqrt(volume)), 0)
    return seen
