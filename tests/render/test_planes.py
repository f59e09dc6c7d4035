"""Planes, slabs, projections and fusion against scipy and against bodies with known answers."""

from __future__ import annotations

import dataclasses
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from tests.render.volumes import LAYER, marked, seen, volume

from diaphane.base.errors import BadInput
from diaphane.model.scene import PlaneView, ProjectionView, SlabMode, Window
from diaphane.render import planes
from diaphane.render.volume import Slices, Volume, assemble

MIDDLE = (19.5, 19.5, 19.5)
AXIAL: dict[str, Any] = {"right": (1, 0, 0), "down": (0, 1, 0)}
CORONAL: dict[str, Any] = {"right": (1, 0, 0), "down": (0, 0, -1)}
SAGITTAL: dict[str, Any] = {"right": (0, 1, 0), "down": (0, 0, -1)}
OBLIQUE: dict[str, Any] = {"right": (0.8, 0.6, 0.0), "down": (-0.36, 0.48, -0.8)}


def reference(one: Volume, view: PlaneView, size: tuple[int, int], mode: SlabMode) -> NDArray[np.float64]:
    """The same plane by scipy in float64, from the definitions alone; NaN outside."""
    steps, depth = planes.slab_steps(one, view.slab_mm)
    right, down = np.array(view.right, float), np.array(view.down, float)
    away = np.cross(right, down)
    mm = view.height_mm / size[1]
    c, r, k = np.meshgrid(np.arange(size[0]), np.arange(size[1]), np.arange(steps), indexing="xy")
    points = (
        np.array(view.centre_mm)
        + ((c - (size[0] - 1) / 2) * mm)[..., None] * right
        + ((r - (size[1] - 1) / 2) * mm)[..., None] * down
        + ((k - (steps - 1) / 2) * depth)[..., None] * away
    )
    index = np.moveaxis((points - one.origin_mm) @ np.linalg.inv(one.steps_mm), -1, 0)
    inside = np.all([(index[a] >= -0.5) & (index[a] < one.size[a] - 0.5) for a in range(3)], axis=0)
    body = one.voxels[:-1, :, : one.columns].astype(float) * one.slope + one.intercept
    values = np.where(inside, map_coordinates(body, index, order=1, mode="nearest"), np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # rays that meet nothing
        if mode == "avg":
            return np.asarray(np.nanmean(values, axis=-1))
        return np.asarray(np.nanmax(values, axis=-1) if mode == "mip" else np.nanmin(values, axis=-1))


def tilted() -> Volume:
    """A noisy body with unequal spacing whose slices lean by 20 degrees."""
    rng = np.random.default_rng(5)
    places = tuple((10.0, -20.0 + 0.728 * k, 30.0 + 2.0 * k) for k in range(24))
    body = rng.integers(-1000, 2000, (24, 40, 36))
    return assemble(Slices(places, (1, 0, 0, 0, 1, 0), (0.9, 0.7)), [(one.astype(np.int16), 1.0, 0.0) for one in body], "HU")


@pytest.mark.parametrize("mode", ["mip", "minip", "avg"])
@pytest.mark.parametrize("slab_mm", [0.0, 7.5])
@pytest.mark.parametrize("axes", [AXIAL, CORONAL, SAGITTAL, OBLIQUE])
def test_planes_equal_scipy(axes: dict[str, Any], slab_mm: float, mode: SlabMode) -> None:
    one = tilted()
    view = PlaneView(centre_mm=tuple(one.centre_mm), height_mm=41.3, slab_mm=slab_mm, slab_mode=mode, **axes)
    got, want = planes.plane_values(one, view, (50, 44)), reference(one, view, (50, 44), mode)
    both = ~np.isnan(got) & ~np.isnan(want)
    # A sample that lies on the very border may be in for one and out for the other (float32 against float64).
    assert (np.isnan(got) == np.isnan(want)).mean() > 0.995
    error = np.abs(got - want)[both]
    assert np.quantile(error, 0.99) < 0.3
    if slab_mm == 0:
        assert error.max() < 0.3


STRAIGHT: list[dict[str, Any]] = [
    {"right": (-1, 0, 0), "down": (0, 1, 0)},
    {"right": (1, 0, 0), "down": (0, 0.6, -0.8)},
    {"right": (0, -1, 0), "down": (0, 0, 1)},
    {"right": (0, 1, 0), "down": (-0.6, 0, -0.8)},
    {"right": (0, 0, -1), "down": (0, 1, 0)},
]


@pytest.mark.parametrize("mode", ["mip", "minip", "avg"])
@pytest.mark.parametrize("slab_mm", [0.0, 9.0])
@pytest.mark.parametrize(("height_mm", "shift"), [(30.0, 0.0), (45.0, 3.3), (140.0, -7.0), (35.0, 26.0)])
@pytest.mark.parametrize("axes", [AXIAL, CORONAL, SAGITTAL, *STRAIGHT])
def test_straight_planes_equal_scipy(
    axes: dict[str, Any], height_mm: float, shift: float, slab_mm: float, mode: SlabMode
) -> None:  # fmt: skip
    """Planes along the volume's axes have a way of their own: turned round, magnified, shrunk, half outside, and to 60 dB at least."""
    body = np.random.default_rng(7).integers(-1000, 2000, (24, 40, 36)).astype(np.int16)
    one = volume(body, origin=(3.0, -2.0, 1.0), spacing=(1.3, 0.9, 0.9))
    view = PlaneView(tuple(one.centre_mm + shift / 2), height_mm=height_mm, slab_mm=slab_mm, slab_mode=mode, **axes)
    got, want = planes.plane_values(one, view, (53, 44)), reference(one, view, (53, 44), mode)
    both = ~np.isnan(got) & ~np.isnan(want)
    assert (np.isnan(got) == np.isnan(want)).mean() > 0.99
    assert both.sum() > 50
    # Samples on the very border of the volume are in for one and out for the other: they decide a slab's value in a few pixels.
    error = np.sort(np.abs(got - want)[both])
    assert error[: int(len(error) * 0.98)].max() < 0.5
    assert 20 * np.log10(3000 / max(np.sqrt(np.mean(error[: int(len(error) * 0.98)] ** 2)), 1e-6)) > 80


@pytest.mark.parametrize(("axes", "left", "down"), [(AXIAL, "bright", "dark"), (CORONAL, "bright", "foot"), (SAGITTAL, "dark", "foot")])
def test_no_plane_is_mirrored(axes: dict[str, Any], left: str, down: str) -> None:
    """Patient's left is on the right of axial and coronal pictures, the back on the right of sagittal ones, the head on top."""
    picture = planes.plane_picture([seen(marked())], PlaneView(centre_mm=MIDDLE, height_mm=40, **axes), (40, 40))
    right_of, left_of, above, below = picture[20, 33], picture[20, 6], picture[6, 20], picture[33, 20]
    assert right_of == {"bright": 180, "dark": 30}[left]
    assert left_of == 100
    assert (above, below) == ((100, 30) if down == "dark" else (250, 100))


@pytest.mark.parametrize("axes", [AXIAL, CORONAL, SAGITTAL])
def test_no_projection_is_mirrored(axes: dict[str, Any]) -> None:
    view = ProjectionView(centre_mm=MIDDLE, height_mm=40, **axes)
    maximum = planes.projection_picture([seen(marked())], view, (40, 40))
    minimum = planes.projection_picture([seen(marked())], dataclasses.replace(view, mode="minip"), (40, 40))
    if axes is AXIAL:
        assert (maximum[20, 33], maximum[20, 6], minimum[33, 20], minimum[6, 20]) == (180, 100, 30, 100)
    else:
        assert (maximum[6, 20], maximum[33, 20]) == (250, 100)
        side, other = (minimum[20, 33], minimum[20, 6]) if axes is SAGITTAL else (maximum[20, 33], maximum[20, 6])
        assert (side, other) == ((30, 100) if axes is SAGITTAL else (180, 100))


@pytest.mark.parametrize("invert", [False, True])
@pytest.mark.parametrize("mode", ["mip", "minip"])
@pytest.mark.parametrize("axes", [AXIAL, CORONAL, OBLIQUE])
def test_pruning_changes_no_grey_level(axes: dict[str, Any], mode: SlabMode, invert: bool) -> None:
    """The pruned projection equals the unpruned slab through everything, under wide, narrow and turned windows.

    Inverted too: where a volume holds nothing but the window's bottom it is white, and black beside the volume.
    """
    one, layer = tilted(), dataclasses.replace(LAYER, invert=invert)
    size = (64, 48)
    view = ProjectionView(centre_mm=tuple(one.centre_mm), height_mm=70, mode=mode, **axes)
    for low, high in ((-1000, 2000), (1500, 1600), (-700, -650), (6000, 7000), (-7000, -6000)):
        got = planes.projection_picture([seen(one, low, high, layer)], view, size)
        depth = float(one.spacing_mm.min())
        steps = int(np.ceil(one.diagonal_mm / depth)) + 1
        whole = PlaneView(view.centre_mm, view.right, view.down, view.height_mm, slab_mm=depth * (steps - 1), slab_mode=mode)
        want = planes.plane_picture([seen(one, low, high, layer)], whole, size)
        assert np.abs(got.astype(int) - want).max() <= 1


def test_window_edges_are_exact() -> None:
    body = np.tile(np.arange(256, dtype=np.int16), (4, 4, 1))
    picture = planes.plane_picture([seen(volume(body))], PlaneView((127.5, 1.5, 1.5), **AXIAL, height_mm=4), (256, 4))
    assert np.array_equal(picture[1], np.arange(256))


def test_pet_hot_spot_lands_where_it_is() -> None:
    """A hot spot on the coarse grid of a PET, off the CT's grid, is hottest where it lies in the patient, on every plane."""
    ct = volume(np.zeros((60, 60, 60), np.int16))
    coarse = np.zeros((15, 15, 15), np.int16)
    coarse[9, 4, 11] = 1000
    pet = volume(coarse, origin=(1.3, 0.7, 2.1), spacing=(4, 4, 4))
    spot = np.array([1.3 + 44, 0.7 + 16, 2.1 + 36])
    over = seen(pet, 0, 1000, dataclasses.replace(LAYER, colour_map="hot_iron", opacity=1.0))
    for axes in (AXIAL, CORONAL, SAGITTAL):
        right, down = np.array(axes["right"], float), np.array(axes["down"], float)
        away = np.cross(right, down)
        centre = np.full(3, 29.5)
        centre += away * ((spot - centre) @ away)
        picture = planes.plane_picture([seen(ct), over], PlaneView(tuple(centre), **axes, height_mm=60), (60, 60))
        row, column = np.unravel_index(picture.sum(axis=2).argmax(), (60, 60))
        at = centre + right * (column - 29.5) + down * (row - 29.5)
        assert np.abs(at - spot).max() <= 1.0


def test_opacity_is_true_at_both_ends() -> None:
    ct = volume(np.full((8, 8, 8), 77, np.int16))
    pet = volume(np.full((8, 8, 8), 200, np.int16))
    view = PlaneView((3.5, 3.5, 3.5), **AXIAL, height_mm=8)
    for opacity, want in ((0.0, 77), (1.0, 200), (0.5, 138)):
        layer = dataclasses.replace(LAYER, opacity=opacity)
        picture = planes.plane_picture([seen(ct), seen(pet, layer=layer)], view, (8, 8))
        assert np.abs(picture.astype(int) - want).max() <= 1
    hidden = dataclasses.replace(LAYER, opacity=1.0, threshold=201.0)
    assert np.all(planes.plane_picture([seen(ct), seen(pet, layer=hidden)], view, (8, 8)) == 77)


def test_fusion_of_other_grids_equals_scipy() -> None:
    rng = np.random.default_rng(1)
    ct = volume(rng.integers(0, 256, (20, 40, 40)).astype(np.int16), spacing=(2, 1, 1))
    pet = volume(rng.integers(0, 256, (12, 14, 15)).astype(np.int16), origin=(-3, 2, -1), spacing=(3.3, 2.9, 2.9))
    view = PlaneView(tuple(ct.centre_mm), **OBLIQUE, height_mm=38)
    layer = dataclasses.replace(LAYER, opacity=0.4)
    got = planes.plane_picture([seen(ct), seen(pet, layer=layer)], view, (60, 50)).astype(float)
    under, over = (np.nan_to_num(reference(one, view, (60, 50), "mip"), nan=-1) for one in (ct, pet))
    want = np.where(over < 0, np.maximum(under, 0), 0.6 * np.maximum(under, 0) + 0.4 * over)
    noise = np.mean((got[..., 0] - want)[(under >= 0)] ** 2)
    assert 10 * np.log10(255**2 / noise) > 50


def test_negative_slopes_turn_maximum_round() -> None:
    slices = Slices(tuple((0.0, 0.0, float(k)) for k in range(4)), (1, 0, 0, 0, 1, 0), (1, 1))
    one = assemble(slices, [(np.full((4, 4), k, np.int16), -10.0, 100.0) for k in range(4)], "")
    view = PlaneView((1.5, 1.5, 1.5), **AXIAL, height_mm=4, slab_mm=3)
    assert planes.plane_values(one, view, (4, 4)).max() == pytest.approx(100)


@pytest.mark.parametrize(
    "change",
    [
        {"right": (0, 0, 0)}, {"down": (1, 0, 0)}, {"height_mm": 0}, {"height_mm": float("nan")}, {"centre_mm": (1e9, 0, 0)},
        {"slab_mm": -1}, {"slab_mm": 1e6}, {"right": (float("nan"), 0, 0)},
    ],
)  # fmt: skip
def test_views_without_sense_are_refused(change: dict[str, Any]) -> None:
    view = dataclasses.replace(PlaneView(MIDDLE, **AXIAL, height_mm=40), **change)
    with pytest.raises(BadInput):
        planes.plane_picture([seen(marked())], view, (40, 40))


def test_sigmoid_windows_are_refused_in_words() -> None:
    curved = seen(marked())._replace(window=Window(0, 100, "SIGMOID"))
    with pytest.raises(BadInput, match="linear"):
        planes.plane_picture([curved], PlaneView(MIDDLE, **AXIAL, height_mm=40), (40, 40))


def test_parts_of_a_picture_make_the_whole() -> None:
    """Rows given to several threads give the same picture as all rows at once."""

    def thirds(job: Callable[[int, int], object], count: int) -> None:
        for k in range(3):
            job(k * count // 3, (k + 1) * count // 3)

    view = PlaneView(MIDDLE, **OBLIQUE, height_mm=50, slab_mm=5)
    whole = planes.plane_picture([seen(marked())], view, (70, 61))
    assert np.array_equal(whole, planes.plane_picture([seen(marked())], view, (70, 61), thirds))


@pytest.mark.parametrize("slab_mm", [-1.0, 0.2, 100.5, float("nan"), float("inf")])
def test_slabs_beyond_their_limits_are_refused_with_them(slab_mm: float) -> None:
    with pytest.raises(BadInput, match=r"0\.5 to 100 mm"):
        planes.slab_steps(marked(), slab_mm)


@pytest.mark.parametrize("slab_mm", [0.0, 0.5, 100.0])
def test_slabs_at_their_limits_are_drawn(slab_mm: float) -> None:
    steps, depth_mm = planes.slab_steps(marked(), slab_mm)
    assert (steps - 1) * depth_mm == pytest.approx(slab_mm)
