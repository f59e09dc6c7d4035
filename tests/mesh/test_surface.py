"""Surfaces with known answers: area and volume of a sphere, closed, outside out, never mirrored, the same in every kind of file."""

from __future__ import annotations

import math
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from diaphane.mesh import surface as made
from diaphane.mesh.block import MOST_VOXELS, Block, FileFormat, Wish, read, small_enough, write
from diaphane.mesh.surface import NothingThere, TooMany, surface, written

AXIAL = np.array([[0, 0, 2.0], [0, 0.8, 0], [0.8, 0, 0]])
"""2 mm slices of 0.8 mm pixels, from the feet to the head."""
ORIGIN = np.array([-30.0, 40.0, -7.0])


def ball(radius_mm: float, steps: NDArray[np.float64] = AXIAL, shape: tuple[int, int, int] = (40, 80, 80)) -> Block:
    """1000 inside, 0 outside, falling evenly over 4 mm around the edge."""
    z, y, x = np.indices(shape)
    places = np.stack([z, y, x], -1) @ steps
    middle = (np.array(shape) - 1) / 2 @ steps
    away = np.linalg.norm(places - middle, axis=-1)
    return Block(np.rint(np.clip((radius_mm - away) / 4 + 0.5, 0, 1) * 1000).astype(np.int16), ORIGIN, steps)


def opened(data: bytes, file_format: FileFormat) -> Any:  # noqa: ANN401 (trimesh is untyped)
    """The one mesh of a file, as another program reads it."""
    loaded = trimesh.load(BytesIO(data), file_type=file_format)
    return loaded.to_geometry() if isinstance(loaded, trimesh.Scene) else loaded


@pytest.mark.parametrize("steps", [AXIAL, AXIAL * [1, 1, -1], AXIAL[[1, 0, 2]]], ids=["axial", "head first", "coronal"])
@pytest.mark.parametrize("keep", [1.0, 0.3])
def test_a_sphere_has_its_area_and_volume_and_is_closed(steps: NDArray[np.float64], keep: float) -> None:
    block = ball(25, steps, (40, 80, 80) if steps[0, 2] else (80, 40, 80))
    mesh = surface(block, Wish(500, below=False, file_format="stl", keep=keep))
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(4 / 3 * math.pi * 25**3, rel=0.02)
    assert mesh.area == pytest.approx(4 * math.pi * 25**2, rel=0.02)
    middle = ORIGIN + (np.array(block.values.shape) - 1) / 2 @ steps
    assert mesh.center_mass == pytest.approx(middle, abs=0.1)


def test_fewer_triangles_are_as_few_as_asked_for() -> None:
    whole, fewer = (surface(ball(25), Wish(500, below=False, file_format="stl", keep=keep)) for keep in (1.0, 0.2))
    assert len(fewer.faces) == pytest.approx(0.2 * len(whole.faces), rel=0.05)


def marked() -> Block:
    """A ball with a long horn to the patient's left (+x), a middling one to the back (+y), a short one to the head (+z)."""
    block = ball(14)
    values = block.values.copy()
    values[18:22, 38:42, 40:78] = 1000
    values[18:22, 40:68, 38:42] = 1000
    values[20:29, 38:42, 38:42] = 1000
    return Block(values, block.origin_mm, block.steps_mm)


@pytest.mark.parametrize("file_format", ["stl", "obj", "glb"])
def test_no_file_is_mirrored_and_its_outside_is_outside(file_format: FileFormat) -> None:
    block = marked()
    mesh = opened(written(surface(block, Wish(500, below=False, file_format=file_format)), file_format), file_format)
    places = mesh.vertices
    if file_format == "glb":  # glTF: metres, left is +X, the head +Y, the front +Z
        places = np.stack([places[:, 0], -places[:, 2], places[:, 1]], 1) * 1000
    middle = ORIGIN + (np.array(block.values.shape) - 1) / 2 @ AXIAL
    low, high = middle - places.min(0), places.max(0) - middle
    assert low == pytest.approx([14, 14, 14], abs=1.0)
    assert high[0] > high[1] > high[2] > 16
    mesh.merge_vertices()
    assert mesh.is_watertight
    assert mesh.volume > 0, "normals point outwards"


def test_what_leaves_the_volume_is_closed_there_and_air_is_found_too() -> None:
    values = np.zeros((20, 20, 20), np.int16)
    values[:, 5:15, 5:15] = 1000
    mesh = surface(Block(values, ORIGIN, np.eye(3)), Wish(500, below=False, file_format="stl"))
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(20 * 10 * 10, rel=0.05)
    cave = surface(Block(1000 - values, ORIGIN, np.eye(3)), Wish(500, below=True, file_format="stl"))
    assert cave.volume == pytest.approx(mesh.volume, rel=0.01)


def test_only_the_largest_piece_stays_where_one_is_asked_for() -> None:
    values = np.zeros((30, 30, 30), np.int16)
    values[3:7, 3:7, 3:7] = values[10:25, 10:25, 10:25] = 1000
    one, both = (
        surface(Block(values, ORIGIN, np.eye(3)), Wish(500, below=False, file_format="stl", largest=only)) for only in (True, False)
    )
    assert one.body_count == 1
    assert both.body_count == 2
    assert one.is_watertight


def test_thresholds_without_a_surface_and_files_too_large_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for level in (-5.0, 2000.0):
        with pytest.raises(NothingThere):
            surface(ball(20), Wish(level, below=False, file_format="stl"))
    mesh = surface(ball(20), Wish(500, below=False, file_format="stl"))
    monkeypatch.setattr(made, "MOST_BYTES", 1000)
    with pytest.raises(TooMany):
        written(mesh, "obj")


def test_blocks_go_through_a_pipe_and_large_ones_become_coarser(monkeypatch: pytest.MonkeyPatch) -> None:
    block, wish = ball(25), Wish(500, below=False, file_format="obj", keep=0.5, largest=True)
    again, said = read(BytesIO(write(block, wish)))
    assert said == wish
    assert np.array_equal(again.values, block.values)
    assert block.values.size < MOST_VOXELS
    monkeypatch.setattr("diaphane.mesh.block.MOST_VOXELS", 40_000)
    coarse = small_enough(block)
    mesh = surface(coarse, wish)
    assert coarse.values.size < 40_000
    assert mesh.volume == pytest.approx(4 / 3 * math.pi * 25**3, rel=0.02)
    with pytest.raises((ValueError, KeyError)):
        read(BytesIO(b'{"shape":[99999,99999,9],"origin_mm":[],"steps_mm":[],"wish":{}}\n'))
