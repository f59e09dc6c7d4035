"""Display shutters: which part of a picture is covered (PS3.3 C.7.6.11, C.7.6.15)."""

from __future__ import annotations

from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.model.instance import Shape

_MOST_VERTICES = 1024


def shutter(header: Header) -> tuple[Shape, ...]:
    """The open shapes that a data set (image, functional group or presentation state) names; malformed ones are left out.

    DICOM counts rows and columns from 1 and names rows first; shapes here are image pixel indices, x first.
    """
    kinds = header.strings(t.SHUTTER_SHAPE)
    found = (_rectangle(header) if "RECTANGULAR" in kinds else None, _circle(header) if "CIRCULAR" in kinds else None,
             _polygon(header) if "POLYGONAL" in kinds else None)  # fmt: skip
    return tuple(shape for shape in found if shape is not None)


def _rectangle(header: Header) -> Shape | None:
    left, right, upper, lower = (header.integer(tag) for tag in (t.SHUTTER_LEFT, t.SHUTTER_RIGHT, t.SHUTTER_UPPER, t.SHUTTER_LOWER))
    if left is None or right is None or upper is None or lower is None or left > right or upper > lower:
        return None
    return "rectangle", (left - 1.0, right - 1.0, upper - 1.0, lower - 1.0)


def _circle(header: Header) -> Shape | None:
    centre, radius = header.numbers(t.SHUTTER_CIRCLE_CENTRE), header.integer(t.SHUTTER_CIRCLE_RADIUS)
    match centre:
        case (row, column) if radius is not None and radius > 0:
            return "circle", (column - 1.0, row - 1.0, float(radius))
        case _:
            return None


def _polygon(header: Header) -> Shape | None:
    numbers = header.numbers(t.SHUTTER_VERTICES)[: 2 * _MOST_VERTICES]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    if len(pairs) < 3:
        return None
    return "polygon", tuple(value for row, column in pairs for value in (column - 1.0, row - 1.0))
