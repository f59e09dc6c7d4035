"""Overlay planes (60xx): graphics over a picture (PS3.3 C.9.2), as one bitmap of the picture's size. Runs in a decoder's jail."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass
from struct import unpack_from
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaphane.dicom.header import Header
from diaphane.load import header as h

Bitmap = NDArray[np.bool_]
_LONGEST_TEXT = 12 << 20  # of a bitmap in an answer, which may have 16 MiB; real ones have a few KiB


@dataclass(frozen=True, slots=True)
class Plane:
    """One overlay group. `top`, `left`: the image pixel under its first one (0-based, may be negative).

    `data` are its packed bits; empty for an old file that keeps them in `bit` of the pixels. `frames` = how many of its own it has
    (None: one for all frames of the image), the first of them over frame `first` of the image.
    """

    rows: int
    columns: int
    top: int
    left: int
    frames: int | None
    first: int
    data: bytes
    bit: int


def planes(header: Header, *, little_endian: bool) -> tuple[Plane, ...]:
    """The usable overlay planes of a header."""
    return tuple(plane for group in h.OVERLAY_GROUPS if (plane := _plane(header, group, little_endian=little_endian)) is not None)


def _plane(header: Header, group: int, *, little_endian: bool) -> Plane | None:
    rows, columns = header.unsigned(group | h.OVERLAY_ROWS), header.unsigned(group | h.OVERLAY_COLUMNS)
    if not rows or not columns:
        return None
    origin = header.raw(group | h.OVERLAY_ORIGIN)
    top, left = unpack_from("<2h" if little_endian else ">2h", origin) if len(origin) >= 4 else (1, 1)
    frames = header.integer(group | h.OVERLAY_FRAMES)
    first = header.unsigned(group | h.OVERLAY_FRAME_ORIGIN) or 1
    data = header.raw(group | h.OVERLAY_DATA)
    if data and not little_endian:
        words = np.frombuffer(data[: len(data) // 2 * 2], ">u2")
        data = words.astype("<u2").tobytes()
    return Plane(rows, columns, top - 1, left - 1, frames, first - 1, data, header.unsigned(group | h.OVERLAY_BIT) or 0)


def bitmap(found: tuple[Plane, ...], shape: tuple[int, int], frame: int, raw: NDArray[Any] | None, beside: int) -> Bitmap | None:
    """All planes of frame `frame` as one bitmap of `shape` = (rows, columns); None when none has a mark there.

    `raw` are the samples with all their bits (None where they are compressed), `beside` the mask of bits that are no pixel value.
    """
    out = np.zeros(shape, np.bool_)
    for plane in found:
        if not plane.data:
            if raw is not None and raw.shape == shape and 1 << plane.bit & beside:
                out |= (raw >> plane.bit & 1).astype(np.bool_)
            continue
        own = 0 if plane.frames is None else frame - plane.first
        bits = _bits(plane, own)
        if bits is not None:
            _lay(bits, plane, out)
    return out if out.any() else None


def _bits(plane: Plane, own: int) -> Bitmap | None:
    """Frame `own` of a plane; None where it has none, or its bytes are cut off."""
    count = plane.rows * plane.columns
    start = own * count
    if not 0 <= own < (plane.frames or 1) or start + count > 8 * len(plane.data):
        return None
    run = np.frombuffer(plane.data, np.uint8)[start // 8 : (start + count + 7) // 8]
    bits = np.unpackbits(run, bitorder="little")[start % 8 : start % 8 + count]
    return bits.reshape(plane.rows, plane.columns).astype(np.bool_)


def _lay(bits: Bitmap, plane: Plane, out: Bitmap) -> None:
    """Mark what of a plane lies on the image."""
    top, left = max(plane.top, 0), max(plane.left, 0)
    bottom, right = min(plane.top + plane.rows, out.shape[0]), min(plane.left + plane.columns, out.shape[1])
    if top < bottom and left < right:
        out[top:bottom, left:right] |= bits[top - plane.top : bottom - plane.top, left - plane.left : right - plane.left]


def packed(marks: Bitmap) -> str | None:
    """A bitmap as text for an answer; None for one too large to send."""
    text = base64.b64encode(zlib.compress(np.packbits(marks).tobytes(), 1)).decode()
    return text if len(text) <= _LONGEST_TEXT else None


def unpacked(text: Any, shape: tuple[int, int]) -> Bitmap | None:  # noqa: ANN401 (JSON from the untrusted side)
    """The bitmap of a decoder's answer; None for what cannot be one."""
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        return None
    count = shape[0] * shape[1]
    need = (count + 7) // 8
    try:
        data = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), need)
    except (ValueError, zlib.error):
        return None
    if len(data) != need:
        return None
    marks = np.unpackbits(np.frombuffer(data, np.uint8))[:count].reshape(shape).astype(np.bool_)
    marks.flags.writeable = False
    return marks
