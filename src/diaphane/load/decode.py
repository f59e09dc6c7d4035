"""One frame's bytes to pixels: the order of the steps. Runs inside a decoder's jail."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.dicom.syntaxes import TransferSyntax
from diaphane.load.codecs import decoded
from diaphane.load.colour import rgb, through_lut, through_palette
from diaphane.load.fragments import joined
from diaphane.load.native import beside_bits, meant_bits, native
from diaphane.load.overlays import Bitmap, bitmap
from diaphane.load.pixels import PixelModule

Pixels = NDArray[Any]


def frame(data: memoryview, module: PixelModule, syntax: TransferSyntax, index: int, most_pixels: int) -> Pixels:
    """The pixels of one frame: stored values (rows, columns) with any modality LUT applied, or RGB (rows, columns, 3) uint8.

    `data` is the frame's extent (see `model.FrameIndex`), `index` its number in the instance. Raises `BadInput`.
    """
    form = module.format
    if form.rows * form.columns > most_pixels:
        raise BadInput("load.too_large", f"A picture of {form.columns} x {form.rows} pixels is larger than the limit of {most_pixels}.")
    if not 0 <= index < form.frames:
        raise BadInput("load.frame", "The object has fewer frames than were indexed.")
    if syntax.encapsulated:
        try:
            samples, is_rgb = decoded(joined(data), form, syntax)
        except (RuntimeError, ValueError, TypeError) as error:  # what imagecodecs raises for bytes it cannot decode
            raise BadInput("load.damaged", "The picture's compressed bytes are damaged.") from error
        if syntax.codec in {"uncompressed", "rle"}:
            samples = meant_bits(samples, form)
    else:
        samples, is_rgb = meant_bits(native(data, form, index), form), False
    if form.samples == 3:
        return rgb(samples, form, already=is_rgb)
    if module.palette is not None:
        return through_palette(samples, module.palette)
    if module.modality is not None:
        return through_lut(samples, module.modality)
    return np.asarray(samples)


def overlay(data: memoryview, module: PixelModule, syntax: TransferSyntax, index: int) -> Bitmap | None:
    """The marks of all overlay planes over a frame, those kept beside the values of uncompressed pixels too; None without any."""
    form = module.format
    if not module.overlays:
        return None
    raw = None
    if form.samples == 1 and form.kind != "f" and form.allocated > 1 and any(not plane.data for plane in module.overlays):
        raw = decoded(joined(data), form, syntax)[0] if syntax.codec in {"uncompressed", "rle"} else None
        raw = native(data, form, index) if not syntax.encapsulated else raw
    return bitmap(module.overlays, (form.rows, form.columns), index, raw, beside_bits(form))
