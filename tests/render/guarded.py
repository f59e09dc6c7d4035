"""A child of test_bounds: draws bodies whose memory ends, and begins, at a page that may not be touched. A read beyond ends the process."""

from __future__ import annotations

import ctypes
import dataclasses
import math
import mmap
import sys

import numpy as np
from numpy.typing import NDArray
from tests.render.volumes import seen

from diaphane.model.scene import PlaneView, ProjectionView, SurfaceView, Vec3
from diaphane.render.curved import ribbon_picture
from diaphane.render.planes import plane_picture, plane_values, projection_picture
from diaphane.render.surface import surface_picture
from diaphane.render.volume import PAD, Volume

NO_ACCESS = 0
PAGE = mmap.PAGESIZE
TURNS: tuple[tuple[Vec3, Vec3], ...] = (
    ((1, 0, 0), (0, 1, 0)),
    ((1, 0, 0), (0, 0, -1)),
    ((0, 1, 0), (0, 0, -1)),
    ((0.8, 0.6, 0.0), (-0.36, 0.48, -0.8)),
    ((-0.8, 0.6, 0.0), (0.36, 0.48, 0.8)),
)
_held: list[object] = []


def fenced(count: int, *, at_end: bool) -> NDArray[np.int16]:
    """`count` numbers between two pages that nobody may touch, right before the second (`at_end`) or right behind the first."""
    pages = math.ceil(2 * count / PAGE)
    memory = mmap.mmap(-1, (pages + 2) * PAGE)
    first = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    libc = ctypes.CDLL(None, use_errno=True)
    for fence in (first, first + (pages + 1) * PAGE):
        assert libc.mprotect(ctypes.c_void_p(fence), ctypes.c_size_t(PAGE), NO_ACCESS) == 0
    _held.append(memory)
    return np.frombuffer(memory, np.int16, count, (pages + 1) * PAGE - 2 * count if at_end else PAGE)


def body(size: tuple[int, int, int], *, at_end: bool) -> Volume:
    """Noise in a volume that has exactly the memory `volume.empty` gives it."""
    slices, rows, columns = size
    pitch = columns + PAD
    count = (slices + 1) * rows * pitch
    voxels = fenced(count + pitch, at_end=at_end)[:count].reshape(slices + 1, rows, pitch)
    voxels[:-1, :, :columns] = np.random.default_rng(3).integers(-1000, 2000, size)
    return Volume(voxels, columns, np.zeros(3), np.array([[0, 0, 2.0], [0, 1.0, 0], [1.0, 0, 0]]), unit="HU")


def draw(one: Volume) -> None:
    """Every kind of picture, all of the volume in sight."""
    x, y, z = (float(part) for part in one.centre_mm)
    looked, size = seen(one, -500, 1500), (61, 47)
    for right, down in TURNS:
        for mode in ("mip", "minip", "avg"):
            for slab_mm in (0.0, 30.0, 100.0):
                for shift in (0.0, float(one.size[1]) / 2 - 0.2):
                    plane = PlaneView((x, y + shift, z), right, down, one.diagonal_mm, slab_mm=slab_mm, slab_mode=mode)
                    plane_picture([looked], plane, size)
                    plane_values(one, plane, size)
                    plane_picture([looked, looked], plane, size)
            ribbon_picture([looked], PlaneView((x, y, z), right, down, one.diagonal_mm, slab_mode=mode, interpolation="cubic"), size)
            flat = ProjectionView((x, y, z), right, down, one.diagonal_mm, mode)
            for draft in (False, True):
                projection_picture([looked], flat, size, draft=draft)
        for preset in ("bone", "soft"):
            solid = SurfaceView((x, y, z), right, down, one.diagonal_mm, preset)
            for view in (solid, dataclasses.replace(solid, perspective_deg=60.0), dataclasses.replace(solid, shaded=False)):
                surface_picture([looked], view, size)


if __name__ == "__main__":
    for at_end in (True, False):
        for size in ((21, 40, 56), (2, 9, 17), (1, 1, 1)):
            draw(body(size, at_end=at_end))
    sys.stdout.write("nothing was read beyond\n")
