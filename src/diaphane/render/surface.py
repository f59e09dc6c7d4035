"""Pictures of 3D reconstruction: composited ray casting of one volume, and the uptake of a second one glowing through it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.model.scene import ProjectionView, SurfaceView, Vec3
from diaphane.render import samples, transfer
from diaphane.render.camera import Geometry, axes, diverging, parallel, through
from diaphane.render.kernels import cells, raycast
from diaphane.render.planes import Seen, fusion_table, projection_levels
from diaphane.render.volume import Share, Volume, alone

AMBIENT, DIFFUSE, SPECULAR = 0.25, 0.75, 0.25
_WIDEST_DEG: Final = 90.0
_LEVELS: Final = 255.0
_SHOWN: Final = WeakKeyDictionary[Volume, tuple[transfer.Table, tuple[float, ...], NDArray[np.uint8]]]()
_MARGIN: Final = 0.01  # voxels; places are float32
_NOTHING_SEEN: Final = 0.05  # opacity of a ray below which a click meets nothing


def surface_picture(
    seen: Sequence[Seen], view: SurfaceView, size_px: tuple[int, int], share: Share = alone, *, draft: bool = False
) -> NDArray[np.uint8]:
    """A shaded 3D picture, uint8 (height, width, 3) on black; a draft reads the volume of half the size with twice the step.

    A second layer is projected (maximum) in its colours over the first, denser where it is higher. Raises `BadInput` for views, presets and
    curves without sense.
    """
    volume = seen[0].volume.half if draft else seen[0].volume
    width, height = (-(-n // raycast.TILE) * raycast.TILE for n in size_px)
    geometry, steps, step_mm = _rays(volume, view, size_px)
    table = transfer.table(transfer.points_of(view.preset, view.curve, seen[0].volume), volume, step_mm, view.shift)
    shown = _occupied(volume, table, _over(volume, geometry, steps, size_px))
    par, planes = _parameters(volume, view, geometry, table), _planes(volume, view)
    out, colours = np.empty((height, width, 3), np.uint8), np.ascontiguousarray(table.colours.T)

    def job(first: int, last: int) -> None:
        raycast.raycast(volume.voxels, shown, colours, par, planes, steps, view.shaded, first, last, 1, out)

    share(job, out.size // 3 // raycast.TILE**2)
    picture = out[: size_px[1], : size_px[0]]
    return picture if len(seen) == 1 else _glow(picture, seen, view, size_px, share, draft=draft)


def _occupied(volume: Volume, table: transfer.Table, over: tuple[float, ...]) -> NDArray[np.uint8]:
    """1 for each 4 x 4 x 4 voxels around which (z, y, x voxels) something is visible, in one row.

    Kept until it is another question: a view that turns asks the same again and again.
    """
    known = _SHOWN.get(volume)
    if known is not None and known[0] is table and known[1] == over:
        return known[2]
    ranges = [cells.ranges(voxels, volume.edge_bits, reach) for voxels, reach in zip(volume.size, over, strict=True)]
    shown = np.empty([len(axis) for axis in ranges], np.uint8)
    cells.occupied(*volume.cells, table.visible, table.first, table.scale, *ranges, shown)
    _SHOWN[volume] = table, over, shown.ravel()
    return shown.ravel()


def _over(volume: Volume, geometry: Geometry, steps: int, size_px: tuple[int, int]) -> tuple[float, ...]:
    """Voxels (z, y, x) from the middle of a packet's block of depths to any place in it, however the picture is turned.

    Rounded up to quarters: numbers that do not tremble while a view turns let `_occupied` keep what it knows.
    """
    _, across, down, deep, turn_across, turn_down = geometry.reshape(6, 3) @ volume.steps_mm
    middle = deep + (turn_across * size_px[0] + turn_down * size_px[1]) / 2
    sides = [max(np.linalg.norm(side), np.linalg.norm(side + steps * turn)) for side, turn in ((across, turn_across), (down, turn_down))]
    aside = (np.linalg.norm(turn_across) * size_px[0] + np.linalg.norm(turn_down) * size_px[1]) / 2
    reach_mm = raycast.HALF * (math.hypot(*sides, float(np.linalg.norm(middle))) + aside)
    voxels = reach_mm * np.linalg.norm(volume.to_index, axis=0) + _MARGIN
    return tuple(math.ceil(4 * reach) / 4 for reach in voxels.tolist())


def _rays(volume: Volume, view: SurfaceView, size_px: tuple[int, int]) -> tuple[Geometry, int, float]:
    """Geometry, samples a ray and their distance in mm."""
    if not 0 <= view.perspective_deg <= _WIDEST_DEG:
        raise BadInput("render.view", f"Perspective is 0 (parallel rays) to {_WIDEST_DEG:g} degrees.")
    step_mm, reach_mm = through(volume, view)
    if view.perspective_deg > 0:
        return *diverging(volume, view, size_px, step_mm), step_mm
    steps = math.ceil(2 * reach_mm / step_mm) + 1
    return parallel(volume, view, size_px, step_mm, steps), steps, step_mm


def _parameters(volume: Volume, view: SurfaceView, geometry: Geometry, table: transfer.Table) -> NDArray[np.float32]:
    """The kernel's parameters (see `kernels.packet`): the light stands at the eye."""
    _, _, away = axes(view.right, view.down)
    directions = volume.steps_mm / volume.spacing_mm[:, None]
    lighting = (AMBIENT, DIFFUSE, SPECULAR)
    parts = [geometry, volume.far, 0.5 / volume.spacing_mm, directions @ -away, lighting, (table.first, table.scale), table.span]
    return np.concatenate([np.asarray(part, np.float32) for part in parts])


def _planes(volume: Volume, view: SurfaceView) -> NDArray[np.float32]:
    """Crop box and clipping plane as half spaces of voxel indices, float32 (m, 4): a z + b y + c x + d >= 0 stays."""
    kept: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    if view.crop_mm is not None:
        low, high = np.sort(np.asarray(view.crop_mm, np.float64), axis=0)
        for axis in np.eye(3):
            kept += [(low, axis), (high, -axis)]
    if view.clip is not None:
        kept.append((np.asarray(view.clip[0], np.float64), -np.asarray(view.clip[1], np.float64)))
    rows = [np.append(volume.steps_mm @ normal, (volume.origin_mm - point) @ normal) for point, normal in kept]
    return np.array(rows, np.float32).reshape(-1, 4)


def _glow(
    picture: NDArray[np.uint8], seen: Sequence[Seen], view: SurfaceView, size_px: tuple[int, int], share: Share, *, draft: bool
) -> NDArray[np.uint8]:  # fmt: skip
    if len(seen) != 2:
        raise BadInput("render.layers", "A picture has one layer, or two to be fused.")
    flat = ProjectionView(view.centre_mm, view.right, view.down, view.height_mm, "mip", view.phase)
    plain = seen[1]._replace(layer=seen[1].layer.__class__(seen[1].layer.series_uid, seen[1].window))
    level = projection_levels(plain, flat, size_px, share, draft=draft)
    colours, opaque = fusion_table(seen[1])
    dense = (level / _LEVELS)[..., None]
    mixed = picture * (1 - opaque[level][..., None] * dense) + colours[level] * dense
    glowing: NDArray[np.uint8] = np.minimum(mixed + 0.5, _LEVELS).astype(np.uint8)
    return glowing


def first_hit(volume: Volume, view: SurfaceView, pixel: tuple[float, float], size_px: tuple[int, int]) -> Vec3 | None:
    """The place of what is seen at a pixel (column, row) of a 3D picture, LPS mm; None where nothing is.

    It is the depth at which half of the ray's opacity has gathered: behind a thin veil lies the surface one means. Cropping and clipping
    count. Raises `BadInput` as `surface_picture`.
    """
    geometry, steps, step_mm = _rays(volume, view, size_px)
    table = transfer.table(transfer.points_of(view.preset, view.curve, volume), volume, step_mm, view.shift)
    index = samples.ray(geometry, pixel, steps)
    planes = _planes(volume, view).astype(np.float64)
    kept = samples.inside(volume, index) & (index @ planes[:, :3].T + planes[:, 3] >= 0).all(axis=1)
    index = index[kept]
    entry = np.clip((samples.stored(volume, index) - table.first) * table.scale + 0.5, 0, transfer.ENTRIES - 1).astype(np.int64)
    gathered = 1 - np.cumprod(1 - table.colours[entry, 3].astype(np.float64))
    if not len(gathered) or gathered[-1] < _NOTHING_SEEN:
        return None
    x, y, z = volume.place(index[int(np.searchsorted(gathered, gathered[-1] / 2))])
    return float(x), float(y), float(z)
