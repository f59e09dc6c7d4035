"""Patient space."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.dicom.geometry import affine, along, letters, normal, usable


def test_the_normal_of_an_axial_image_points_to_the_head() -> None:
    assert normal((1, 0, 0, 0, 1, 0)) == (0, 0, 1)
    assert normal((0, 1, 0, 0, 0, -1)) == (-1, 0, 0)  # sagittal, seen from the left: towards the right
    assert along((3, 4, 5), (0, 0, 1)) == 5


def test_left_right_anterior_posterior_head_foot() -> None:
    assert letters((1, 0, 0)) == "L"
    assert letters((-1, 0, 0)) == "R"
    assert letters((0, 1, 0)) == "P"
    assert letters((0, 0, 1)) == "H"
    assert letters((0.8, -0.6, 0.0)) == "LA"
    assert letters((0.1, -0.2, -0.97)) == "FA"


def test_indices_to_millimetres() -> None:
    matrix = affine((-100, -50, 10), (1, 0, 0, 0, 1, 0), (0.5, 0.75), (0, -1, 5))
    column, row, slice_ = 4, 2, 3
    assert (matrix @ [column, row, slice_, 1])[:3] == pytest.approx([-100 + 4 * 0.75, -50 + 2 * 0.5 - 3, 10 + 15])
    assert matrix.dtype == np.float64


def test_six_numbers_are_two_directions_at_a_right_angle() -> None:
    assert usable((1, 0, 0, 0, 0.990960, 0.134158))
    assert not usable((1, 0, 0, 1, 0, 0))
    assert not usable((0, 0, 0, 0, 1, 0))
