"""One decoded frame: stored values as an array, and what turns them into grey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diaphane.model.instance import Shape
from diaphane.model.scene import Window

Pixels = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class VoiLut:
    """A VOI LUT (PS3.3 C.11.2.1.1): output units in, `table[i]` for the value `first + i`, 0 .. 2^bits - 1 out.

    `table` is uint16, shape (entries,). Values before the first or after the last entry take that entry.
    """

    name: str
    first: int
    bits: int
    table: NDArray[np.uint16]


@dataclass(frozen=True, slots=True, eq=False)
class Greys:
    """How the stored values of a frame become output values and how the file wants them shown.

    Output value = stored * slope + intercept, in `unit` ("HU", "SUVbw", ...; "" = no unit). `windows` and `luts` are the file's own, first
    ones preferred; windows are in output units. `padding` = inclusive range of *stored* values that are no image (PS3.3 C.7.5.1.1.2).
    `inverted`: the smallest value is white (MONOCHROME1, or Presentation LUT Shape INVERSE). `presentation` is a
    Presentation LUT (C.11.6): its entries lie over the whole range of what the VOI transformation gives.
    `stored_bits` of the stored values.
    `refused` says in a sentence why the unit that people expect (SUV) cannot be given. `shutter` are the open shapes of a display
    shutter, `shutter_value` the P-value (0 black, 65535 white) of what it covers.
    """

    slope: float = 1.0
    intercept: float = 0.0
    unit: str = ""
    windows: tuple[Window, ...] = ()
    luts: tuple[VoiLut, ...] = ()
    padding: tuple[float, float] | None = None
    inverted: bool = False
    presentation: VoiLut | None = None
    stored_bits: int = 16
    signed: bool = False
    refused: str = ""
    shutter: tuple[Shape, ...] = ()
    shutter_value: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Decoded pixels of one frame, read-only, row 0 on top as stored.

    `pixels`: (rows, columns) of int8, uint8, int16, uint16, int32, uint32, float32 or float64 stored values (a modality LUT is already
    applied), or (rows, columns, 3) uint8 RGB (palette and YBR are already RGB); colour has no greys to map.
    `overlay`: bool (rows, columns), where the file's overlay planes have marks; None without any. `covered`: the same of a bitmap shutter.
    `series`: the content (see `SeriesTicket`) of the series whose bytes were decoded, so that a picture can say what it really shows.
    """

    pixels: Pixels
    greys: Greys
    overlay: NDArray[np.bool_] | None = None
    covered: NDArray[np.bool_] | None = None
    series: str = ""

    @property
    def colour(self) -> bool:
        """True for RGB pixels."""
        return self.pixels.ndim == 3

    @property
    def nbytes(self) -> int:
        """Bytes of pixel memory."""
        return int(self.pixels.nbytes)
