"""The histogram of a volume counts what is there, in output units."""

from __future__ import annotations

import numpy as np

from diaphane.render.histogram import BINS, histogram
from diaphane.render.volume import Slices, assemble


def test_a_volume_of_two_materials_has_two_peaks() -> None:
    pixels = np.zeros((64, 64), np.int16)
    pixels[:, 32:] = 1000
    positions = tuple((0.0, 0.0, float(z)) for z in range(16))
    slices = Slices(positions, (1, 0, 0, 0, 1, 0), (1.0, 1.0))
    volume = assemble(slices, [(pixels, 1.0, -1024.0)] * 16, "HU")

    found = histogram(volume)

    assert (found.first, found.last, found.unit) == (-1024, -24, "HU")
    assert len(found.counts) == BINS
    peaks = np.flatnonzero(found.counts)
    assert list(peaks) == [0, BINS - 1]
    assert found.low == -1024
    assert found.high == -24
