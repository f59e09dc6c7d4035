"""JPEG drafts by libjpeg-turbo (through imagecodecs, which releases the GIL)."""

from __future__ import annotations

import numpy as np
from imagecodecs import jpeg8_encode
from numpy.typing import NDArray


def jpeg(pixels: NDArray[np.uint8], quality: int) -> bytes:
    """Encode (height, width) grey or (height, width, 3) RGB of 8 bits a sample as baseline JPEG of `quality` 1..100.

    Colour keeps full chroma resolution (4:4:4): overlaid colour maps and Doppler boxes have hard coloured edges.
    """
    if pixels.ndim == 2:
        return bytes(jpeg8_encode(pixels, level=quality))
    return bytes(jpeg8_encode(pixels, level=quality, subsampling="444"))
