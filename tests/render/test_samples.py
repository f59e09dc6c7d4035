"""Probes and clicks: they name the value and the place that the picture shows."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from tests.render.volumes import marked, seen, volume

from diaphane.base.errors import BadInput
from diaphane.model.scene import PlaneView, ProjectionView, SurfaceView
from diaphane.render import planes
from diaphane.render.surface import first_hit, surface_picture

MIDDLE = (19.5, 19.5, 19.5)
FRONT = ProjectionView(MIDDLE, (1, 0, 0), (0, 0, -1), 40)
CURVE = ((140.0, 1.0, 1.0, 1.0, 0.0), (170.0, 1.0, 1.0, 1.0, 0.9))
SOLID = SurfaceView(MIDDLE, (1, 0, 0), (0, 0, -1), 40, curve=CURVE)


def test_a_probe_reads_what_the_plane_shows() -> None:
    rng = np.random.default_rng(3)
    one = dataclasses.replace(volume(rng.integers(-1000, 1000, (9, 11, 13)), (3, 4, 5), (2, 0.7, 0.9)), slope=0.5, intercept=-3.0)
    centre = (7.3, 6.1, 12.7)
    shown = planes.plane_values(one, PlaneView(centre, (1, 0, 0), (0, 1, 0), 1), (1, 1))[0, 0]
    assert planes.probe(one, centre) == pytest.approx(shown, abs=0.2)
    assert planes.probe(one, (3 + 4 * 0.9, 4 + 3 * 0.7, 5 + 2 * 2)) == pytest.approx(int(one.voxels[2, 3, 4]) * 0.5 - 3)


def test_a_probe_outside_reads_nothing() -> None:
    assert planes.probe(marked(), (19.5, 19.5, -0.6)) is None
    assert planes.probe(marked(), (39.4, 39.4, 39.4)) == 100
    with pytest.raises(BadInput):
        planes.probe(marked(), (math.nan, 0, 0))


def test_the_hottest_voxel_lies_where_it_is() -> None:
    """One hot voxel off the middle: a click on its pixel, seen from the front, from above and obliquely, finds it."""
    body = np.zeros((40, 40, 40), np.int16)
    body[28, 9, 31] = 500
    one, spot = volume(body), np.array([31.0, 9.0, 28.0])
    for right, down in (((1, 0, 0), (0, 0, -1)), ((1, 0, 0), (0, 1, 0)), ((0.8, 0.6, 0.0), (-0.36, 0.48, -0.8))):
        view = ProjectionView(MIDDLE, right, down, 40)
        column, row = (19.5 + float((spot - MIDDLE) @ np.array(way, float)) for way in (right, down))
        found = planes.hottest(one, view, (column, row), (40, 40))
        assert found is not None
        assert np.abs(np.array(found) - spot).max() <= 0.75


def test_the_coldest_is_meant_in_a_minip_and_nothing_beside_the_body() -> None:
    found = planes.hottest(marked(), dataclasses.replace(FRONT, mode="minip"), (19, 20), (40, 40))
    assert found is not None
    assert 30 <= found[1] <= 35
    assert planes.hottest(marked(), FRONT, (500, 20), (40, 40)) is None


def test_a_click_meets_the_nearest_visible_surface() -> None:
    """The mark at the patient's left, from the front at its front face, from behind at its back face."""
    front = first_hit(marked(), SOLID, (33, 20), (40, 40))
    behind = first_hit(marked(), dataclasses.replace(SOLID, right=(-1, 0, 0)), (6, 20), (40, 40))
    assert front is not None
    assert behind is not None
    assert front == pytest.approx((33, 18, 19), abs=1.1)
    assert behind == pytest.approx((33, 21, 19), abs=1.1)


def test_a_click_meets_what_is_drawn_and_nothing_else() -> None:
    for view in (SOLID, dataclasses.replace(SOLID, perspective_deg=40.0), dataclasses.replace(SOLID, clip=(MIDDLE, (0, 0, 1)))):
        drawn = surface_picture([seen(marked())], view, (40, 40)).max(axis=2)
        for column, row in ((33, 20), (20, 6), (20, 20), (6, 20), (20, 9)):
            assert (first_hit(marked(), view, (column, row), (40, 40)) is not None) == (drawn[row, column] > 10)
