"""Where an image lies in its viewport: one affine map, the same arithmetic as the pages' (contract/stream.md section 4)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diaphane.model.instance import PictureFacts
from diaphane.model.scene import StackView

_NEARLY = 1e-6  # image pixels: what rounding could move a sample by, and much more
_EXACT = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}


@dataclass(frozen=True, slots=True)
class Back:
    """Screen to image: the centre of screen pixel (c, r) shows x = xc c + xr r + x0, y = yc c + yr r + y0.

    x and y are image pixel indices, (0, 0) the centre of the first pixel, x along a row, y down a column.
    """

    xc: float
    xr: float
    x0: float
    yc: float
    yr: float
    y0: float

    def shrunk(self, k: int) -> Back:
        """The same map for an image of which each k x k block became one pixel."""
        return Back(
            self.xc / k, self.xr / k, (self.x0 + 0.5) / k - 0.5,
            self.yc / k, self.yr / k, (self.y0 + 0.5) / k - 0.5,
        )  # fmt: skip

    @property
    def step(self) -> float:
        """Image pixels per screen pixel, along the image axis that is shrunk less."""
        return min(math.hypot(self.xc, self.xr), math.hypot(self.yc, self.yr))


def pixel_size(facts: PictureFacts) -> tuple[float, float]:
    """(width, height) of one pixel in millimetres; without spacing in pixel widths, by the aspect ratio where there is one."""
    if facts.spacing_mm is not None:
        return facts.spacing_mm[1], facts.spacing_mm[0]
    if facts.aspect is not None and min(facts.aspect) > 0:
        return 1.0, facts.aspect[0] / facts.aspect[1]
    return 1.0, 1.0


def fit_scale(shape: tuple[int, int], pixel: tuple[float, float], rotation_deg: float, size_px: tuple[int, int]) -> float:
    """Screen pixels per millimetre at zoom 1: the whole image is visible (quarter turns swap its sides, other angles do not)."""
    across, down = shape[1] * pixel[0], shape[0] * pixel[1]
    if math.floor(rotation_deg / 90.0 + 0.5) % 2:
        across, down = down, across
    return min(size_px[0] / across, size_px[1] / down)


def back(view: StackView, shape: tuple[int, int], pixel: tuple[float, float], size_px: tuple[int, int]) -> Back:
    """The map of a stack view. `shape` = (rows, columns), `pixel` = (width, height) in mm, `size_px` = (width, height) of the viewport.

    Forward: image mm from the image's centre, + pan, flip, rotate clockwise, scale, to the viewport's centre.
    """
    scale = fit_scale(shape, pixel, view.rotation_deg, size_px) * view.zoom
    cos, sin = _EXACT.get(view.rotation_deg % 360.0) or (  # type: ignore[call-overload]  # a float key that is whole finds its int
        math.cos(math.radians(view.rotation_deg)),
        math.sin(math.radians(view.rotation_deg)),
    )
    fx, fy = (-1.0 if view.flip_h else 1.0), (-1.0 if view.flip_v else 1.0)
    # The inverse of rotation after flip, in mm per screen pixel, then mm to pixel indices.
    xc, xr = fx * cos / scale / pixel[0], fx * sin / scale / pixel[0]
    yc, yr = -fy * sin / scale / pixel[1], fy * cos / scale / pixel[1]
    u, v = 0.5 - size_px[0] / 2, 0.5 - size_px[1] / 2
    x0 = xc * u + xr * v - view.pan_mm[0] / pixel[0] + shape[1] / 2 - 0.5
    y0 = yc * u + yr * v - view.pan_mm[1] / pixel[1] + shape[0] / 2 - 0.5
    return Back(xc, xr, x0, yc, yr, y0)


def seen(back: Back, shape: tuple[int, int], size_px: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The (first, last + 1) columns and rows of an image of `shape` = (rows, columns) that a picture can show: at least one each.

    Where the image is cut off, no pixel of the picture lies beyond the cut.
    """
    right, bottom = size_px[0] - 1, size_px[1] - 1
    out = []
    for count, column, row, start in ((shape[1], back.xc, back.xr, back.x0), (shape[0], back.yc, back.yr, back.y0)):
        ends = (start, start + column * right, start + row * bottom, start + column * right + row * bottom)
        first = min(max(math.floor(min(ends)) - 1, 0), count - 1)
        out.append((first, max(min(math.ceil(max(ends)) + 2, count), first + 1)))
    return out[0], out[1]


def spans(back: Back, shape: tuple[int, int], size_px: tuple[int, int]) -> NDArray[np.int32]:
    """Which columns of each picture row show the image of `shape` = (rows, columns): int32 (height, 4), o0 <= i0 <= i1 <= o1.

    No pixel before o0 or from o1 on lies in the image (its outer half pixels included); all pixels in [i0, i1) have four stored
    neighbours. Both are sure, so either may be a column off: kernels test the pixels in between.
    """
    rows, columns = shape
    width, height = size_px
    row = np.arange(height, dtype=np.float64)
    lines = ((back.xc, back.xr * row + back.x0, columns), (back.yc, back.yr * row + back.y0, rows))
    outer = [_columns(step, start, -0.5 - _NEARLY, count - 0.5 + _NEARLY) for step, start, count in lines]
    inner = [_columns(step, start, _NEARLY, count - 1 - _NEARLY) for step, start, count in lines]
    o0 = np.clip(np.floor(np.maximum(outer[0][0], outer[1][0])), 0, width)
    o1 = np.clip(np.ceil(np.minimum(outer[0][1], outer[1][1])) + 1, o0, width)
    i0 = np.clip(np.ceil(np.maximum(inner[0][0], inner[1][0])), o0, o1)
    i1 = np.clip(np.floor(np.minimum(inner[0][1], inner[1][1])) + 1, i0, o1)
    return np.stack([o0, i0, i1, o1], axis=1).astype(np.int32)


def _columns(step: float, start: NDArray[np.float64], low: float, high: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First and last c (not rounded; first > last for none) with low <= start + step * c <= high, for each start."""
    if step == 0:
        there = (start >= low) & (start <= high)
        return np.where(there, -np.inf, np.inf), np.where(there, np.inf, -np.inf)
    a, b = (low - start) / step, (high - start) / step
    return (a, b) if step > 0 else (b, a)
