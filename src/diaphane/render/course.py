"""A path through the body: a smooth curve through drawn points, measured in millimetres, with a frame that goes along without twisting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.model.scene import Vec3

Points = NDArray[np.float64]

STEP_MM: Final = 0.5
LONGEST_MM: Final = 5000.0
MOST_POINTS: Final = 64
_FARTHEST_MM: Final = 1e5
_APART_MM: Final = 1e-3
_FINE: Final = 32  # points of the curve between two drawn ones, before it is measured


class Course(NamedTuple):
    """`places`, `ahead`, `aside`, float64 (n, 3): points about half a millimetre apart, unit vectors along the path and across it, LPS mm.

    `length_mm` is the length of the curve; point k lies k / (n - 1) of it along.
    """

    places: Points
    ahead: Points
    aside: Points
    length_mm: float

    def at(self, along_mm: NDArray[np.float64]) -> tuple[Points, Points, Points]:
        """Place, direction and aside at lengths along the path, (m, 3) each; beyond the ends the path goes on straight."""
        last = len(self.places) - 1
        at = np.clip(along_mm / self.length_mm, 0, 1) * last
        k = np.minimum(at.astype(int), last - 1)
        share = (at - k)[:, None]
        place, ahead, aside = ((1 - share) * part[k] + share * part[k + 1] for part in self[:3])
        beyond = along_mm - np.clip(along_mm, 0, self.length_mm)
        ahead = _units(ahead)
        return place + beyond[:, None] * ahead, ahead, _units(aside - ahead * np.sum(aside * ahead, axis=1)[:, None])


def course(points_mm: Sequence[Vec3]) -> Course:
    """The course through drawn points (LPS mm). Raises `BadInput` for too few or too many points, and for impossible places.

    The curve is a centripetal Catmull-Rom spline: it goes through every point and makes neither loops nor cusps. `aside` begins across
    the path and nearest to the patient's left; each next one is turned as little as the path turns (parallel transport, by the double
    reflection of Wang et al., ACM Trans. Graph. 27(1), 2008).
    """
    drawn = np.asarray(points_mm, np.float64).reshape(-1, 3)
    if not np.isfinite(drawn).all() or np.abs(drawn).max(initial=0) > _FARTHEST_MM or len(drawn) > MOST_POINTS:
        raise BadInput("render.path", f"The path leads out of all bounds, or has more than {MOST_POINTS} points. Draw it again.")
    apart = np.linalg.norm(np.diff(drawn, axis=0), axis=1) > _APART_MM
    drawn = drawn[np.concatenate([[True], apart])]
    if len(drawn) < 2:
        raise BadInput("render.path", "A path needs at least two points.")
    fine = _spline(drawn)
    lengths = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    length = float(lengths[-1])
    if length > LONGEST_MM:
        raise BadInput("render.path", f"The path is longer than {LONGEST_MM:g} mm. Draw a shorter one.")
    even = np.linspace(0, length, max(2, round(length / STEP_MM) + 1))
    places = np.stack([np.interp(even, lengths, fine[:, axis]) for axis in range(3)], axis=1)
    ahead = _units(np.gradient(places, axis=0))
    return Course(places, ahead, _carried(places, ahead), length)


def _spline(points: Points) -> Points:
    """A centripetal Catmull-Rom spline (Barry and Goldman's pyramid), ends mirrored; `_FINE` points a span and the last one."""
    ends = np.concatenate([[2 * points[0] - points[1]], points, [2 * points[-1] - points[-2]]])
    knots = np.concatenate([[0], np.cumsum(np.sqrt(np.linalg.norm(np.diff(ends, axis=0), axis=1)))])
    spans = []
    for k in range(1, len(ends) - 2):
        t0, t1, t2, t3 = knots[k - 1 : k + 3]
        p0, p1, p2, p3 = ends[k - 1 : k + 3]
        t = np.linspace(t1, t2, _FINE, endpoint=False)[:, None]
        a1, a2, a3 = (
            (b - t) / (b - a) * p + (t - a) / (b - a) * q for a, b, p, q in ((t0, t1, p0, p1), (t1, t2, p1, p2), (t2, t3, p2, p3))
        )
        b1, b2 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2, (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        spans.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    return np.concatenate([*spans, points[-1:]])


def _carried(places: Points, ahead: Points) -> Points:
    """Unit vectors across the path, each turned from the one before as little as can be."""
    aside = np.empty_like(places)
    first = ahead[0]
    # Across the path, nearest to the patient's left; a path along that axis takes the front.
    wish = np.array([1.0, 0, 0]) if abs(first[0]) < 0.9 else np.array([0, -1.0, 0])
    aside[0] = _units((wish - first * (wish @ first))[None])[0]
    for k in range(len(places) - 1):
        step = places[k + 1] - places[k]
        square = float(step @ step)
        turned = aside[k] - 2 / square * (step @ aside[k]) * step
        mirrored = ahead[k] - 2 / square * (step @ ahead[k]) * step
        rest = ahead[k + 1] - mirrored
        size = float(rest @ rest)
        aside[k + 1] = turned if size < 1e-18 else turned - 2 / size * (rest @ turned) * rest
    return aside


def _units(vectors: Points) -> Points:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    out: Points = vectors / np.where(lengths == 0, 1, lengths)
    return out
