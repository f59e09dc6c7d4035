"""Lossless PNG (ISO/IEC 15948), written for speed: Sub filter in numpy, deflate by ISA-L (8-10 times the speed of zlib's)."""

from __future__ import annotations

from struct import Struct

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LENGTH = Struct(">I")
_IHDR = Struct(">IIBBBBB")
_COLOUR_TYPE = {1: 0, 3: 2}  # samples per pixel -> greyscale, truecolour
_SUB = 1
_LEVEL = 1  # bench/picture, 512x512 head CT: 0.30 ms; level 3 takes 0.87 ms and 9 % more bytes, level 0 saves 0.02 ms for 23 % more


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Encode (height, width) grey or (height, width, 3) RGB of 8 bits a sample, exactly. Raises `ValueError` for other shapes."""
    samples = 1 if pixels.ndim == 2 else pixels.shape[-1]
    if pixels.ndim not in {2, 3} or samples not in _COLOUR_TYPE or pixels.dtype != np.uint8 or pixels.size == 0:
        msg = f"PNG of shape {pixels.shape} {pixels.dtype} is not supported"
        raise ValueError(msg)
    height, width = pixels.shape[:2]
    rows = np.ascontiguousarray(pixels).reshape(height, width * samples)
    filtered = np.empty((height, 1 + width * samples), np.uint8)
    filtered[:, 0] = _SUB
    filtered[:, 1 : 1 + samples] = rows[:, :samples]
    np.subtract(rows[:, samples:], rows[:, :-samples], out=filtered[:, 1 + samples :])
    header = _IHDR.pack(width, height, 8, _COLOUR_TYPE[samples], 0, 0, 0)
    body = isal_zlib.compress(filtered, _LEVEL)
    return b"".join((SIGNATURE, *_chunk(b"IHDR", header), *_chunk(b"IDAT", body), *_chunk(b"IEND", b"")))


def _chunk(name: bytes, data: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    check = isal_zlib.crc32(data, isal_zlib.crc32(name))
    return _LENGTH.pack(len(data)), name, data, _LENGTH.pack(check)
