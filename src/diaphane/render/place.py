"""Where an image lies in its viewport: one affine map, the same arithmetic as the pages' (contract/stream.md section 4)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from diaphane.model.instance import PictureFacts
from diaphane.model.scene import StackView

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
