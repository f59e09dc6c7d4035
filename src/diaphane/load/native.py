"""Uncompressed frames to arrays of samples (PS3.5 section 8)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.load.pixels import PixelFormat

Samples = NDArray[Any]


def native(data: memoryview | bytes, form: PixelFormat, frame: int = 0) -> Samples:
    """One frame as (rows, columns) or (rows, columns, 3) samples in native byte order; a view of `data` where no work is needed.

    `data` begins at the frame, in big endian at the word in which frame number `frame` begins; for 1-bit frames that do not start on a
    byte it holds all frames and `frame` picks one (PS3.5 8.1.1).
    Raises `BadInput` when bytes are missing.
    """
    if form.allocated == 1:
        return _bits(data, form, frame)
    need = -(-form.frame_bits // 8)
    lead = 0 if form.little_endian else need * frame % 2
    if len(data) < need + lead:
        raise BadInput("load.truncated", f"The picture has {len(data)} of {need} bytes: it was cut off. Send it again from its source.")
    kind = form.kind if form.samples == 1 else "u"
    dtype = np.dtype(f"{'<' if form.little_endian else '>'}{kind}{form.allocated // 8}")
    in_words = form.in_words
    flat = _of_words(data, need + lead)[lead:].view(dtype) if in_words else np.frombuffer(data, dtype, need // dtype.itemsize, lead)
    if not form.little_endian:
        flat = flat.astype(dtype.newbyteorder("="))
    if form.photometric.endswith("_422"):
        return _full_chroma(flat, form)
    if form.samples == 1:
        return flat.reshape(form.rows, form.columns)
    if form.planar:
        return flat.reshape(3, form.rows, form.columns).transpose(1, 2, 0)
    return flat.reshape(form.rows, form.columns, 3)


def _of_words(data: memoryview | bytes, need: int) -> NDArray[np.uint8]:
    """Bytes out of big endian words, of a frame that begins with one. The last byte of an odd frame may have lost its partner."""
    there = np.frombuffer(data, np.uint8, min(len(data), need + need % 2) // 2 * 2)
    found = np.zeros(need + need % 2, np.uint8)
    found[: there.size] = there.reshape(-1, 2)[:, ::-1].reshape(-1)
    return found[:need]


def _bits(data: memoryview | bytes, form: PixelFormat, frame: int) -> Samples:
    """1-bit pixels: the first pixel is the least significant bit (PS3.5 8.1.1, Annex D)."""
    pixels = form.rows * form.columns
    all_bytes = -(-pixels * form.frames // 8)
    first = pixels * frame if len(data) >= all_bytes and form.frames > 1 else 0
    if (first + pixels + 7) // 8 > len(data):
        raise BadInput("load.truncated", "The picture's bytes are cut off. Send it again from its source.")
    run = np.frombuffer(data, np.uint8)[first // 8 : (first + pixels + 7) // 8]
    return np.unpackbits(run, bitorder="little")[first % 8 : first % 8 + pixels].reshape(form.rows, form.columns)


def _full_chroma(flat: Samples, form: PixelFormat) -> Samples:
    """YBR_FULL_422: Y1 Y2 CB CR for two pixels (PS3.3 C.7.6.3.1.2) to Y CB CR for each."""
    quads = flat.reshape(-1, 4)
    out = np.empty((quads.shape[0], 2, 3), flat.dtype)
    out[:, :, 0] = quads[:, :2]
    out[:, :, 1:] = quads[:, np.newaxis, 2:]
    return out.reshape(form.rows, form.columns, 3)


def beside_bits(form: PixelFormat) -> int:
    """The bits of a sample that are not part of its value, as a mask."""
    return ((1 << form.allocated) - 1) & ~(((1 << form.stored) - 1) << form.high_bit + 1 - form.stored)


def meant_bits(samples: Samples, form: PixelFormat) -> Samples:
    """Samples without what lies beside the stored bits (old files keep overlays there), sign extended (PS3.5 8.1.1)."""
    below, above = form.high_bit + 1 - form.stored, form.allocated - 1 - form.high_bit
    if samples.dtype.kind == "f" or form.allocated == 1 or (below == 0 and above == 0):
        return samples
    if form.kind == "i":
        meant: Samples = (samples << above) >> (above + below)
    else:
        meant = (samples >> below) & samples.dtype.type((1 << form.stored) - 1)
    return meant
