"""A body moved by a known amount and shown by another modality is found again; what has nothing in common is refused."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray

from diaphane.align.grid import MOST_VOXELS, Grid, coarse, read, write
from diaphane.align.rigid import NoMatch, rigid
from diaphane.model.scene import Alignment
from diaphane.render.aligned import matrix

AXIAL = np.diag([2.0, 2.0, 2.0])[:, ::-1].copy()
CORNERS = np.array([[x, y, z] for x in (-60.0, 60.0) for y in (-60.0, 60.0) for z in (15.0, 130.0)])


def body() -> NDArray[np.float32]:
    """An ellipsoid with three different things in it, nothing symmetrical, and a little noise."""
    z, y, x = np.mgrid[:64, :64, :64].astype(float)
    out = np.zeros((64, 64, 64), np.float32)
    for centre, radii, value in (
        ((32, 32, 32), (26, 20, 24), 100), ((40, 28, 24), (8, 6, 7), 200), ((22, 36, 40), (6, 9, 5), 50), ((30, 22, 38), (4, 4, 9), 300),
    ):  # fmt: skip
        out[sum(((a - c) / r) ** 2 for a, c, r in zip((z, y, x), centre, radii, strict=True)) < 1] = value
    return out + np.random.default_rng(1).normal(0, 3, out.shape).astype(np.float32)


def other_modality(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The same body in other shades: dark where it was bright, bright where it was middling."""
    shades = np.where(values > 250, 30, np.where(values > 150, 400, np.where(values > 75, 180, values * 2)))
    return shades.astype(np.float32)


@pytest.mark.slow
def test_a_moved_body_of_another_modality_is_found_within_a_voxel() -> None:
    fixed = Grid(body(), np.array([-63.0, -63.0, 10.0]), AXIAL)
    turn, shift = matrix(Alignment((12, -9, 15), (6, -4, 8), (0, 0, 70)))
    moving = Grid(other_modality(fixed.values), turn @ fixed.origin_mm + shift, fixed.steps_mm @ turn.T)
    said: list[float] = []
    move = rigid(fixed, moving, said.append)
    back = (CORNERS @ turn.T + shift) @ move.turn.T + move.shift
    assert np.linalg.norm(back - CORNERS, axis=1).max() < 2.0
    assert np.linalg.det(move.turn) == pytest.approx(1)
    assert said == sorted(said)
    assert 0 < said[0] < said[-1] <= 1


def test_what_holds_nothing_cannot_be_registered() -> None:
    empty = Grid(np.zeros((16, 16, 16), np.float32), np.zeros(3), AXIAL)
    with pytest.raises(NoMatch):
        rigid(empty, empty)


def test_a_coarse_copy_lies_where_its_volume_lies() -> None:
    values = np.zeros((40, 60, 80), np.int16)
    values[20:24, 28:36, 48:54] = 1000
    steps = np.array([[0, 0, 1.0], [0, 0.5, 0], [1.0, 0, 0]])
    grid = coarse(values, np.array([5.0, 6.0, 7.0]), steps)
    assert np.all(grid.spacing_mm > 1.4)
    bright = np.argwhere(grid.values > 0)
    share = grid.values[tuple(bright.T)]
    centre = grid.origin_mm + (bright * share[:, None]).sum(axis=0) / share.sum() @ grid.steps_mm
    assert centre == pytest.approx(np.array([5, 6, 7]) + np.array([21.5, 31.5, 50.5]) @ steps)


def test_a_huge_volume_becomes_small_enough() -> None:
    values = np.broadcast_to(np.int16(3), (900, 700, 700))
    assert coarse(values, np.zeros(3), np.eye(3) * 5).values.size <= MOST_VOXELS


def test_grids_go_through_a_pipe_and_nonsense_does_not() -> None:
    grid = Grid(np.arange(24, dtype=np.float32).reshape(2, 3, 4), np.array([1.0, 2, 3]), AXIAL)
    again, more = read(BytesIO(write((grid, grid))))
    assert np.array_equal(again.values, more.values)
    assert np.array_equal(again.steps_mm, AXIAL)
    for wrong in (b"[]x", b'[{"shape":[0,1,1]}]\n', b'[{"shape":[99999,99999,9]}]\n'):
        with pytest.raises((ValueError, KeyError)):
            list(read(BytesIO(wrong)) and [])
