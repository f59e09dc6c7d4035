"""The picture of one stored frame: zoomed, panned, turned, windowed.

Interpolation is bilinear on output values, then the window, at rest as while moving: the default of OHIF and Weasis, and a final
picture that does not jump against its draft. Where the image is shown smaller than stored by two or more, blocks of pixels are
averaged first: picking every n-th pixel would lose calcifications and make moire. At one stored pixel a screen pixel nothing is
interpolated.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.model.frame import Frame, Greys, Pixels
from diaphane.model.scene import Layer, StackView, Window
from diaphane.render.colour_maps import coloured
from diaphane.render.cover import draw_marks, marked, shut
from diaphane.render.kernels import colour, grey
from diaphane.render.place import Back, back, seen, spans
from diaphane.render.window import Ramp, choose, levels, ramp


class _Shades(NamedTuple):
    """What a kernel needs to turn stored values into levels (see `kernels.grey`)."""

    lo: np.float32
    gain: np.float32
    flip: np.uint8
    pad_lo: np.float32
    pad_hi: np.float32


_NO_PADDING = (1.0, 0.0)
_WHOLE = 1e-6  # pixels: nearer than this to the stored grid is on it
_FARTHEST = 1e15
_WIDE_PADDING = np.float32(-3e38)


def stack_picture(
    frame: Frame, layer: Layer, view: StackView, size_px: tuple[int, int], pixel: tuple[float, float], fallback: Window | None = None
) -> NDArray[np.uint8]:
    """A picture of `size_px` = (width, height): uint8 (height, width) grey, or (height, width, 3) for colour frames and colour maps.

    `pixel` = (width, height) of a stored pixel in mm; `fallback` is the window of files that name none. What lies outside the image, and
    padding, is black. Colour passes through unwindowed. Overlays are white, edged in black where the picture is
    bright; a shutter covers them too. Raises `BadInput` for a view without sense or an unknown colour map.
    """
    place = back(view, frame.pixels.shape[:2], pixel, size_px)
    if not all(abs(part) < _FARTHEST for part in (place.xc, place.xr, place.x0, place.yc, place.yr, place.y0)):
        raise BadInput("render.view", "The picture's zoom and pan lead out of all bounds. Reset the view.")
    if frame.colour:
        shown = _colour(frame.pixels, place, size_px, invert=layer.invert)
    else:
        shown = coloured(_grey(frame, layer, place, size_px, fallback), layer.colour_map)
    if layer.overlays and frame.overlay is not None:
        draw_marks(shown, frame.overlay, place)
    level = frame.greys.shutter_value >> 8
    if layer.shutter and frame.greys.shutter:
        shown[shut(frame.greys.shutter, place, size_px, pixel[1] / pixel[0])] = level
    if layer.shutter and frame.covered is not None:
        shown[marked(frame.covered, place, size_px)] = level
    return shown


def _colour(pixels: Pixels, place: Back, size_px: tuple[int, int], *, invert: bool) -> NDArray[np.uint8]:
    k = int(place.step + _WHOLE)
    if k >= 2:
        small = np.empty((-(-pixels.shape[0] // k), -(-pixels.shape[1] // k), 3), np.uint8)
        colour.shrink_rgb(pixels, k, small)
        pixels, place = small, place.shrunk(k)
    flip = np.uint8(255 if invert else 0)
    pixels, place = _upright(pixels, place)
    width, height = size_px
    out = np.empty((height, width, 3), np.uint8)
    if place.xr or place.yc:
        colour.rgb_any(pixels, _floats(place), flip, 0, height, out)
    else:
        xs, ys = _axis(place.xc, place.x0, width, pixels.shape[1]), _axis(place.yr, place.y0, height, pixels.shape[0])
        colour.rgb_axis(pixels, *xs, *ys, flip, 0, height, out)
    return out


def _upright(pixels: Pixels, place: Back) -> tuple[Pixels, Back]:
    """An image turned by a quarter, as one that is not: rows and columns change places, which costs less than sampling at an angle."""
    if place.xc or place.yr or not (place.xr or place.yc):
        return pixels, place
    axes = (1, 0, 2) if pixels.ndim == 3 else (1, 0)
    turned = np.ascontiguousarray(pixels.transpose(axes))
    return turned, Back(place.yc, place.yr, place.y0, place.xc, place.xr, place.x0)


def _grey(frame: Frame, layer: Layer, place: Back, size_px: tuple[int, int], fallback: Window | None) -> NDArray[np.uint8]:
    greys = frame.greys
    voi = choose(frame, layer.window, fallback)
    straight = ramp(voi, greys) if isinstance(voi, Window) and greys.presentation is None else None
    flip = np.uint8(255 if greys.inverted != layer.invert else 0)
    pixels, padding, straight, greys = _narrow(frame, straight)
    k = int(place.step + _WHOLE)
    if k >= 2:
        small = np.empty((-(-pixels.shape[0] // k), -(-pixels.shape[1] // k)), np.float32)
        colour.shrink(pixels, k, *padding, small)
        pixels, place = small, place.shrunk(k)
    if straight is None:
        samples = _sampled(pixels, place, padding, size_px)
        return np.where(np.isnan(samples), np.uint8(0), levels(samples, voi, greys) ^ flip)
    out = np.empty((size_px[1], size_px[0]), np.uint8)
    _windowed(pixels, place, _Shades(np.float32(straight.lo), np.float32(straight.gain), flip, *padding), out)
    return out


def _windowed(pixels: Pixels, place: Back, shades: _Shades, out: NDArray[np.uint8]) -> None:
    """Sample and window by the cheapest kernel that gives the same picture."""
    height, width = out.shape
    pixels, place = _upright(pixels, place)
    if place.xr or place.yc:
        samples = _sampled(pixels, place, (shades.pad_lo, shades.pad_hi), (width, height))
        grey.window_values(samples, shades.lo, shades.gain, shades.flip, out)
        return
    x0, y0 = round(place.x0), round(place.y0)
    on_grid = max(abs(place.x0 - x0), abs(place.y0 - y0), abs(place.xc - 1) * width, abs(place.yr - 1) * height) < _WHOLE
    if on_grid and max(abs(x0), abs(y0)) < 1 << 31:
        grey.window_copy(pixels, y0, x0, *shades, 0, height, out)
        return
    xs = _axis(place.xc, place.x0, width, pixels.shape[1])
    ys = _axis(place.yr, place.y0, height, pixels.shape[0])
    grey.window_axis(pixels, *xs, *ys, *shades, 0, height, out)


def _sampled(pixels: Pixels, place: Back, padding: tuple[np.float32, np.float32], size_px: tuple[int, int]) -> NDArray[np.float32]:
    """Stored values at any angle, float32 (height, width), NaN where there is nothing."""
    samples = np.empty((size_px[1], size_px[0]), np.float32)
    (x0, x1), (y0, y1) = seen(place, pixels.shape, size_px)
    part = np.ascontiguousarray(pixels[y0:y1, x0:x1], np.float32)  # one type, one kernel: turning is rare, starting is not
    near = replace(place, x0=place.x0 - x0, y0=place.y0 - y0)
    grey.sample_any(part, _floats(near), spans(near, part.shape, size_px), *padding, 0, size_px[1], samples)
    return samples


def _axis(step: float, start: float, screen: int, image: int) -> tuple[NDArray[np.uint32], NDArray[np.float32], int, int]:
    """For each screen column (or row): the stored one before it and the fraction to the next; and the range that shows the image."""
    at = start + step * np.arange(screen)
    inside = np.flatnonzero((at >= -0.5) & (at < image - 0.5))
    first, last = (int(inside[0]), int(inside[-1]) + 1) if inside.size else (0, 0)
    at = np.clip(at, 0.0, image - 1.0)
    before = np.floor(at)
    return before.astype(np.uint32), (at - before).astype(np.float32), first, last


def _narrow(frame: Frame, straight: Ramp | None) -> tuple[Pixels, tuple[np.float32, np.float32], Ramp | None, Greys]:
    """Pixels in a type that the kernels take, with padding, window and greys to match.

    More than 16 bits do not fit float32 exactly: there, values are made relative to the window's lower end first.
    """
    pixels, greys = frame.pixels, frame.greys
    low, high = greys.padding or _NO_PADDING
    if pixels.dtype in (np.uint8, np.int16, np.uint16):
        return pixels, (np.float32(low), np.float32(high)), straight, greys
    if pixels.dtype == np.int8:
        return pixels.astype(np.int16), (np.float32(low), np.float32(high)), straight, greys
    origin = straight.lo if straight else 0.0
    wide = pixels.astype(np.float64)
    is_padding = (wide >= low) & (wide <= high) | ~np.isfinite(wide)
    near = np.clip(wide - origin, -1e37, 1e37).astype(np.float32)
    near[is_padding] = _WIDE_PADDING
    moved = Ramp(0.0, straight.gain) if straight else None
    return near, (np.float32(-3.4e38), np.float32(-2.9e38)), moved, greys


def _floats(place: Back) -> NDArray[np.float64]:
    return np.array((place.xc, place.xr, place.x0, place.yc, place.yr, place.y0))
