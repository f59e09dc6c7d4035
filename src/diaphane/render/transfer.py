"""Transfer functions of 3D reconstruction: which values are seen, in which colour and how dense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.render.kernels.packet import FAINT
from diaphane.render.volume import Volume

Point = tuple[float, float, float, float, float]
"""Value in output units, red, green, blue and opacity of one millimetre (0..1)."""

ENTRIES: Final = 4096
_MOST_POINTS: Final = 64


@dataclass(frozen=True, slots=True)
class Preset:
    """A named transfer function.

    `values` says what its points mean: "HU" as written, "share" 0..1 of the volume's 1-99.8 percentile range.
    """

    title: str
    values: str
    points: tuple[Point, ...]
    shaded: bool = True


PRESETS: Final[dict[str, Preset]] = {
    "bone": Preset(
        "Bone",
        "HU",
        ((130, 0.55, 0.25, 0.15, 0.0), (230, 0.86, 0.68, 0.48, 0.10), (420, 0.96, 0.87, 0.72, 0.55), (1200, 1.0, 0.98, 0.94, 0.85)),
    ),
    "vessels": Preset(
        "Vessels and bone",
        "HU",
        ((110, 0.45, 0.05, 0.03, 0.0), (180, 0.75, 0.12, 0.08, 0.12), (300, 0.90, 0.35, 0.22, 0.45), (600, 1.0, 0.93, 0.82, 0.75)),
    ),
    "skin": Preset(
        "Skin",
        "HU",
        ((-450, 0.75, 0.52, 0.42, 0.0), (-250, 0.86, 0.64, 0.53, 0.30), (-50, 0.93, 0.75, 0.64, 0.75), (300, 0.98, 0.88, 0.80, 0.90)),
    ),
    "muscle": Preset(
        "Muscle and bone",
        "HU",
        (
            (-60, 0.55, 0.20, 0.16, 0.0),
            (30, 0.70, 0.28, 0.22, 0.12),
            (110, 0.82, 0.40, 0.30, 0.25),
            (250, 0.95, 0.85, 0.70, 0.60),
            (900, 1, 1, 0.96, 0.9),
        ),
    ),
    "lung": Preset(
        "Lung",
        "HU",
        (
            (-920, 0.25, 0.35, 0.50, 0.0),
            (-800, 0.45, 0.60, 0.75, 0.012),
            (-650, 0.80, 0.75, 0.72, 0.10),
            (-400, 0.95, 0.80, 0.75, 0.0),
            (0, 1, 0.9, 0.85, 0.0),
        ),
    ),
    "airways": Preset(
        "Airways",
        "HU",
        ((-1100, 0.35, 0.70, 0.90, 0.20), (-960, 0.50, 0.85, 1.0, 0.18), (-900, 0.60, 0.90, 1.0, 0.0), (-500, 0.6, 0.9, 1.0, 0.0)),
    ),
    "soft": Preset(
        "Soft tissue",
        "HU",
        (
            (-120, 0.60, 0.40, 0.28, 0.0),
            (0, 0.80, 0.48, 0.36, 0.015),
            (80, 0.92, 0.62, 0.48, 0.05),
            (220, 1.0, 0.86, 0.70, 0.30),
            (600, 1, 1, 0.95, 0.8),
        ),
    ),
    "mr": Preset(
        "MR surface",
        "share",
        ((0.12, 0.35, 0.30, 0.28, 0.0), (0.30, 0.65, 0.55, 0.50, 0.06), (0.60, 0.88, 0.80, 0.74, 0.30), (1.0, 1.0, 0.97, 0.94, 0.70)),
    ),
    "hot": Preset(
        "Uptake",
        "share",
        ((0.20, 0.30, 0.0, 0.0, 0.0), (0.45, 0.90, 0.30, 0.05, 0.04), (0.75, 1.0, 0.70, 0.15, 0.25), (1.0, 1.0, 1.0, 0.85, 0.80)),
        shaded=False,
    ),
    "mip": Preset(
        "Like a MIP",
        "share",
        ((0.10, 0.1, 0.1, 0.1, 0.0), (0.40, 0.5, 0.5, 0.5, 0.01), (0.80, 0.9, 0.9, 0.9, 0.20), (1.0, 1.0, 1.0, 1.0, 0.9)),
        shaded=False,
    ),
}


def for_modality(modality: str) -> tuple[str, ...]:
    """Names of the presets that make sense for a modality, the usual one first."""
    if modality == "CT":
        return (*(name for name, preset in PRESETS.items() if preset.values == "HU"), "mip")
    return ("hot", "mip", "mr") if modality in {"PT", "NM"} else ("mr", "mip", "hot")


@dataclass(frozen=True, eq=False)
class Table:
    """A transfer function ready for a kernel.

    `colours`: float32 (ENTRIES, 4), red, green, blue and opacity of one step; entry of a voxel = (voxel - first) * scale; `visible`: int32
    (ENTRIES + 1,), running count of entries that are seen (`FAINT`); `span`: the first of them and the one after the last, (0, 0) for none.
    """

    colours: NDArray[np.float32]
    visible: NDArray[np.int32]
    span: tuple[int, int]
    first: float
    scale: float


def points_of(preset: str, curve: Sequence[Point], volume: Volume) -> tuple[Point, ...]:
    """The points of a view in output units: its own curve, else the preset's. Raises `BadInput` for an unknown preset or a bad curve."""
    if curve:
        if len(curve) > _MOST_POINTS or any(not 0 <= part <= 1 for point in curve for part in point[1:]):
            raise BadInput("render.curve", f"A transfer curve has at most {_MOST_POINTS} points with colours and opacity from 0 to 1.")
        return tuple(sorted(curve))
    chosen = PRESETS.get(preset)
    if chosen is None:
        raise BadInput("render.preset", f"There is no 3D preset of that name. Known ones: {', '.join(PRESETS)}.")
    if chosen.values == "HU":
        return chosen.points
    low, high = volume.spread
    return tuple((low + point[0] * (high - low), *point[1:]) for point in chosen.points)


def table(points: Sequence[Point], volume: Volume, step_mm: float, shift: float = 0.0) -> Table:
    """A transfer function for steps of `step_mm`; `shift` moves it along the value axis (output units).

    Colours and opacity are straight lines between points, constant before the first and after the last. Opacity of one millimetre a
    becomes 1 - (1 - a)^step_mm, so that a picture does not depend on its step.
    """
    return _table(tuple(points), volume.ends, (volume.slope, volume.intercept), step_mm, shift)


@lru_cache(maxsize=64)
def _table(points: tuple[Point, ...], ends: tuple[int, int], rescale: tuple[float, float], step_mm: float, shift: float) -> Table:
    """Kept while somebody turns a body: it takes a tenth of a draft's time."""
    low, high = ends
    scale = (ENTRIES - 1) / max(high - low, 1)
    values = (low + np.arange(ENTRIES) / scale) * rescale[0] + rescale[1]
    corners = np.asarray(points, np.float64)
    colours = np.stack([np.interp(values, corners[:, 0] + shift, corners[:, part]) for part in (1, 2, 3, 4)], axis=1)
    colours[:, 3] = 1.0 - (1.0 - np.minimum(colours[:, 3], 0.9999)) ** step_mm
    ready = colours.astype(np.float32)
    seen = ready[:, 3] > FAINT
    visible = np.concatenate([[0], np.cumsum(seen)]).astype(np.int32)
    span = (int(seen.argmax()), ENTRIES - int(seen[::-1].argmax())) if seen.any() else (0, 0)
    return Table(ready, visible, span, float(low), scale)
