"""Bodies with known answers for the tests of reconstructions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diaphane.model.ids import SeriesUid
from diaphane.model.scene import Layer, Window
from diaphane.render.planes import Seen
from diaphane.render.volume import Slices, Volume, assemble

LAYER = Layer(SeriesUid("1.2.3"))


def volume(
    body: NDArray[np.generic], origin: tuple[float, float, float] = (0, 0, 0), spacing: tuple[float, float, float] = (1, 1, 1)
) -> Volume:
    """An axial volume of `body` (slices, rows, columns); `spacing` = between slices, rows and columns, slices towards the head."""
    places = tuple((origin[0], origin[1], origin[2] + k * spacing[0]) for k in range(len(body)))
    slices = Slices(places, (1, 0, 0, 0, 1, 0), spacing[1:])
    return assemble(slices, [(one, 1.0, 0.0) for one in body], "HU")


def seen(one: Volume, low: float = 0, high: float = 255, layer: Layer = LAYER) -> Seen:
    """The volume under a window from `low` to `high`."""
    return Seen(one, layer, Window((low + high) / 2, high - low, "LINEAR_EXACT"))


def marked() -> Volume:
    """A cube of 100 with a bright mark at the patient's left (+x), a darker one at the back (+y), the brightest at the head (+z)."""
    body = np.full((40, 40, 40), 100, np.int16)
    body[18:22, 18:22, 30:36] = 180
    body[18:22, 30:36, 18:22] = 30
    body[30:36, 18:22, 18:22] = 250
    return volume(body)
