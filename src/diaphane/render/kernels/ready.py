"""Which kernels are compiled when: those of 2D pictures before a worker answers, those of volumes right after."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Final

from diaphane.render.kernels import carve, cells, colour, grey, projection, raycast, ribbon, slab
from diaphane.render.kernels.kernel import Kernel

STACK: Final[tuple[Kernel, ...]] = (
    grey.window_axis,
    grey.window_copy,
    colour.shrink,
    colour.rgb_axis,
    colour.shrink_rgb,
    grey.sample_any,
    grey.window_values,
    colour.rgb_any,
)
"""What draws stored frames, the most wanted first."""

VOLUME: Final[tuple[Kernel, ...]] = (
    slab.slab_grey,
    cells.extremes,
    projection.extreme,
    cells.halve,
    cells.occupied,
    raycast.raycast,
    slab.slab_fused,
    slab.slab_values,
    carve.carve,
    ribbon.ribbon_values,
)
"""What reconstructs volumes."""


def compile_all(kernels: Iterable[Kernel], wanted: Callable[[], bool] = lambda: True) -> float:
    """Load the kernels from their cache, or compile them into it, until `wanted` says no; the seconds it took."""
    began = time.monotonic()
    for one in kernels:
        if wanted():
            one.compile()
    return time.monotonic() - began
