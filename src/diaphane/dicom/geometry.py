"""Patient space: positions, directions and the matrix from pixels to millimetres (PS3.3 C.7.6.2). LPS, right-handed, mm."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Vec3 = tuple[float, float, float]
Orientation = tuple[float, float, float, float, float, float]
"""Image Orientation (Patient): direction cosines of a row (towards growing columns), then of a column (towards growing rows)."""

_SAME_DIRECTION = 1e-3
_CROOKED = 0.02  # how far from unit length or a right angle direction cosines may be; files carry 6 digits or fewer


def dot(a: Vec3, b: Vec3) -> float:
    """Scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec3, b: Vec3) -> Vec3:
    """Vector product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def minus(a: Vec3, b: Vec3) -> Vec3:
    """Difference."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def usable(orientation: Orientation) -> bool:
    """Whether six numbers are two directions at a right angle."""
    row, column = orientation[:3], orientation[3:]
    return abs(math.hypot(*row) - 1) < _CROOKED and abs(math.hypot(*column) - 1) < _CROOKED and abs(dot(row, column)) < _CROOKED


def parallel(a: Orientation | None, b: Orientation | None) -> bool:
    """Whether two images lie in the same directions (within 0.06 degrees)."""
    return a is not None and b is not None and all(abs(x - y) < _SAME_DIRECTION for x, y in zip(a, b, strict=True))


def normal(orientation: Orientation) -> Vec3:
    """The unit vector at right angles to the image: row x column (axial: towards the head)."""
    x, y, z = cross(orientation[:3], orientation[3:])
    length = math.sqrt(x * x + y * y + z * z)
    return (x / length, y / length, z / length)


def along(position: Vec3, direction: Vec3) -> float:
    """How far `position` lies along the unit vector `direction`, mm."""
    return dot(position, direction)


def affine(position: Vec3, orientation: Orientation, spacing_mm: tuple[float, float], step: Vec3) -> NDArray[np.float64]:
    """The 4x4 matrix, float64, from (column, row, slice, 1) indices to LPS mm (PS3.3 C.7.6.2.1.1, equation C.7.6.2.1-1).

    `position` is the centre of the first pixel of the first slice, `spacing_mm` = (between rows, between columns), `step` the
    vector from one slice to the next in mm (which a tilted gantry makes oblique to the image).
    """
    matrix = np.eye(4)
    matrix[:3, 0] = np.asarray(orientation[:3]) * spacing_mm[1]
    matrix[:3, 1] = np.asarray(orientation[3:]) * spacing_mm[0]
    matrix[:3, 2] = step
    matrix[:3, 3] = position
    return matrix


def letters(direction: Vec3) -> str:
    """Where `direction` points, as letters, the strongest first: L/R, P/A, H/F (PS3.3 C.7.6.1.1.1). At most three."""
    names = (("L", "R"), ("P", "A"), ("H", "F"))
    parts = sorted(((abs(v), names[axis][v < 0]) for axis, v in enumerate(direction)), reverse=True)
    return "".join(letter for size, letter in parts if size > 0.1)
