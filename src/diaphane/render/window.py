"""From stored values to grey levels: which VOI transformation applies, and its arithmetic (PS3.3 C.11.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diaphane.model.frame import Frame, Greys, Pixels, VoiLut
from diaphane.model.scene import Window

_NARROWEST = 1e-9  # a linear window of width 1 is a step (C.11.2.1.2.1): any slope this steep is one
_AUTOMATIC_PERCENT = (1.0, 99.0)


@dataclass(frozen=True, slots=True)
class Ramp:
    """A straight window in *stored* values: level = clamp((stored - lo) * gain, 0, 255)."""

    lo: float
    gain: float


Voi = Window | VoiLut


def choose(frame: Frame, asked: Window | None, fallback: Window | None = None) -> Voi:
    """The VOI transformation of a picture: the asked one, else the file's first LUT, its first window, `fallback`, the automatic one.

    A file's LUT comes before its windows because a file that has one (mammography, radiography) was made to be seen through it.
    """
    if asked is not None:
        return asked
    if frame.greys.luts:
        return frame.greys.luts[0]
    if frame.greys.windows:
        return frame.greys.windows[0]
    return fallback or automatic(frame)


def automatic(frame: Frame) -> Window:
    """A window for a frame whose file names none: the full range of 8 bits or less, else the 1-99 percentile without padding.

    In output units, LINEAR_EXACT, so that its ends are black and white themselves.
    """
    greys = frame.greys
    if greys.stored_bits <= 8 and frame.pixels.dtype.kind in "iu":
        low = -(1 << greys.stored_bits - 1) if greys.signed else 0
        ends = np.array([low, low + (1 << greys.stored_bits) - 1], np.float64)
    else:
        ends = percentiles(frame, _AUTOMATIC_PERCENT)
    first, last = np.sort(ends * greys.slope + greys.intercept)
    return Window(float(first + last) / 2, max(float(last - first), 1e-6 if frame.pixels.dtype.kind == "f" else 1.0), "LINEAR_EXACT")


def percentiles(frame: Frame, percents: tuple[float, ...]) -> NDArray[np.float64]:
    """Percentiles of the *stored* values that are no padding and finite; zeros where there are none."""
    values = real_values(frame)
    if values.size == 0:
        return np.zeros(len(percents))
    rank = np.sort(values)
    return np.array([rank[round((rank.size - 1) * percent / 100.0)] for percent in percents], np.float64)


def real_values(frame: Frame) -> Pixels:
    """Stored values without padding and without what is no number, as one row."""
    values = frame.pixels.reshape(-1)
    if frame.pixels.dtype.kind == "f":
        values = values[np.isfinite(values)]
    if frame.greys.padding is not None:
        low, high = frame.greys.padding
        values = values[(values < low) | (values > high)]
    return values


def ramp(window: Window, greys: Greys) -> Ramp | None:
    """A LINEAR or LINEAR_EXACT window (C.11.2.1.2.1, C.11.2.1.3.2) brought to stored values; None for a curved function."""
    if window.function == "SIGMOID":
        return None
    if window.function == "LINEAR":
        width, lo = window.width - 1.0, window.center - 0.5 - (window.width - 1.0) / 2.0
    else:
        width, lo = window.width, window.center - window.width / 2.0
    slope = greys.slope or 1.0  # a slope of 0 would show nothing; PS3.3 C.11.1.1.2 forbids it
    return Ramp((lo - greys.intercept) / slope, 255.0 / max(width, _NARROWEST) * slope)


def _p_values(level: NDArray[np.float64], lut: VoiLut) -> NDArray[np.float64]:
    """What the VOI transformation gives (0 to 255, not rounded yet) through a Presentation LUT, as 0 to 255 again."""
    place = np.floor(np.clip(level, 0.0, 255.0) * ((lut.table.size - 1) / 255.0) + 0.5).astype(np.int64)
    found: NDArray[np.float64] = lut.table[place].astype(np.float64) * (255.0 / ((1 << lut.bits) - 1))
    return found


def levels(stored: NDArray[np.float32], voi: Voi, greys: Greys) -> NDArray[np.uint8]:
    """Grey levels of stored values (NaN = black) through a VOI transformation of any kind, before inversion."""
    output = stored.astype(np.float64) * greys.slope + greys.intercept
    nothing = np.isnan(output)
    if isinstance(voi, VoiLut):
        place = np.clip(np.floor(np.where(nothing, 0.0, output) + 0.5) - voi.first, 0, voi.table.size - 1).astype(np.int64)
        level = voi.table[place].astype(np.float64) * (255.0 / max((1 << voi.bits) - 1, 1))
    elif voi.function == "SIGMOID":
        exponent = -4.0 * (np.where(nothing, 0.0, output) - voi.center) / voi.width
        level = 255.0 / (1.0 + np.exp(np.minimum(exponent, 700.0)))
    else:
        straight = ramp(voi, Greys())
        assert straight is not None  # noqa: S101 (all but SIGMOID are straight)
        level = (np.where(nothing, straight.lo, output) - straight.lo) * straight.gain
    if greys.presentation is not None:
        level = _p_values(level, greys.presentation)
    rounded: NDArray[np.uint8] = np.floor(np.clip(level, 0.0, 255.0) + 0.5).astype(np.uint8)
    return rounded
