"""Display shutters: which part of a picture is covered (PS3.3 C.7.6.11, C.7.6.15)."""

from __future__ import annotations

from collections.abc import Sequence

from diaphane.dicom import tags as t
from diaphane.dicom.header import Header
from diaphane.model.instance import Shape

_MOST_VERTICES = 1024


def shutter(header: Header) -> tuple[Shape, ...]:
    """The open shapes that an image or a functional group names."""
    edges = tuple(header.number(tag) for tag in (t.SHUTTER_LEFT, t.SHUTTER_RIGHT, t.SHUTTER_UPPER, t.SHUTTER_LOWER))
    circle = (*header.numbers(t.SHUTTER_CIRCLE_CENTRE), *header.numbers(t.SHUTTER_CIRCLE_RADIUS))
    return shapes(header.strings(t.SHUTTER_SHAPE), edges, circle, header.numbers(t.SHUTTER_VERTICES))


def shapes(kinds: Sequence[str], edges: Sequence[float | None], circle: Sequence[float], vertices: Sequence[float]) -> tuple[Shape, ...]:
    """The open shapes of the elements' values; malformed ones are left out.

    `edges`: left, right, upper, lower; `circle`: row and column of its centre, its radius; `vertices`: row, column, row, ...
    DICOM counts rows and columns from 1 and names rows first; shapes are in image pixel indices, x first.
    """
    found = (
        _rectangle(edges) if "RECTANGULAR" in kinds else None,
        _circle(circle) if "CIRCULAR" in kinds else None,
        _polygon(vertices) if "POLYGONAL" in kinds else None,
    )
    return tuple(shape for shape in found if shape is not None)


def _rectangle(edges: Sequence[float | None]) -> Shape | None:
    match edges:
        case (float(left), float(right), float(upper), float(lower)) if left <= right and upper <= lower:
            return "rectangle", (left - 1, right - 1, upper - 1, lower - 1)
        case _:
            return None


def _circle(circle: Sequence[float]) -> Shape | None:
    match circle:
        case (row, column, radius) if radius > 0:
            return "circle", (column - 1, row - 1, radius)
        case _:
            return None


def _polygon(vertices: Sequence[float]) -> Shape | None:
    numbers = vertices[: 2 * _MOST_VERTICES]
    pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
    return ("polygon", tuple(value - 1 for row, column in pairs for value in (column, row))) if len(pairs) >= 3 else None
