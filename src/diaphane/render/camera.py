"""From a view in patient millimetres to the numbers a kernel wants: where each pixel's ray runs through a volume's voxels.

The viewer looks along right x down: with right = +x (patient's left) and down = +y (back), from the feet towards the head, as axial
slices are shown. Pixel (column, row) means its centre; the middle of the picture shows `centre_mm`.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.model.scene import PlaneView, ProjectionView, SurfaceView, Vec3
from diaphane.render.volume import Volume

Geometry = NDArray[np.float32]
"""float32 (18,): voxel index (z, y, x) of the centre of pixel (0, 0) at depth 0; steps to the next column, row and depth; change of the
depth
step a column and a row (0 unless rays diverge)."""

MOST_STEPS: Final = 32000
"""Samples a ray: kernels keep 4,096 blocks of 8."""
_SMALLEST_MM: Final = 0.01
_FARTHEST_MM: Final = 1e5
_CROOKED: Final = 1e-3
_NEAREST: Final = 0.05  # share of the eye's distance in which nothing is drawn


def axes(right: Vec3, down: Vec3) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Unit vectors right, down and away from the viewer, LPS. Raises `BadInput` for directions that span no picture."""
    one, other, away = _axes(right, down)
    return np.array(one), np.array(other), np.array(away)


def _axes(right: Vec3, down: Vec3) -> tuple[Vec3, Vec3, Vec3]:
    """The same in plain numbers: NumPy takes ten times as long for three of them, which a thin plane would notice."""
    one, other = _unit(right), _unit(down)
    if abs(math.fsum(a * b for a, b in zip(one, other, strict=True))) > _CROOKED:
        raise BadInput("render.view", "Right and down of the picture are not at a right angle. Reset the view.")
    (a, b, c), (d, e, f) = one, other
    return one, other, (b * f - c * e, c * d - a * f, a * e - b * d)


def _unit(way: Vec3) -> Vec3:
    length = math.hypot(*way)
    if not math.isfinite(length) or length <= _CROOKED:
        raise BadInput("render.view", "The directions of the picture are no directions. Reset the view.")
    x, y, z = way
    return x / length, y / length, z / length


def pixel_mm(view: PlaneView | ProjectionView | SurfaceView, height_px: int) -> float:
    """Millimetres a pixel. Raises `BadInput` where the view has no sensible size or centre."""
    if not (_SMALLEST_MM <= view.height_mm <= _FARTHEST_MM) or not all(abs(v) <= _FARTHEST_MM for v in view.centre_mm):
        raise BadInput("render.view", "The picture's centre or size leads out of all bounds. Reset the view.")
    return view.height_mm / height_px


def through(volume: Volume, view: ProjectionView | SurfaceView) -> tuple[float, float]:
    """Distance of samples on rays through a whole volume, its finest spacing, and how far from the view's centre it reaches; both in mm.

    The distance grows where rays would take more samples than kernels can count, which no real volume makes them do.
    """
    reach_mm = volume.diagonal_mm / 2 + float(np.linalg.norm(volume.centre_mm - np.asarray(view.centre_mm)))
    return max(volume.finest_mm, 2 * reach_mm / MOST_STEPS), reach_mm


def parallel(
    volume: Volume, view: PlaneView | ProjectionView | SurfaceView, size_px: tuple[int, int], depth_mm: float, steps: int
) -> Geometry:
    """Parallel rays: `steps` depths `depth_mm` apart, the middle one through the centre of the view."""
    width, height = size_px
    mm = pixel_mm(view, height)
    (rx, ry, rz), (dx, dy, dz), (ax, ay, az) = _axes(view.right, view.down)
    left, up, near = mm * (width - 1) / 2, mm * (height - 1) / 2, depth_mm * (steps - 1) / 2
    x, y, z = view.centre_mm
    start = volume.index_of(
        x - rx * left - dx * up - ax * near,
        y - ry * left - dy * up - ay * near,
        z - rz * left - dz * up - az * near,
    )
    column = volume.steps(rx * mm, ry * mm, rz * mm)
    row = volume.steps(dx * mm, dy * mm, dz * mm)
    deep = volume.steps(ax * depth_mm, ay * depth_mm, az * depth_mm)
    return np.array((*start, *column, *row, *deep, 0, 0, 0, 0, 0, 0), np.float32)


def diverging(volume: Volume, view: SurfaceView, size_px: tuple[int, int], depth_mm: float) -> tuple[Geometry, int]:
    """Rays from an eye whose opening angle over the height is `perspective_deg`, and how many depths reach behind the volume."""
    width, height = size_px
    right, down, away = axes(view.right, view.down)
    mm = pixel_mm(view, height)
    eye_mm = view.height_mm / 2 / math.tan(math.radians(view.perspective_deg) / 2)
    _, reach = through(volume, view)
    near = max(eye_mm - reach, eye_mm * _NEAREST)
    share = near / eye_mm
    eye = np.asarray(view.centre_mm) - away * eye_mm
    start = eye + away * near - (right * (width - 1) / 2 + down * (height - 1) / 2) * mm * share
    deep = (away - (right * (width - 1) / 2 + down * (height - 1) / 2) * mm / eye_mm) * depth_mm
    turning = np.stack([right, down]) * mm / eye_mm * depth_mm
    directions = np.stack([right * mm * share, down * mm * share, deep, *turning]) @ volume.to_index
    steps = math.ceil((eye_mm + reach - near) / depth_mm) + 1
    return np.concatenate([volume.index(start), directions.ravel()]).astype(np.float32), steps
