"""Colour to RGB of 8 bits a sample: YBR of both ranges, palettes, deeper colour (PS3.3 C.7.6.3.1.2)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaphane.load.pixels import Lut, PixelFormat

Samples = NDArray[Any]
Rgb = NDArray[np.uint8]


def rgb(samples: Samples, form: PixelFormat, *, already: bool) -> Rgb:
    """(rows, columns, 3) samples of any colour space that `pixels` lets through as 8-bit RGB."""
    if samples.dtype != np.uint8:
        samples = _eight_bits(samples, min(form.stored, samples.dtype.itemsize * 8))
    if already or not form.photometric.startswith("YBR"):
        return samples
    return _from_ybr(samples, partial="PARTIAL" in form.photometric)


def _eight_bits(samples: Samples, bits: int) -> Rgb:
    top = (1 << bits) - 1
    out: Rgb = ((samples.astype(np.uint32) * 255 + top // 2) // top).clip(0, 255).astype(np.uint8)
    return out


def _from_ybr(samples: Samples, *, partial: bool) -> Rgb:
    """The standard's equations solved for R, G, B. Partial range: black at Y = 16, white at 235."""
    y, cb, cr = (samples[..., n].astype(np.float32) for n in range(3))
    cb -= 128
    cr -= 128
    if partial:
        y = (y - 16) * (255 / 219)
        cb *= 255 / 224
        cr *= 255 / 224
    out = np.empty(samples.shape, np.float32)
    out[..., 0] = y + 1.402 * cr
    out[..., 1] = y - (0.114 * 1.772 / 0.587) * cb - (0.299 * 1.402 / 0.587) * cr
    out[..., 2] = y + 1.772 * cb
    rounded: Rgb = np.floor(np.clip(out, 0, 255) + 0.5).astype(np.uint8)
    return rounded


def through_palette(samples: Samples, palette: tuple[Lut, Lut, Lut]) -> Rgb:
    """Palette indices to RGB; indices before or after the table take its first or last entry (PS3.3 C.7.6.3.1.5)."""
    out = np.empty((*samples.shape, 3), np.uint8)
    for channel, lut in enumerate(palette):
        table = _eight_bits(lut.table, lut.bits) if lut.bits > 8 else lut.table.astype(np.uint8)
        index = np.clip(samples.astype(np.int32) - lut.first, 0, table.size - 1)
        out[..., channel] = table[index]
    return out


def through_lut(samples: Samples, lut: Lut) -> NDArray[np.uint16]:
    """Stored values through a modality LUT; values outside take its first or last entry (PS3.3 C.11.1.1)."""
    index = np.clip(samples.astype(np.int64) - lut.first, 0, lut.table.size - 1)
    return lut.table[index]
