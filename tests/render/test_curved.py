"""Curved MPR and cubic planes: against scipy, a helix whose straightened tube is a straight tube, and a body that must not be mirrored."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from tests.render.volumes import LAYER, seen, volume

from diaphane.base.errors import BadInput
from diaphane.model.scene import CurvedView, PlaneView, SlabMode, Vec3
from diaphane.render.course import course
from diaphane.render.curved import ribbon_picture, values
from diaphane.render.planes import plane_picture, plane_values, slab_steps

PLANE = PlaneView((20.3, 19.1, 22.7), (0.8, 0.6, 0.0), (0.0, 0.0, -1.0), 30.0, interpolation="cubic")


def waves() -> NDArray[np.int16]:
    """Smooth in every direction, nowhere flat."""
    z, y, x = np.indices((44, 46, 48)).astype(float)
    return np.asarray(np.rint(8000 * np.sin(x / 2.1 + 0.3) * np.cos(y / 2.4) * np.sin(z / 2.6 + 1)), np.int16)


def reference(body: NDArray[np.int16], view: PlaneView, size: tuple[int, int], order: Literal[1, 3, 5]) -> NDArray[np.float64]:
    """The plane by scipy: voxels are 1 mm, the first one at 0."""
    width, height = size
    mm = view.height_mm / height
    right, down = np.array(view.right), np.array(view.down)
    c, r = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    places = np.asarray(view.centre_mm) + c[..., None] * mm * right + r[..., None] * mm * down
    return np.asarray(ndimage.map_coordinates(body.astype(float), places[..., ::-1].transpose(2, 0, 1), order=order))


def test_cubic_planes_are_far_nearer_to_the_truth_than_linear_ones() -> None:
    body = waves()
    one, size = volume(body), (64, 60)
    truth = reference(body, PLANE, size, order=5)
    cubic = values(one, PLANE, size, cubic=True)
    linear = plane_values(one, PLANE, size)
    error, before = (float(np.sqrt(np.mean((shown - truth) ** 2))) for shown in (cubic, linear))
    assert error < before / 3
    assert 20 * math.log10(16000 / error) > 40
    by_scipy = reference(body, PLANE, size, order=3)
    assert np.sqrt(np.mean((cubic - by_scipy) ** 2)) < before / 3


def test_cubic_samples_keep_voxels_and_parabolas_exactly_and_slabs_too() -> None:
    z, y, x = np.indices((30, 30, 30)).astype(float)
    body = np.rint(2 * x * x - 3 * y * y + z * z + x).astype(np.int16)
    one = volume(body)
    there = values(
        one,
        dataclasses.replace(PLANE, centre_mm=(15.3, 14.7, 15.0), right=(1.0, 0, 0), down=(0, 1.0, 0), height_mm=10.0),
        (20, 20),
        cubic=True,
    )
    c, r = np.meshgrid(15.3 + (np.arange(20) - 9.5) / 2, 14.7 + (np.arange(20) - 9.5) / 2)
    assert there == pytest.approx(2 * c * c - 3 * r * r + 225 + c, abs=0.02)
    for mode in ("mip", "minip", "avg"):
        view = dataclasses.replace(PLANE, slab_mm=6.0, slab_mode=mode, centre_mm=(15.0, 15.0, 15.0), height_mm=8.0)
        linear = plane_values(one, view, (16, 16))
        assert values(one, view, (16, 16), cubic=False) == pytest.approx(linear, abs=0.5)


def test_a_cubic_picture_is_the_linear_one_but_finer_and_so_is_its_fusion() -> None:
    one = volume(waves())
    view = dataclasses.replace(PLANE, height_mm=60.0)
    under = seen(one, -8000, 8000)
    over = seen(one, -8000, 8000, dataclasses.replace(LAYER, colour_map="hot_iron", opacity=0.5))
    for layers in ([under], [under, over]):
        cubic, linear = ribbon_picture(layers, view, (80, 70)), plane_picture(layers, view, (80, 70))
        assert cubic.shape == linear.shape
        black = linear.reshape(70, 80, -1).max(-1) == 0
        assert (cubic.reshape(70, 80, -1).max(-1)[black] < 12).mean() > 0.99
        assert np.abs(cubic.astype(int) - linear).mean() < 6


def helix(turns: float = 1.5, radius: float = 18.0, pitch: float = 24.0) -> NDArray[np.float64]:
    """Points of a helix around the middle of the phantom, LPS mm."""
    t = np.linspace(0, turns * 2 * math.pi, 25)
    return np.stack([40 + radius * np.cos(t), 40 + radius * np.sin(t), 20 + pitch * t / (2 * math.pi)], 1)


def tube(points: NDArray[np.float64], radius: float = 3.0) -> NDArray[np.int16]:
    """1000 within a radius of the path."""
    z, y, x = np.indices((80, 80, 80)).astype(float)
    away = np.full(z.shape, 1e9)
    for px, py, pz in course([(float(a), float(b), float(c)) for a, b, c in points]).places[::2]:
        away = np.minimum(away, (x - px) ** 2 + (y - py) ** 2 + (z - pz) ** 2)
    return np.where(away < radius**2, 1000, 0).astype(np.int16)


def test_the_length_of_a_helix_is_the_helix_length_and_its_frame_never_twists() -> None:
    path = course([(float(a), float(b), float(c)) for a, b, c in helix()])
    exact = 1.5 * math.hypot(2 * math.pi * 18, 24)
    assert path.length_mm == pytest.approx(exact, rel=0.005)
    assert np.abs(np.sum(path.ahead * path.aside, axis=1)).max() < 1e-6
    assert np.linalg.norm(path.aside, axis=1) == pytest.approx(1)
    # Without twist: the change of `aside` lies along the path, never across it.
    change = np.diff(path.aside, axis=0)
    twist = np.abs(np.sum(change * np.cross(path.ahead, path.aside)[:-1], axis=1))
    assert twist.max() < 0.01 * np.linalg.norm(change, axis=1).max() + 1e-4


@pytest.mark.parametrize("turn_deg", [0.0, 60.0, 135.0])
def test_a_helical_tube_pulled_straight_is_a_straight_tube_of_its_length_and_width(turn_deg: float) -> None:
    points = helix()
    body = volume(tube(points))
    path = tuple((float(a), float(b), float(c)) for a, b, c in points)
    length = course(path).length_mm
    view = CurvedView(path, length + 20, length / 2, turn_deg=turn_deg)
    height = round(length + 20)
    shown = ribbon_picture([seen(body, 0, 1000)], view, (24, height))
    inside = shown[14:-14] > 127
    assert inside[:, 11:13].all(), "the tube stays in the middle"
    assert inside.sum(axis=1) == pytest.approx(6, abs=1.5)
    rows = np.flatnonzero(shown[:, 12] > 0)
    assert len(rows) == pytest.approx(length, abs=2), "a row is a millimetre of path"
    assert rows[0] == pytest.approx(10, abs=1), "nothing is drawn before the path begins"


def along_the_path(body: NDArray[np.int16], view: CurvedView, size: tuple[int, int], depths_mm: NDArray[np.float64]) -> NDArray[np.float64]:
    """Voxels by scipy at depths (mm, away from the viewer) behind the sheet: (depths, height, width), NaN beyond the ends."""
    width, height = size
    mm = view.height_mm / height
    along = np.asarray(view.along_mm + (np.arange(height) - (height - 1) / 2) * mm, np.float64)
    path = course(view.path_mm)
    place, ahead, aside = path.at(along)
    turn = np.radians(view.turn_deg)
    right = np.cos(turn) * aside + np.sin(turn) * np.cross(ahead, aside)
    away = np.cross(right, ahead)
    across = view.across_mm + (np.arange(width) - (width - 1) / 2) * mm
    places = place[:, None] + across[:, None] * right[:, None] + depths_mm[:, None, None, None] * away[:, None]
    places[:, (along < 0) | (along > path.length_mm)] = np.nan
    found = np.asarray(ndimage.map_coordinates(body.astype(float), np.nan_to_num(places)[..., ::-1].transpose(3, 0, 1, 2), order=1))
    inside = ((places >= 0) & (places <= np.array(body.shape[::-1]) - 1)).all(axis=-1)
    return np.where(inside, found, np.nan)


def loud(shown: NDArray[np.floating[Any]], truth: NDArray[np.float64]) -> float:
    """Peak signal to noise, dB, where both have values; most of the picture must."""
    both = ~np.isnan(shown) & ~np.isnan(truth)
    assert (np.isnan(shown) != np.isnan(truth)).mean() < 0.02, "the same edge, to a pixel"
    assert both.mean() > 0.5
    error = float(np.sqrt(np.mean((shown[both] - truth[both]) ** 2)))
    return 20 * math.log10(float(np.ptp(truth[both])) / error)


BENT = ((12.0, 30.0, 6.0), (20.0, 18.0, 14.0), (30.0, 25.0, 24.0), (24.0, 30.0, 36.0))
RIBBON = CurvedView(BENT, 40.0, 24.0, across_mm=1.5, turn_deg=35.0)


def test_a_bent_path_is_what_scipy_reads_along_it_thin_and_thick() -> None:
    """The floor is 60 dB, as for planes: places are float32 and samples between voxels."""
    body, size = waves(), (60, 90)
    one = volume(body)
    assert loud(values(one, RIBBON, size, cubic=False), along_the_path(body, RIBBON, size, np.zeros(1))[0]) > 60
    folds: list[tuple[SlabMode, Callable[..., NDArray[np.float64]]]] = [("mip", np.max), ("minip", np.min), ("avg", np.mean)]
    for mode, fold in folds:
        view = dataclasses.replace(RIBBON, slab_mm=6.0, slab_mode=mode)
        steps, depth_mm = slab_steps(one, 6.0)
        depths = np.asarray((np.arange(steps) - (steps - 1) / 2) * depth_mm, np.float64)
        assert steps > 5
        assert loud(values(one, view, size, cubic=False), fold(along_the_path(body, view, size, depths), axis=0)) > 60


@pytest.mark.parametrize("at_mm", [14.0, 24.0, 34.5])
def test_a_plane_across_the_path_meets_the_straightened_picture_in_its_row(at_mm: float) -> None:
    body = waves()
    one = volume(body)
    (place,), (ahead,), (aside,) = course(BENT).at(np.array([at_mm]))
    turn = math.radians(RIBBON.turn_deg)
    right = math.cos(turn) * aside + math.sin(turn) * np.cross(ahead, aside)
    view = PlaneView(_vec(place), _vec(right), _vec(np.cross(ahead, right)), 16.0)
    section = plane_values(one, view, (33, 33))
    assert loud(section, reference(body, view, (33, 33), 1)) > 60
    sheet = dataclasses.replace(RIBBON, along_mm=at_mm, across_mm=0.0, height_mm=16.0)
    assert values(one, sheet, (33, 33), cubic=False)[16] == pytest.approx(section[16], abs=2, nan_ok=True)


def _vec(numbers: NDArray[np.float64]) -> Vec3:
    x, y, z = (float(one) for one in numbers)
    return x, y, z


def test_a_straight_path_shows_what_a_plane_shows_and_nothing_is_mirrored() -> None:
    body = np.zeros((40, 40, 40), np.int16)
    body[8:14, 18:22, 26:34] = 200  # low, at the patient's left
    body[26:30, 18:22, 4:8] = 100  # high, at the right
    one = seen(volume(body))
    view = CurvedView(((19.5, 19.5, 35.0), (19.5, 19.5, 20.0), (19.5, 19.5, 5.0)), 40.0, 15.5)
    shown = ribbon_picture([one], view, (40, 40))
    plane = plane_picture([one], PlaneView((19.5, 19.5, 19.5), (1.0, 0, 0), (0, 0, -1.0), 40.0), (40, 40))
    assert np.abs(shown[6:34].astype(int) - plane[6:34]).max() <= 2
    turned = ribbon_picture([one], dataclasses.replace(view, turn_deg=180.0), (40, 40))
    assert np.array_equal(turned[:, ::-1][6:34] > 50, shown[6:34] > 50)
    moved = ribbon_picture([one], dataclasses.replace(view, across_mm=5.0, along_mm=17.5), (40, 40))
    assert np.abs(moved[6:30, :35].astype(int) - shown[8:32, 5:]).max() <= 2


def test_paths_and_numbers_without_sense_are_refused() -> None:
    one = seen(volume(np.zeros((10, 10, 10), np.int16)))
    good = CurvedView(((0.0, 0.0, 0.0), (5.0, 5.0, 5.0)), 20.0)
    for wrong in (
        {"path_mm": ((1.0, 2.0, 3.0),)}, {"path_mm": ((1.0, 2.0, 3.0),) * 5}, {"path_mm": ((math.nan, 0.0, 0.0), (1.0, 1.0, 1.0))},
        {"path_mm": ((0.0, 0.0, 0.0), (9000.0, 0.0, 0.0))}, {"path_mm": tuple((float(k), 0.0, 0.0) for k in range(65))},
        {"height_mm": 0.0}, {"along_mm": math.inf}, {"slab_mm": 500.0},
    ):  # fmt: skip
        with pytest.raises(BadInput):
            ribbon_picture([one], dataclasses.replace(good, **wrong), (16, 16))
    ribbon_picture([one], good, (16, 16))
