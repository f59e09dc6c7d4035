"""Which codec a quality means."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from diaphane.encode.jpeg import jpeg
from diaphane.encode.png import png
from diaphane.model.scene import Quality

# Libjpeg's scale. 90 shows no ringing at a CT's edges; 75 halves the bytes while things move; "small" is drawn at half size besides.
JPEG_QUALITY: dict[Quality, int] = {"high": 90, "draft": 75, "small": 70}


def encode(pixels: NDArray[np.uint8], quality: Quality) -> tuple[Literal["jpeg", "png"], bytes]:
    """(codec, bytes) of an 8-bit grey (height, width) or RGB (height, width, 3) picture. "lossless" is exact to the last grey level."""
    if quality == "lossless":
        return "png", png(pixels)
    return "jpeg", jpeg(pixels, JPEG_QUALITY[quality])


def drawn_size(size_px: tuple[int, int], quality: Quality) -> tuple[int, int]:
    """The (width, height) to draw for a viewport of `size_px`: half of it for "small", which the browser scales up again."""
    if quality != "small":
        return size_px
    return max(16, size_px[0] // 2), max(16, size_px[1] // 2)
