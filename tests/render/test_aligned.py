"""A moved volume shows the same body elsewhere, in every kind of picture, and its numbers come back as they went in."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.render.volumes import marked, seen

from diaphane.base.errors import BadInput
from diaphane.model.scene import Alignment, PlaneView, ProjectionView, SurfaceView, Vec3
from diaphane.render.aligned import aligned, alignment_of, matrix
from diaphane.render.planes import plane_picture, plane_values, projection_picture
from diaphane.render.surface import surface_picture

MOVE = Alignment((6.0, -3.0, 2.0), (10.0, -20.0, 35.0), (19.5, 19.5, 19.5))


def test_every_voxel_lands_where_the_rigid_move_says() -> None:
    volume = marked()
    turn, shift = matrix(MOVE)
    moved = aligned(volume, MOVE)
    for index in ((0, 0, 0), (39, 1, 7), (12.5, 30, 3)):
        assert moved.place(index) == pytest.approx(turn @ volume.place(index) + shift)
    assert moved.half.place((2, 3, 4)) == pytest.approx(turn @ volume.half.place((2, 3, 4)) + shift)
    assert turn @ turn.T == pytest.approx(np.eye(3))
    assert np.linalg.det(turn) == pytest.approx(1)


def test_turning_about_one_axis_is_right_handed() -> None:
    turn, _ = matrix(Alignment(rotation_deg=(0, 0, 90)))
    assert turn @ (1, 0, 0) == pytest.approx((0, 1, 0))
    turn, _ = matrix(Alignment(rotation_deg=(90, 0, 0)))
    assert turn @ (0, 1, 0) == pytest.approx((0, 0, 1))
    turn, _ = matrix(Alignment(rotation_deg=(0, 90, 0)))
    assert turn @ (0, 0, 1) == pytest.approx((1, 0, 0))


def test_a_move_written_down_and_read_again_is_the_same() -> None:
    turn, shift = matrix(MOVE)
    again = alignment_of(turn, shift, np.asarray(MOVE.centre_mm), registered=False)
    assert again.translation_mm == pytest.approx(MOVE.translation_mm)
    assert again.rotation_deg == pytest.approx(MOVE.rotation_deg)
    elsewhere = alignment_of(turn, shift, np.zeros(3), registered=True)
    assert matrix(elsewhere)[0] == pytest.approx(turn)
    assert matrix(elsewhere)[1] == pytest.approx(shift)
    assert elsewhere.source == "registered"


def test_moving_the_body_and_the_view_alike_changes_no_picture() -> None:
    volume = marked()
    turn, shift = matrix(MOVE)

    def moved(vector: Vec3, by: NDArray[np.float64] | float = 0.0) -> Vec3:
        x, y, z = turn @ np.asarray(vector) + by
        return float(x), float(y), float(z)

    centre, right, down = (19.5, 19.5, 19.5), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0)
    here = (centre, right, down, 60.0)
    there = (moved(centre, shift), moved(right), moved(down), 60.0)
    one, other = seen(volume), seen(aligned(volume, MOVE))
    size = (64, 64)
    difference = plane_values(volume, PlaneView(*here), size) - plane_values(other.volume, PlaneView(*there), size)
    assert np.nanmax(np.abs(difference)) < 0.5
    for draft in (False, True):
        a = projection_picture([one], ProjectionView(*here), size, draft=draft).astype(int)
        b = projection_picture([other], ProjectionView(*there), size, draft=draft).astype(int)
        assert np.mean(np.abs(a - b)) < 1
        a = surface_picture([one], SurfaceView(*here), size, draft=draft).astype(int)
        b = surface_picture([other], SurfaceView(*there), size, draft=draft).astype(int)
        assert np.mean(np.abs(a - b)) < 2


def test_a_layer_moved_to_the_left_is_seen_on_the_left() -> None:
    """Patient's left is +x: on the right of an axial picture."""
    under, over = marked(), marked()
    view = PlaneView((19.5, 19.5, 19.5), (1, 0, 0), (0, 1, 0), 60)
    before = plane_picture([seen(under), seen(over)], view, (64, 64))
    after = plane_picture([seen(under), seen(aligned(over, Alignment((10, 0, 0))))], view, (64, 64))
    assert before[32, 60].max() == 0
    assert after[32, 60].max() > 50


def test_numbers_without_sense_are_refused() -> None:
    for wrong in (Alignment((float("nan"), 0, 0)), Alignment((0, 1e9, 0)), Alignment(rotation_deg=(float("inf"), 0, 0))):
        with pytest.raises(BadInput):
            aligned(marked(), wrong)
