"""How evenly slices lie: distance, gaps, tilt of the gantry."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from diaphane.dicom import geometry
from diaphane.dicom.geometry import Orientation, Vec3
from diaphane.model.said import Said, say

_EVEN_MM = 0.02  # positions are written with few digits
_EVEN_SHARE = 0.02  # of the usual distance
_GAP = 1.5  # of the usual distance
_TILT_DEG = 0.5
_MOST_NAMED = 3
_PAIRS = 2  # of equal distances side by side are meant so: heads are scanned in thin slices below and thick ones above


@dataclass(frozen=True, slots=True)
class Distances:
    """The usual distance between neighbours in mm (None for a single slice), whether all are even, and what is to be said."""

    distance_mm: float | None
    regular: bool
    notes: tuple[Said, ...]


def measure(positions: Sequence[Vec3], orientation: Orientation | None) -> Distances:
    """Measure slices of one orientation, given in order along the normal (either direction)."""
    if len(positions) < 2 or orientation is None:
        return Distances(None, regular=True, notes=())
    normal = geometry.normal(orientation)
    where = [geometry.along(p, normal) for p in positions]
    steps = [abs(b - a) for a, b in pairwise(where)]
    usual = median(steps)
    if usual == 0:
        return Distances(None, regular=False, notes=(say("stack.side_by_side", "Several pictures lie side by side at the same depth."),))
    notes: list[Said] = []
    uneven = [step for step in steps if abs(step - usual) > _tolerance(usual)]
    gaps = _alone(steps, usual)
    if gaps:
        notes.append(_gaps(gaps, usual))
    elif uneven:
        sentence = "Slices lie at uneven distances: {least:.3g} to {most:.3g} mm, mostly {usual:.3g} mm."
        notes.append(say("stack.uneven", sentence, least=round(min(steps), 3), most=round(max(steps), 3), usual=round(usual, 3)))
    tilt = _tilt_deg(positions, where, normal)
    if tilt > _TILT_DEG:
        sentence = "The gantry was tilted by {degrees:.1f} degrees: slices are shifted against each other."
        notes.append(say("stack.tilt", sentence, degrees=round(tilt, 1)))
    shifted = _shifted(positions, where, normal)
    if tilt <= _TILT_DEG and shifted:
        notes.append(say("stack.shifted", "Slices are shifted against each other: they do not lie in one straight line."))
    return Distances(usual, regular=not (uneven or gaps or tilt > _TILT_DEG or shifted), notes=tuple(notes))


def _alone(steps: Sequence[float], usual: float) -> list[tuple[int, float]]:
    """Distances far above the usual one. Those that come in a row are no gaps: they are how another part of the body was scanned."""
    rows = sorted(a for a, b in pairwise(steps) if abs(a - b) <= _tolerance(a))
    among = [bisect_right(rows, step + _tolerance(step)) - bisect_left(rows, step - _tolerance(step)) for step in steps]
    return [(index, step) for index, step in enumerate(steps) if step > _GAP * usual and among[index] < _PAIRS]


def _tolerance(distance: float) -> float:
    return max(_EVEN_MM, _EVEN_SHARE * distance)


def _gaps(gaps: list[tuple[int, float]], usual: float) -> Said:
    """Where slices are missing, and how many at least. `places` are those before and after the first gaps."""
    named = ", ".join(f"between {index + 1} and {index + 2}" for index, _ in gaps[:_MOST_NAMED])
    more = max(0, len(gaps) - _MOST_NAMED)
    missing = sum(max(1, round(step / usual) - 1) for _, step in gaps)
    where = f"{len(gaps)} gap{'s'[: len(gaps) > 1]} ({named}{f' and {more} more' if more else ''})"
    text = f"Slices are missing: {where}, about {missing} of the usual {usual:.3g} mm."
    places = ", ".join(f"{index + 1}-{index + 2}" for index, _ in gaps[:_MOST_NAMED]) + ", …" * (more > 0)
    return Said("stack.gaps", text, (("count", len(gaps)), ("places", places), ("missing", missing), ("usual", round(usual, 3))))


def _tilt_deg(positions: Sequence[Vec3], where: Sequence[float], normal: Vec3) -> float:
    """The angle between the line through the first and last slice and the normal."""
    way = geometry.minus(positions[-1], positions[0])
    straight = abs(where[-1] - where[0])
    across = math.hypot(*_across(way, normal))
    return math.degrees(math.atan2(across, straight)) if straight else 0.0


def _shifted(positions: Sequence[Vec3], where: Sequence[float], normal: Vec3) -> bool:
    """Whether any slice lies beside the line through the first and last by more than 1 mm."""
    way = geometry.minus(positions[-1], positions[0])
    length = where[-1] - where[0]
    if not length:
        return False
    for position, at in zip(positions, where, strict=True):
        share = (at - where[0]) / length
        beside = geometry.minus(position, positions[0])
        off = (beside[0] - way[0] * share, beside[1] - way[1] * share, beside[2] - way[2] * share)
        if math.hypot(*_across(off, normal)) > 1.0:
            return True
    return False


def _across(vector: Vec3, normal: Vec3) -> Vec3:
    """The part of a vector that lies in the plane."""
    share = geometry.dot(vector, normal)
    return (vector[0] - share * normal[0], vector[1] - share * normal[1], vector[2] - share * normal[2])
