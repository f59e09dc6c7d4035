"""Volumes: geometry, rescale, uneven slices, cells and half size."""

from __future__ import annotations

import numpy as np
import pytest
from tests.render.volumes import marked, volume

from diaphane.base.errors import BadInput
from diaphane.render.volume import Slices, assemble, empty

AXES = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def test_index_and_place_are_inverse() -> None:
    one = volume(np.zeros((5, 6, 7), np.int16), origin=(-10, 20, 30), spacing=(3, 0.5, 0.7))
    assert one.size == (5, 6, 7)
    assert np.allclose(one.place((2, 3, 4)), (-10 + 4 * 0.7, 20 + 3 * 0.5, 30 + 2 * 3))
    assert np.allclose(one.index(one.place((2.25, 3.5, 4.75))), (2.25, 3.5, 4.75))


def test_one_rescale_keeps_stored_values() -> None:
    one = assemble(Slices(((0, 0, 0), (0, 0, 1)), AXES, (1, 1)), [(np.full((2, 2), 40000, np.uint16), 2.0, -1024.0)] * 2, "HU")
    assert one.voxels[0, 0, 0] * one.slope + one.intercept == 40000 * 2 - 1024


def test_a_slope_a_slice_is_brought_to_one_scale() -> None:
    """PET: every slice has its own slope; the error stays below a 60,000th of the range."""
    rng = np.random.default_rng(0)
    stored = [(rng.integers(0, 32767, (8, 8)).astype(np.int16), 0.0002 * (k + 1), 0.0) for k in range(6)]
    one = assemble(Slices(tuple((0, 0, float(k)) for k in range(6)), AXES, (1, 1)), stored, "SUVbw")
    truth = np.stack([pixels * slope for pixels, slope, _ in stored])
    got = one.voxels[:-1, :, :8] * one.slope + one.intercept
    assert np.abs(got - truth).max() <= np.ptp(truth) / 60000


def test_uneven_slices_are_resampled_by_their_true_places() -> None:
    depths = np.array([0, 1, 2, 3, 5, 6, 7.4, 8, 9])
    body = [(np.full((3, 3), round(100 * z), np.int16), 1.0, 0.0) for z in depths]
    one = assemble(Slices(tuple((0, 0, float(z)) for z in depths), AXES, (1, 1)), body, "")
    assert one.size[0] == 10
    assert np.array_equal(one.voxels[:10, 0, 0], np.arange(10) * 100)
    assert np.allclose(one.steps_mm[0], (0, 0, 1))


def test_downward_slices_are_resampled_too() -> None:
    depths = np.array([9, 8, 6, 5, 4.0])
    body = [(np.full((3, 3), round(100 * z), np.int16), 1.0, 0.0) for z in depths]
    one = assemble(Slices(tuple((0, 0, float(z)) for z in depths), AXES, (1, 1)), body, "")
    assert np.array_equal(one.voxels[:6, 0, 0], [900, 800, 700, 600, 500, 400])


def test_tilt_stays_in_the_geometry() -> None:
    places = tuple((0.0, 0.5 * k, 2.0 * k) for k in range(4))
    one = assemble(Slices(places, AXES, (1, 1)), [(np.zeros((3, 3), np.int16), 1.0, 0.0)] * 4, "")
    assert np.allclose(one.place((2, 0, 0)), (0, 1, 4))


@pytest.mark.parametrize("shapes", [[(3, 3)], [(3, 3), (3, 4)]])
def test_what_is_no_volume_is_refused(shapes: list[tuple[int, int]]) -> None:
    places = tuple((0, 0, float(k)) for k in range(len(shapes)))
    with pytest.raises(BadInput):
        assemble(Slices(places, AXES, (1, 1)), [(np.zeros(s, np.int16), 1.0, 0.0) for s in shapes], "")


def test_too_large_is_refused_before_anything_is_allocated() -> None:
    with pytest.raises(BadInput, match="too large"):
        empty(100_000, 4096, 4096)


@pytest.mark.parametrize("half", [False, True])
def test_cells_bound_every_sample(half: bool) -> None:
    rng = np.random.default_rng(2)
    one = volume(rng.integers(-1000, 1000, (21, 19, 30)).astype(np.int16))
    one = one.half if half else one
    edge = 4 if half else 8
    body = one.voxels[:-1, :, : one.columns]
    low, high = one.cells
    assert low.shape == tuple(-(-n // edge) for n in one.size)
    for z, y, x in np.ndindex(*low.shape):
        part = body[tuple(slice(k * edge, k * edge + edge + 1) for k in (z, y, x))]
        assert (low[z, y, x], high[z, y, x]) == (part.min(), part.max())


def test_half_is_the_same_body() -> None:
    one = marked()
    assert np.allclose(one.half.centre_mm, one.centre_mm)
    assert one.half.size == (20, 20, 20)
    inner = one.voxels[2:4, 4:6, 6:8].astype(int)
    assert one.half.voxels[1, 2, 3] == (inner.sum() + 4) >> 3


def test_memory_is_within_a_quarter_of_the_raw_size() -> None:
    one = volume(np.zeros((100, 256, 256), np.int16))
    low, high = one.cells
    assert one.nbytes + one.half.nbytes + low.nbytes + high.nbytes <= 1.35 * 100 * 256 * 256 * 2
