"""Numbers instead of pictures: the value under a pixel, what a frame's values span."""

from __future__ import annotations

import math

from diaphane.base.errors import NotHere
from diaphane.model.frame import Frame
from diaphane.model.probe import Probe, ValueSpan
from diaphane.render.window import percentiles


def probe(frame: Frame, column: int, row: int) -> Probe:
    """The pixel in `column` and `row` (from 0). Raises `NotHere` outside of the picture."""
    rows, columns = frame.pixels.shape[:2]
    if not (0 <= column < columns and 0 <= row < rows):
        raise NotHere("render.pixel", "This pixel lies outside of the picture.")
    if frame.colour:
        red, green, blue = (int(sample) for sample in frame.pixels[row, column])
        return Probe((red, green, blue), None, "")
    stored = frame.pixels[row, column].item()
    low, high = frame.greys.padding or (1.0, 0.0)
    if low <= stored <= high or not math.isfinite(stored):
        return Probe(stored if math.isfinite(stored) else 0.0, None, frame.greys.unit)
    return Probe(stored, stored * frame.greys.slope + frame.greys.intercept, frame.greys.unit)


def span(frame: Frame) -> ValueSpan:
    """Extremes and the 1st and 99th percentile of a frame's output values; zeros for a frame of padding, 0..255 for colour."""
    if frame.colour:
        return ValueSpan(0.0, 255.0, 0.0, 255.0, "")
    ends = percentiles(frame, (0.0, 1.0, 99.0, 100.0)) * frame.greys.slope + frame.greys.intercept
    if frame.greys.slope < 0:
        ends = ends[::-1]
    return ValueSpan(float(ends[0]), float(ends[3]), float(ends[1]), float(ends[2]), frame.greys.unit)
