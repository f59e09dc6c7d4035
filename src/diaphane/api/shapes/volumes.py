"""Points of volumes on the wire. Lengths are mm in DICOM LPS patient space."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from diaphane.api.shapes.wire import Wire
from diaphane.model import probe

Millimetre = Annotated[float, Field(ge=-1e5, le=1e5, allow_inf_nan=False)]
Pixels = Annotated[int, Field(ge=1, le=4096)]
Pixel = Annotated[float, Field(ge=-1, le=4096, allow_inf_nan=False)]


class ReadPoint(Wire):
    """Whose values are asked for, and where."""

    series_uids: Annotated[list[str], Field(min_length=1, max_length=4)]
    point_mm: tuple[Millimetre, Millimetre, Millimetre]
    phase: Annotated[int, Field(ge=0, le=10_000)] = 0


class PointValue(Wire):
    """The output value (HU, SUV, ...) there; null outside of the series."""

    value: float | None
    unit: str

    @classmethod
    def of(cls, found: probe.PointValue) -> PointValue:
        """From our words."""
        return cls(value=found.value, unit=found.unit)


class PointValues(Wire):
    """One for each series, in their order."""

    values: list[PointValue]


class PickPoint(Wire):
    """A pixel (column, row; 0 is the first one's centre) of a picture of `px` = [width, height] pixels; `scene` as in the stream."""

    scene: dict[str, Any]
    pixel: tuple[Pixel, Pixel]
    px: tuple[Pixels, Pixels]


class Picked(Wire):
    """The point it shows; null where it shows nothing."""

    point_mm: tuple[float, float, float] | None
