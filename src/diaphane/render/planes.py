"""Pictures of resampled planes, slabs and whole-volume projections, of one volume or of two fused."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.model.frame import Greys
from diaphane.model.scene import Layer, PlaneView, ProjectionView, SlabMode, Vec3, Window
from diaphane.render import colour_maps, samples
from diaphane.render.camera import parallel, through
from diaphane.render.kernels import projection, slab, straight
from diaphane.render.kernels.ray16 import NOTHING
from diaphane.render.volume import Share, Volume, alone
from diaphane.render.window import ramp

LEAST_SLAB_MM, MOST_SLAB_MM = 0.5, 100.0
_MODES = {"mip": straight.MOST, "minip": straight.LEAST, "avg": straight.MEAN}
_LEVELS = 255.0
_FEW = 4
_SMALL_PX = 1 << 19


class Seen(NamedTuple):
    """A volume, how its layer wants it shown, and the window in force (the layer's, else the caller's choice)."""

    volume: Volume
    layer: Layer
    window: Window


class _Rays(NamedTuple):
    """What every slab kernel takes of a volume."""

    voxels: NDArray[np.int16]
    g: NDArray[np.float32]
    far: NDArray[np.float32]
    steps: int
    mode: int


class _Shades(NamedTuple):
    lo: np.float32
    gain: np.float32
    flip: np.uint8


def _shades(seen: Seen) -> _Shades:
    """Window ends in stored values. Raises `BadInput` for a curved window, which a resampled picture does not know."""
    straight = ramp(seen.window, Greys(slope=seen.volume.slope, intercept=seen.volume.intercept))
    if straight is None:
        raise BadInput("render.window", "A sigmoid window cannot be used in reconstructions: choose a linear one.")
    return _Shades(np.float32(straight.lo), np.float32(straight.gain), np.uint8(_LEVELS if seen.layer.invert else 0))


def slab_mode(mode: SlabMode, volume: Volume) -> int:
    """The kernel's mode: maximum and minimum change places where stored values fall as output values rise."""
    number = _MODES[mode]
    return number if volume.slope > 0 or number == straight.MEAN else straight.MOST + straight.LEAST - number


def slab_steps(volume: Volume, slab_mm: float) -> tuple[int, float]:
    """How many samples a ray takes through a slab, and their distance in mm: at most the volume's finest spacing.

    The first and last lie on the faces. Raises `BadInput` for a slab of impossible thickness.
    """
    if slab_mm != 0 and not LEAST_SLAB_MM <= slab_mm <= MOST_SLAB_MM:
        raise BadInput("render.slab", f"A slab is {LEAST_SLAB_MM:g} to {MOST_SLAB_MM:g} mm thick, or 0 for a plane.")
    finest = volume.finest_mm
    steps = math.ceil(slab_mm / finest - 1e-6) + 1 if slab_mm > 0 else 1
    return steps, slab_mm / (steps - 1) if steps > 1 else finest


def plane_picture(seen: Sequence[Seen], view: PlaneView, size_px: tuple[int, int], share: Share = alone) -> NDArray[np.uint8]:
    """An MPR, thick where `slab_mm` > 0: uint8 (height, width) grey, or (height, width, 3) for colour maps and two fused layers.

    Every layer is sampled trilinearly on its own grid. Black outside the first volume; of two layers each shows where it is.
    Raises `BadInput` for views, windows, slabs and layers without sense.
    """
    width, height = size_px
    geometry: list[_Rays] = []
    for one in seen:
        steps, depth_mm = slab_steps(one.volume, view.slab_mm)
        g = parallel(one.volume, view, size_px, depth_mm, steps)
        geometry.append(_Rays(one.volume.voxels, g[:12].copy(), one.volume.far, steps, slab_mode(view.slab_mode, one.volume)))
    # A thin plane takes a millisecond: in few parts, or handing them round takes as long.
    share = _coarsely(share) if max(rays.steps for rays in geometry) == 1 else share
    if len(seen) == 1:
        share = alone if width * height <= _SMALL_PX and _rows_along_x(geometry[0]) else share
        out, shades = np.empty((height, width), np.uint8), _shades(seen[0])
        share(lambda r0, r1: slab.slab_grey(*geometry[0], *shades, r0, r1, out), height)
        return colour_maps.coloured(out, seen[0].layer.colour_map)
    under, over = _pair(seen)
    rgb = np.empty((height, width, 3), np.uint8)
    below, above, bottom, top = geometry[0], geometry[1], _shades(under), _shades(over)
    palette, opaque = _fusion(over)
    table = np.zeros(257, np.int32)
    table[:256] = palette @ np.array((1, 1 << 8, 1 << 16), np.int32) + (np.int32(1 << 24) * (opaque > 0))
    opacity = opaque[-1]  # the same for all that is seen

    def job(r0: int, r1: int) -> None:
        slab.slab_fused(*below, *bottom, *above, top.lo, top.gain, table, opacity, r0, r1, rgb.reshape(height, 3 * width))

    share(job, height)
    return rgb


def _rows_along_x(rays: _Rays) -> bool:
    """Whether a thin plane's rows run along the volume's rows: such a picture takes less time than handing parts of it round."""
    return rays.steps == 1 and all(abs(step) < straight.STILL for step in (rays.g[3], rays.g[4], rays.g[8]))


def _coarsely(share: Share) -> Share:
    """The same in at most 4 parts."""

    def run(job: Callable[[int, int], object], count: int) -> None:
        parts = min(count, _FEW)
        share(lambda first, last: job(first * count // parts, last * count // parts), parts)

    return run


def plane_values(volume: Volume, view: PlaneView, size_px: tuple[int, int], share: Share = alone) -> NDArray[np.float32]:
    """Output values (HU, SUV, ...) of a plane or slab, float32 (height, width), NaN outside the volume: for probes and references."""
    steps, depth_mm = slab_steps(volume, view.slab_mm)
    g = parallel(volume, view, size_px, depth_mm, steps)[:12].copy()
    out = np.empty(size_px[::-1], np.float32)
    mode = slab_mode(view.slab_mode, volume)
    share(lambda r0, r1: slab.slab_values(volume.voxels, g, volume.far, steps, mode, np.float32(np.nan), r0, r1, out), size_px[1])
    return out * np.float32(volume.slope) + np.float32(volume.intercept)


def _pair(seen: Sequence[Seen]) -> tuple[Seen, Seen]:
    if len(seen) != 2:
        raise BadInput("render.layers", "A picture has one layer, or two to be fused.")
    return seen[0], seen[1]


def fusion_table(over: Seen) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Colours (256, 3) times opacity, and opacity (256,), of each grey level of the upper layer (see `_fusion`)."""
    palette, opaque = _fusion(over)
    return palette.astype(np.float32) * opaque[:, None], opaque


def _fusion(over: Seen) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Colours (256, 3) and opacity (256,) of each grey level of the upper layer.

    Opacity is the same for all levels, so that 0 shows the lower layer alone and 1 the upper one alone; below the layer's threshold (output
    units) nothing of it is seen.
    """
    share = min(max(over.layer.opacity, 0.0), 1.0)
    opaque = np.full(256, share, np.float32)
    if over.layer.threshold is not None:
        lo = over.window.center - over.window.width / 2
        levels = (over.layer.threshold - lo) / max(over.window.width, 1e-9) * _LEVELS
        opaque[: int(min(max(math.ceil(levels), 0), 256))] = 0.0
    palette = colour_maps.table(over.layer.colour_map)
    return palette[::-1] if over.layer.invert else palette, opaque


def projection_picture(
    seen: Sequence[Seen], view: ProjectionView, size_px: tuple[int, int], share: Share = alone, *, draft: bool = False
) -> NDArray[np.uint8]:
    """Maximum, minimum or mean of the whole volume along parallel rays; two layers are laid over each other. Shapes as `plane_picture`.

    A draft reads the volume of half the size with twice the step.
    """
    levels = [projection_levels(one, view, size_px, share, draft=draft) for one in seen]
    if len(seen) == 1:
        return colour_maps.coloured(levels[0], seen[0].layer.colour_map)
    _, over = _pair(seen)
    colours, opaque = fusion_table(over)
    top = levels[1] ^ np.uint8(_LEVELS if over.layer.invert else 0)  # the table already turns the palette round
    below, rgb = levels[0] * (1 - opaque).take(top), np.empty((*top.shape, 3), np.uint8)
    for channel in range(3):
        np.minimum(below + (colours[:, channel] + 0.5).take(top), _LEVELS, out=rgb[..., channel], casting="unsafe")
    return rgb


def projection_levels(
    one: Seen, view: ProjectionView, size_px: tuple[int, int], share: Share = alone, *, draft: bool = False
) -> NDArray[np.uint8]:
    """Windowed grey levels (height, width) of one volume's projection."""
    volume = one.volume.half if draft else one.volume
    shades = _shades(one._replace(volume=volume))
    width, height = size_px
    g, steps = _through(volume, view, size_px)
    mode = slab_mode(view.mode, volume)
    if mode == straight.MEAN:
        out = np.empty((height, width), np.uint8)
        share(lambda r0, r1: slab.slab_grey(volume.voxels, g[:12].copy(), volume.far, steps, mode, *shades, r0, r1, out), height)
        return out
    values = extreme_values(volume, Beam(g, steps, mode), size_px, share, shades)
    return _levels(values, shades)


def grey_levels(one: Seen, values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Stored values through the layer's window, black where there is none. Raises `BadInput` as `plane_picture`."""
    return _levels(values, _shades(one))


def _levels(values: NDArray[np.float32], shades: _Shades) -> NDArray[np.uint8]:
    levels = np.clip((values - shades.lo) * shades.gain, 0, _LEVELS)
    grey: NDArray[np.uint8] = np.floor(np.nan_to_num(levels) + 0.5).astype(np.uint8)
    return np.where(np.isnan(values), np.uint8(0), grey ^ shades.flip)


class Beam(NamedTuple):
    """Rays through a volume: geometry, samples a ray, and the kernel's mode (most or least)."""

    g: NDArray[np.float32]
    steps: int
    mode: int


def extreme_values(
    volume: Volume, beam: Beam, size_px: tuple[int, int], share: Share = alone, shades: _Shades | None = None
) -> NDArray[np.float32]:  # fmt: skip
    """Stored extremes (height, width), NaN without a sample; with `shades` only as exact as its window needs."""
    (g, steps, mode), (width, height) = beam, size_px
    tile = projection.TILE
    out = np.empty((-(-height // tile) * tile, -(-width // tile) * tile), np.float32)
    sign = 1 if mode == straight.MOST else -1
    floor, ceiling = -NOTHING, NOTHING
    if shades is not None:
        ends = sorted((float(shades.lo) * sign, (float(shades.lo) + _LEVELS / float(shades.gain)) * sign))
        floor, ceiling = ends
    cells = volume.cells[1] if sign > 0 else volume.cells[0]
    nothing = np.float32(np.nan)

    def job(first: int, last: int) -> None:
        projection.extreme(
            volume.voxels,
            cells,
            g,
            volume.far,
            volume.edge_bits,
            steps,
            sign,
            np.float32(floor),
            np.float32(ceiling),
            nothing,
            first,
            last,
            1,
            out,
        )

    share(job, out.size // tile**2)
    return out[:height, :width]


def _through(volume: Volume, view: ProjectionView, size_px: tuple[int, int]) -> tuple[NDArray[np.float32], int]:
    """Rays through the whole volume and the samples of each."""
    depth_mm, reach_mm = through(volume, view)
    steps = math.ceil(2 * reach_mm / depth_mm) + 1
    return parallel(volume, view, size_px, depth_mm, steps), steps


def probe(volume: Volume, point_mm: Vec3) -> float | None:
    """Output value (HU, SUV, ...) at a point in LPS mm, trilinear; None outside the volume. Raises `BadInput` for what is no point."""
    if not all(math.isfinite(part) for part in point_mm):
        raise BadInput("render.point", "The probe's place is no point in the patient.")
    index = volume.index(point_mm)[None]
    if not samples.inside(volume, index)[0]:
        return None
    return float(samples.stored(volume, index)[0]) * volume.slope + volume.intercept


def hottest(volume: Volume, view: ProjectionView, pixel: tuple[float, float], size_px: tuple[int, int]) -> Vec3 | None:
    """Where a pixel (column, row) of a projection has its value from, LPS mm: the highest sample on its ray (MinIP: the lowest).

    None where the ray misses the volume. Raises `BadInput` for views without sense.
    """
    g, steps = _through(volume, view, size_px)
    index = samples.ray(g, pixel, steps)
    index = index[samples.inside(volume, index)]
    if not len(index):
        return None
    values = samples.stored(volume, index) * (volume.slope if view.mode != "minip" else -volume.slope)
    x, y, z = volume.place(index[int(values.argmax())])
    return float(x), float(y), float(z)
