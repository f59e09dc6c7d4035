"""Curved MPR: a drawn path pulled straight, and pictures of planes with cubic samples, both row by row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.model.scene import CurvedView, PlaneView
from diaphane.render.camera import parallel
from diaphane.render.colour_maps import coloured
from diaphane.render.course import course
from diaphane.render.kernels.ribbon import ribbon_values
from diaphane.render.planes import Seen, fusion_table, grey_levels, slab_mode, slab_steps
from diaphane.render.volume import Share, Volume, alone

_LEVELS = 255.0
_FARTHEST_MM = 1e5


class Ribbon(NamedTuple):
    """Where each row of a picture runs in voxel indices, float32 (rows, 3) each, and samples of depth."""

    start: NDArray[np.float32]
    across: NDArray[np.float32]
    deep: NDArray[np.float32]
    steps: int


def straightened(volume: Volume, view: CurvedView, size_px: tuple[int, int]) -> Ribbon:
    """The rows of a straightened path: down is along it, right across it, `turn_deg` turns the cut around it. Rows beyond the ends are NaN.

    A step down is as long along the path as a step right is across it. Raises `BadInput` for paths and numbers without sense.
    """
    numbers = (view.height_mm, view.along_mm, view.across_mm, view.turn_deg)
    if not all(math.isfinite(one) and abs(one) <= _FARTHEST_MM for one in numbers) or view.height_mm < 0.01:
        raise BadInput("render.view", "The picture's centre or size leads out of all bounds. Reset the view.")
    path = course(view.path_mm)
    width, height = size_px
    mm = view.height_mm / height
    along = np.asarray(view.along_mm + (np.arange(height) - (height - 1) / 2) * mm, np.float64)
    place, ahead, aside = path.at(along)
    turn = math.radians(view.turn_deg)
    right = math.cos(turn) * aside + math.sin(turn) * np.cross(ahead, aside)
    # Away from the viewer, so that right, down (ahead) and away are right-handed as in every other picture.
    away = np.cross(right, ahead)
    steps, depth_mm = slab_steps(volume, view.slab_mm)
    first = place + right * (view.across_mm - mm * (width - 1) / 2) - away * depth_mm * (steps - 1) / 2
    start = (first - volume.origin_mm) @ volume.to_index
    start[(along < 0) | (along > path.length_mm)] = np.nan
    return Ribbon(_single(start), _single(right * mm @ volume.to_index), _single(away * depth_mm @ volume.to_index), steps)


def _single(numbers: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    return np.ascontiguousarray(numbers, np.float32)


def flat(volume: Volume, view: PlaneView, size_px: tuple[int, int]) -> Ribbon:
    """The rows of a plane or slab."""
    steps, depth_mm = slab_steps(volume, view.slab_mm)
    g = parallel(volume, view, size_px, depth_mm, steps)
    rows = np.arange(size_px[1], dtype=np.float32)[:, None]
    every = np.ones_like(rows)
    return Ribbon(g[:3] + rows * g[6:9], every * g[3:6], every * g[9:12], steps)


def ribbon_picture(seen: Sequence[Seen], view: CurvedView | PlaneView, size_px: tuple[int, int], share: Share = alone) -> NDArray[np.uint8]:
    """A straightened path, or a plane with cubic samples; shapes and fusion as `planes.plane_picture`. Raises as it does."""
    cubic = isinstance(view, PlaneView)
    shown = [values(one.volume, view, size_px, share, cubic=cubic) for one in seen]
    levels = [grey_levels(one, found) for one, found in zip(seen, shown, strict=True)]
    if len(seen) == 1:
        return coloured(levels[0], seen[0].layer.colour_map)
    if len(seen) != 2:
        raise BadInput("render.layers", "A picture has one layer, or two to be fused.")
    colours, opaque = fusion_table(seen[1])
    top = levels[1] ^ np.uint8(_LEVELS if seen[1].layer.invert else 0)  # the table already turns the palette round
    there = ~np.isnan(shown[1])[..., None]
    mixed = levels[0][..., None] * np.where(there, (1 - opaque[top])[..., None], 1) + np.where(there, colours[top], 0)
    rgb: NDArray[np.uint8] = np.minimum(mixed + 0.5, _LEVELS).astype(np.uint8)
    return rgb


def values(
    volume: Volume, view: CurvedView | PlaneView, size_px: tuple[int, int], share: Share = alone, *, cubic: bool
) -> NDArray[np.float32]:  # fmt: skip
    """Stored values (height, width), NaN outside of the volume and beyond the path's ends."""
    ribbon = straightened(volume, view, size_px) if isinstance(view, CurvedView) else flat(volume, view, size_px)
    out = np.empty(size_px[::-1], np.float32)
    mode = slab_mode(view.slab_mode, volume)
    start, across, deep, steps = ribbon
    share(lambda r0, r1: ribbon_values(volume.voxels, start, across, deep, volume.far, steps, mode, cubic, r0, r1, out), size_px[1])
    return out
