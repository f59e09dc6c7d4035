"""Take things out of a volume: the table, the bones, what lies behind a drawn outline. The rest of rendering never notices."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from diaphane.base.errors import BadInput
from diaphane.model.scene import Cut, Outline, Removal
from diaphane.render.camera import axes
from diaphane.render.kernels.carve import carve
from diaphane.render.volume import Share, Volume, alone, copied

BODY_HU: Final = -300.0
"""Skin, fat and everything denser; lungs and air are not, but what the body encloses belongs to it."""
BONE_HU, CORTEX_HU, REACH_MM = 160.0, 450.0, 6.0
"""Bone is what is denser than `BONE_HU` within `REACH_MM` of something denser than `CORTEX_HU`: contrast in vessels is not that dense."""
_THICK: Final = 2.0
"""Slices at more than so many times the distance of the pixels are thick."""
_WIDEST_MARROW_MM: Final = 40.0
"""What bone encloses is marrow or a sinus if it is no wider than this anywhere; what a skull encloses is not."""
_SMALLEST_BONE_MM3: Final = 300.0  # less is a calcified plaque, a clip or noise
_RASTER_PX: Final = 1024
_FARTHEST_MM: Final = 1e5


def cut(volume: Volume, cuts: Sequence[Cut], share: Share = alone) -> Volume:
    """A copy of the volume without what the cuts take out: those voxels get the volume's lowest output value.

    Raises `BadInput` for outlines without sense, and for removals from what is no CT.
    """
    voxels = copied(volume.voxels)
    low, high = (int(part) for part in (volume.voxels.min(), volume.voxels.max()))
    nothing = low if volume.slope > 0 else high
    for one in cuts:
        if isinstance(one, Outline):
            matrix, raster = _behind(volume, one)
            beyond = one.remove == "outside"
            share(partial(carve, voxels, volume.columns, matrix, raster, beyond, nothing), volume.size[0])
        else:
            _remove(voxels[:-1, :, : volume.columns], removed(volume, one), nothing)
    return dataclasses.replace(volume, voxels=voxels)


def removed(volume: Volume, removal: Removal) -> NDArray[np.bool_]:
    """What a removal takes out, as a mask with half as many rows and columns; half as many slices too, but for bones in thick ones."""
    if volume.unit != "HU":
        raise BadInput("render.cut", "Tables and bones can be found in CT only: cut with the scalpel instead.")
    half = volume.half
    if removal.kind == "table":
        return _not_body(_values(half))
    if volume.spacing_mm[0] <= _THICK * volume.spacing_mm[1:].max():
        return _bone(_values(half), half.spacing_mm)
    return _bone(_slice_by_slice(volume), volume.spacing_mm * (1, 2, 2))


def _values(volume: Volume) -> NDArray[np.float32]:
    return volume.voxels[:-1, :, : volume.columns] * np.float32(volume.slope) + np.float32(volume.intercept)


def _slice_by_slice(volume: Volume) -> NDArray[np.float32]:
    """Values at half as many rows and columns: thin bone in a thick slice would be lost in the mean of two."""
    slices, rows, columns = volume.size
    out = np.empty((slices, (rows + 1) // 2, (columns + 1) // 2), np.float32)
    for z in range(slices):
        even = np.pad(volume.voxels[z, :, :columns], ((0, rows % 2), (0, columns % 2)), mode="edge")
        out[z] = even.reshape(out.shape[1], 2, out.shape[2], 2).mean(axis=(1, 3), dtype=np.float32)
    return out * np.float32(volume.slope) + np.float32(volume.intercept)


def _not_body(values: NDArray[np.float32]) -> NDArray[np.bool_]:
    """All but the largest dense piece, once thin bridges are gone, and what each slice of it encloses."""
    dense = values > BODY_HU
    pieces, count = ndimage.label(ndimage.binary_erosion(dense, iterations=2, border_value=1))
    if count == 0:
        raise BadInput("render.cut", "There is no body to be seen in this series: the table cannot be told from it.")
    largest = pieces == int(np.bincount(pieces.ravel())[1:].argmax()) + 1
    body = ndimage.binary_dilation(ndimage.binary_dilation(largest, iterations=4, mask=dense))
    for z in range(len(body)):
        body[z] = ndimage.binary_fill_holes(body[z])
    return np.asarray(~body, np.bool_)


def _bone(values: NDArray[np.float32], spacing_mm: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Cortex of some size, spongy bone around it, and the marrow that each slice of it encloses."""
    pieces, count = ndimage.label(values > CORTEX_HU)
    sizes = np.bincount(pieces.ravel(), minlength=count + 1) * float(np.prod(spacing_mm))
    kept = sizes >= _SMALLEST_BONE_MM3
    kept[0] = False
    cortex = kept[pieces]
    if not cortex.any():
        raise BadInput("render.cut", "There is no bone to be seen in this series.")
    bone = ndimage.binary_propagation(cortex, mask=values > BONE_HU) & _near(cortex, spacing_mm)
    bone = ndimage.binary_closing(bone, iterations=2) | bone
    bone |= _marrow(bone, spacing_mm)
    return np.asarray(ndimage.binary_dilation(bone), np.bool_)


def _marrow(bone: NDArray[np.bool_], spacing_mm: NDArray[np.float64]) -> NDArray[np.bool_]:
    """What each slice of the bone encloses, but not what is as wide as the inside of a skull."""
    holes = np.zeros_like(bone)
    wide = np.zeros_like(bone)
    for z in range(len(bone)):
        holes[z] = ndimage.binary_fill_holes(bone[z]) & ~bone[z]
        if holes[z].any():
            wide[z] = ndimage.distance_transform_edt(holes[z], sampling=spacing_mm[1:]) > _WIDEST_MARROW_MM / 2
    pieces, count = ndimage.label(holes)
    narrow = np.ones(count + 1, np.bool_)
    narrow[np.unique(pieces[wide])] = False
    return np.asarray(holes & narrow[pieces], np.bool_)


def _near(mask: NDArray[np.bool_], spacing_mm: NDArray[np.float64]) -> NDArray[np.bool_]:
    """What lies within about `REACH_MM` of a mask: thick slices take fewer steps through them than within them."""
    steps = max(1, round(REACH_MM / float(spacing_mm.max())))
    near = ndimage.binary_dilation(mask, iterations=steps)
    if (more := round(REACH_MM / float(spacing_mm[1:].max())) - steps) > 0:
        for z in range(len(near)):
            near[z] = ndimage.binary_dilation(near[z], iterations=more)
    return np.asarray(near, np.bool_)


def _remove(voxels: NDArray[np.int16], mask: NDArray[np.bool_], nothing: int) -> None:
    """Empty the voxels of a mask of half the size (see `removed`)."""
    slices, rows, columns = voxels.shape
    thick = len(mask) == slices > 1
    for z in range(slices):
        voxels[z][mask[z if thick else z // 2].repeat(2, axis=0)[:rows].repeat(2, axis=1)[:, :columns]] = nothing


def _behind(volume: Volume, outline: Outline) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """(m, raster) as the kernel wants them: voxel index to raster place, and the raster of what is to go."""
    numbers = np.array([*outline.centre_mm, outline.eye_mm, *(part for point in outline.points_mm for part in point)], np.float64)
    if len(outline.points_mm) < 3 or not np.isfinite(numbers).all() or np.abs(numbers).max() > _FARTHEST_MM or outline.eye_mm < 0:
        raise BadInput("render.cut", "The scalpel's outline is no area. Draw it again.")
    right, down, away = axes(outline.right, outline.down)
    points = np.asarray(outline.points_mm, np.float64)
    low = points.min(axis=0)
    mm = max(float((points.max(axis=0) - low).max()), 0.1) / (_RASTER_PX - 3)
    raster = _filled((points - low) / mm + 1)
    if outline.remove == "outside":
        raster = 1 - raster
    rows = []
    for axis, start in ((down, low[1]), (right, low[0])):
        along = np.append(volume.steps_mm @ axis, (volume.origin_mm - np.asarray(outline.centre_mm)) @ axis)
        rows.append((along, start))
    deep = np.append(volume.steps_mm @ away, (volume.origin_mm - np.asarray(outline.centre_mm)) @ away)
    w = np.array([0, 0, 0, 1.0]) if outline.eye_mm == 0 else (deep + np.array([0, 0, 0, outline.eye_mm])) / outline.eye_mm
    matrix = np.stack([*[(along - start * w) / mm + w for along, start in rows], w])
    return np.ascontiguousarray(matrix), np.ascontiguousarray(raster, np.uint8)


def _filled(points: NDArray[np.float64]) -> NDArray[np.uint8]:
    """A raster with 1 inside the closed outline (even-odd), `points` = (column, row), pixel centres at whole numbers."""
    raster = np.zeros((_RASTER_PX, _RASTER_PX), np.uint8)
    ends = np.roll(points, -1, axis=0)
    for row in range(_RASTER_PX):
        crosses = (points[:, 1] > row) != (ends[:, 1] > row)
        if crosses.any():
            a, b = points[crosses], ends[crosses]
            at = np.sort(a[:, 0] + (row - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0]))
            for first, last in zip(at[::2], at[1::2], strict=False):
                raster[row, math.ceil(first) : math.floor(last) + 1] = 1
    return raster
