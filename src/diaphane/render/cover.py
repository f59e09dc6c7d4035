"""What lies over a picture: the display shutter, and marks of a bitmap (overlays). Screen pixels by their centres."""

from __future__ import annotations

import math
import weakref
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from diaphane.model.instance import Shape
from diaphane.render.place import Back

Mask = NDArray[np.bool_]
_KEPT = 8  # masks of about a megabyte: one for each viewport that somebody drags in
_WHOLE = 1e-6
_BRIGHT = 148  # from here on white has less than the 3:1 of contrast that graphics need (WCAG 2.2, 1.4.11)


@lru_cache(maxsize=_KEPT)
def shut(shapes: tuple[Shape, ...], place: Back, size_px: tuple[int, int], aspect: float) -> Mask:
    """Where the shutter covers a picture of `size_px` = (width, height): bool (height, width), read-only.

    What lies outside of any one of the shapes is covered. `aspect` is the height of a pixel by its width. The mask does not depend on
    frame or window, so it is kept for the next picture of the same place.
    """
    x, y = _coordinates(place, size_px)
    open_: Mask = np.ones((size_px[1], size_px[0]), np.bool_)
    for kind, numbers in shapes:
        if kind == "rectangle":
            left, right, upper, lower = numbers
            np.logical_and(open_, (x >= left - 0.5) & (x < right + 0.5) & (y >= upper - 0.5) & (y < lower + 0.5), out=open_)
        elif kind == "circle":
            centre_x, centre_y, radius = numbers
            np.logical_and(open_, (x - centre_x) ** 2 + ((y - centre_y) * aspect) ** 2 <= radius**2, out=open_)
        else:
            np.logical_and(open_, _inside(x, y, numbers), out=open_)
    covered = ~open_
    covered.flags.writeable = False
    return covered


def marked(bitmap: Mask, place: Back, size_px: tuple[int, int]) -> Mask:
    """Where the marks of a bitmap of the image's size fall on the screen: bool (height, width).

    Where the image is shown smaller than stored, a screen pixel is marked if any pixel under it is: thin lines and letters stay.
    """
    k = min(max(1, math.ceil(place.step - _WHOLE)), max(bitmap.shape))
    if k > 1:
        rows, columns = bitmap.shape
        wide = np.pad(bitmap, ((0, -rows % k), (0, -columns % k)))
        bitmap = np.asarray(wide.reshape(wide.shape[0] // k, k, wide.shape[1] // k, k).any(axis=(1, 3)))
        place = place.shrunk(k)
    x, y = _coordinates(place, size_px)
    column, row = np.floor(x + 0.5).astype(np.int64), np.floor(y + 0.5).astype(np.int64)
    rows, columns = bitmap.shape
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    return np.asarray(bitmap[row.clip(0, rows - 1), column.clip(0, columns - 1)] & inside)


def draw_marks(shown: NDArray[np.uint8], bitmap: Mask, place: Back) -> None:
    """Draw the marks of an image's bitmap into a picture, in place: white as DCMTK draws them, edged in black where it is bright.

    The standard leaves the colour to the viewer (PS3.3 C.9.2). White alone is lost on bone, on paper-white backgrounds and in inverted
    pictures. A dark surrounding keeps its pixels: only bright ones give way to the edge, which is one screen pixel wide.
    """
    marks, edge = edged(_Same(bitmap), place, (shown.shape[1], shown.shape[0]))
    near = shown[edge]
    near[_luminance(near) > _BRIGHT] = 0
    shown[edge] = near
    shown[marks] = 255


class _Same:
    """An array as a key: equal to itself alone, and to nothing once it is gone. Nothing is kept in memory by it."""

    def __init__(self, array: Mask) -> None:
        self.there = weakref.ref(array)
        self._hash = id(array)

    @override
    def __hash__(self) -> int:
        return self._hash

    @override
    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and (here := self.there()) is not None and here is other.there()


@lru_cache(maxsize=_KEPT)
def edged(bitmap: _Same, place: Back, size_px: tuple[int, int]) -> tuple[Mask, Mask]:
    """Marks on the screen and the pixels around them: bool (height, width) each. Kept, as a window that is dragged changes neither."""
    there = bitmap.there()
    assert there is not None  # noqa: S101 (whoever asks holds it)
    marks = marked(there, place, size_px)
    wide = marks.copy()  # with the eight neighbours of each: above and below first, then left and right
    wide[1:] |= marks[:-1]
    wide[:-1] |= marks[1:]
    edge = wide.copy()
    edge[:, 1:] |= wide[:, :-1]
    edge[:, :-1] |= wide[:, 1:]
    edge ^= marks
    return marks, edge


def _luminance(pixels: NDArray[np.uint8]) -> NDArray[Any]:
    """Of grey levels (n,), or of red, green and blue (n, 3) by ITU-R BT.709: 0..255."""
    if pixels.ndim == 1:
        return pixels
    red, green, blue = pixels.astype(np.uint16).T
    luminance: NDArray[np.uint16] = (54 * red + 183 * green + 19 * blue) >> 8
    return luminance


def _coordinates(place: Back, size_px: tuple[int, int]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Image x and y under screen pixels, of shapes that broadcast to (height, width)."""
    c, r = np.arange(size_px[0])[None, :], np.arange(size_px[1])[:, None]
    # A row of x and a column of y are enough where the image is not turned.
    x = place.xc * c + place.x0 if not place.xr else place.xc * c + place.xr * r + place.x0
    y = place.yr * r + place.y0 if not place.yc else place.yc * c + place.yr * r + place.y0
    return x, y


def _inside(x: NDArray[Any], y: NDArray[Any], numbers: tuple[float, ...]) -> Mask:
    """Whether points lie in a polygon: an odd number of its edges to their right."""
    inside = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.bool_)
    corners = list(zip(numbers[::2], numbers[1::2], strict=True))
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if y1 != y2:
            crosses = (y1 > y) != (y2 > y)
            inside ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside
