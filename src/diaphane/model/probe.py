"""What lies under one pixel or at one point, and what a frame's values span."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Probe:
    """The pixel under the pointer: as stored (a number, or red, green, blue), and as output value in `unit`.

    `value` is None for colour and where the pixel is padding or no number.
    """

    stored: float | tuple[int, int, int]
    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class PointValue:
    """What a series holds at a point of the patient: the output value in `unit`, None outside of it."""

    value: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class ValueSpan:
    """Output values of one frame without padding: extremes and the 1st and 99th percentile."""

    minimum: float
    maximum: float
    p1: float
    p99: float
    unit: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often values occur in a volume: `counts` of equal bins from `first` to `last`, output values in `unit`.

    `low` and `high` are the 1 and 99.8 percentile, which 3D presets without units of their own are spread over.
    """

    low: float
    high: float
    first: float
    last: float
    unit: str
    counts: tuple[int, ...]
