"""Move a volume rigidly in patient space: its voxels stay where they are in memory, only their place changes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from diaphane.base.errors import BadInput
from diaphane.model.scene import Alignment
from diaphane.render.volume import Volume

_FARTHEST_MM: Final = 1e5


@dataclass(frozen=True, eq=False)
class Moved(Volume):
    """A volume at another place. Cells and half volume are those of `body`, made at most once for all places."""

    body: Volume | None = None

    @property
    @override
    def cells(self) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
        assert self.body is not None  # noqa: S101 (`aligned` is the only maker)
        return self.body.cells

    @property
    @override
    def half(self) -> Volume:
        assert self.body is not None  # noqa: S101 (as above)
        small = self.body.half
        origin = self.place((np.asarray(self.body.index(small.origin_mm))).tolist())
        return _at(small, origin, self.steps_mm * 2)


def aligned(volume: Volume, alignment: Alignment | None) -> Volume:
    """The volume where the alignment puts it. Raises `BadInput` for numbers without sense."""
    if alignment is None:
        return volume
    turn, shift = matrix(alignment)
    return _at(volume, turn @ volume.origin_mm + shift, volume.steps_mm @ turn.T)


def matrix(alignment: Alignment) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(R, t) with moved = R @ p + t in LPS mm; float64 (3, 3) and (3,). Raises `BadInput` for numbers without sense."""
    parts = (*alignment.translation_mm, *alignment.rotation_deg, *alignment.centre_mm)
    if not all(math.isfinite(part) and abs(part) <= _FARTHEST_MM for part in parts):
        raise BadInput("render.alignment", "The alignment leads out of all bounds. Reset it.")
    turn = np.eye(3)
    for axis, degrees in enumerate(alignment.rotation_deg):
        turn = _about(axis, math.radians(degrees)) @ turn
    centre = np.asarray(alignment.centre_mm, np.float64)
    return turn, centre - turn @ centre + np.asarray(alignment.translation_mm, np.float64)


def alignment_of(
    turn: NDArray[np.float64], shift: NDArray[np.float64], centre_mm: NDArray[np.float64], *, registered: bool
) -> Alignment:  # fmt: skip
    """The alignment whose `matrix` is (turn, shift), written with this centre of rotation. `turn` must be a rotation."""
    about_y = math.asin(min(max(-float(turn[2, 0]), -1.0), 1.0))
    about_x = math.atan2(float(turn[2, 1]), float(turn[2, 2]))
    about_z = math.atan2(float(turn[1, 0]), float(turn[0, 0]))
    dx, dy, dz = (float(v) for v in shift - centre_mm + turn @ centre_mm)
    cx, cy, cz = (float(v) for v in centre_mm)
    degrees = math.degrees(about_x), math.degrees(about_y), math.degrees(about_z)
    return Alignment((dx, dy, dz), degrees, (cx, cy, cz), "registered" if registered else "manual")


def _about(axis: int, radians: float) -> NDArray[np.float64]:
    """Rotation about one axis, right-handed."""
    a, b = (axis + 1) % 3, (axis + 2) % 3
    turn = np.eye(3)
    turn[a, a] = turn[b, b] = math.cos(radians)
    turn[b, a], turn[a, b] = math.sin(radians), -math.sin(radians)
    return turn


def _at(volume: Volume, origin_mm: NDArray[np.float64], steps_mm: NDArray[np.float64]) -> Moved:
    return Moved(volume.voxels, volume.columns, origin_mm, steps_mm, volume.slope, volume.intercept, volume.unit, volume.edge_bits, volume)
