"""Bodies of known size, place and handedness in leaning, unevenly spaced volumes; real heads against brute force; fused 3D not mirrored."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from scipy.spatial import cKDTree
from tests.render.test_surface import brute
from tests.render.volumes import LAYER, marked, seen, volume

from diaphane.model.scene import PlaneView, ProjectionView, SurfaceView
from diaphane.render.planes import plane_picture, projection_picture
from diaphane.render.surface import surface_picture
from diaphane.render.volume import Slices, Volume, assemble

AXIAL: dict[str, Any] = {"right": (1, 0, 0), "down": (0, 1, 0)}
CORONAL: dict[str, Any] = {"right": (1, 0, 0), "down": (0, 0, -1)}
SAGITTAL: dict[str, Any] = {"right": (0, 1, 0), "down": (0, 0, -1)}
OBLIQUE: dict[str, Any] = {"right": (0.8, 0.6, 0.0), "down": (-0.36, 0.48, -0.8)}
TURNS = [AXIAL, CORONAL, SAGITTAL, OBLIQUE]
SPOT = np.array([4.3, -7.7, 11.9])
Distance = Any


def leaning(distance: Distance) -> Volume:
    """A volume of 90 mm about the origin, 2.2 x 0.9 x 0.8 mm, slices leaning by 15 degrees: 200 where `distance`(points) < 0, soft edge."""
    count, rows, columns, gap = 42, 110, 120, 2.2
    lean = math.tan(math.radians(15)) * gap
    places = tuple((-48.0, -50.0 + lean * (k - count / 2), (k - count / 2) * gap) for k in range(count))
    z, y, x = np.meshgrid(np.arange(count), np.arange(rows), np.arange(columns), indexing="ij")
    start = np.array(places)[z]
    points = start + np.stack([x * 0.8, y * 0.9, np.zeros_like(x)], axis=-1)
    body = np.clip(100 - distance(points) * 60, 0, 200).astype(np.int16)
    return assemble(Slices(places, (1, 0, 0, 0, 1, 0), (0.9, 0.8)), [(one, 1.0, 0.0) for one in body], "HU")


def shadow(picture: NDArray[np.uint8], mm: float, axes: dict[str, Any], centre: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Area (mm2) of what is bright in a picture, and where its middle lies along right and down from the patient's origin, mm."""
    bright = picture > 100
    row, column = (float(part.mean()) for part in np.nonzero(bright))
    height, width = picture.shape
    right, down = np.array(axes["right"], float), np.array(axes["down"], float)
    place = np.array([centre @ right + (column - (width - 1) / 2) * mm, centre @ down + (row - (height - 1) / 2) * mm])
    return float(bright.sum()) * mm * mm, place


@pytest.mark.parametrize("axes", TURNS)
def test_a_ball_has_its_size_and_place_from_everywhere(axes: dict[str, Any]) -> None:
    """Section through the middle and shadow: a disc of 15 mm radius within 3 %, its middle within a third of a millimetre."""
    one = leaning(lambda points: np.linalg.norm(points - SPOT, axis=-1) - 15)
    right, down = np.array(axes["right"], float), np.array(axes["down"], float)
    centre = np.cross(right, down) * (SPOT @ np.cross(right, down))
    where = (float(centre[0]), float(centre[1]), float(centre[2]))
    size, height_mm = (161, 141), 70.5
    for picture in (
        plane_picture([seen(one)], PlaneView(where, **axes, height_mm=height_mm), size),
        projection_picture([seen(one)], ProjectionView(where, **axes, height_mm=height_mm), size),
    ):
        area, place = shadow(picture, height_mm / size[1], axes, centre)
        assert area == pytest.approx(math.pi * 15**2, rel=0.03)
        assert np.abs(place - [SPOT @ right, SPOT @ down]).max() < 0.34


@pytest.mark.parametrize("axes", TURNS)
def test_a_rod_has_its_length_and_slant_from_everywhere(axes: dict[str, Any]) -> None:
    ends = np.array([-18.0, 9.0, -14.0]), np.array([16.0, -12.0, 17.0])
    way = ends[1] - ends[0]

    def distance(points: NDArray[np.float64]) -> NDArray[np.float64]:
        share = np.clip((points - ends[0]) @ way / (way @ way), 0, 1)
        return np.asarray(np.linalg.norm(points - ends[0] - share[..., None] * way, axis=-1) - 2.5)

    one = leaning(distance)
    picture = projection_picture([seen(one)], ProjectionView((0, 0, 0), **axes, height_mm=80), (160, 160))
    flat = np.array([way @ np.array(axes["right"], float), way @ np.array(axes["down"], float)])
    places = np.argwhere(picture > 100)[:, ::-1] * 0.5
    spread, directions = np.linalg.eigh(np.cov((places - places.mean(axis=0)).T))
    along = directions[:, spread.argmax()]
    assert abs(along @ flat) / np.linalg.norm(flat) > math.cos(math.radians(1.5))
    reach = (places - places.mean(axis=0)) @ along
    assert float(np.ptp(reach)) == pytest.approx(np.linalg.norm(flat) + 5, abs=1.5)


@pytest.mark.parametrize("hand", [1, -1])
def test_a_helix_keeps_its_hand(hand: int) -> None:
    """The half of a screw that faces the viewer rises to one side only, whichever side the body is looked at from."""
    turn = np.linspace(-2 * math.pi, 2 * math.pi, 400)
    screw = np.stack([18 * np.cos(turn), 18 * np.sin(turn) * hand, turn * 5], axis=-1)
    knots = cKDTree(screw)

    def distance(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(knots.query(points)[0] - 3)

    one = leaning(distance)
    curve = ((90.0, 1, 1, 1, 0.0), (110.0, 1, 1, 1, 1.0))
    for right, away in (((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)), ((0.0, 1.0, 0.0), (-1.0, 0.0, 0.0))):
        view = SurfaceView((0, 0, 0), right, (0, 0, -1), 80, curve=curve, clip=((0, 0, 0), away), shaded=False)
        picture = surface_picture([seen(one)], view, (160, 160))[..., 0]
        front = screw[screw @ np.array(away) < -4]
        columns, rows = front @ np.array(right) * 2 + 79.5, -front[:, 2] * 2 + 79.5
        there = picture[rows.round().astype(int), columns.round().astype(int)]
        mirrored = picture[rows.round().astype(int), (159 - columns).round().astype(int)]
        assert (there > 100).mean() > 0.95
        assert (mirrored > 100).mean() < 0.6  # both cross in the middle


def test_no_fused_3d_and_no_fused_plane_is_mirrored() -> None:
    """Uptake at the patient's left shines on the right of a picture from the front, and on the left of one from behind."""
    middle = (19.5, 19.5, 19.5)
    ct = marked()
    hot = np.zeros((20, 20, 20), np.int16)
    hot[14:16, 9:11, 15:17] = 1000
    pet = volume(hot, origin=(0.5, 0.5, 0.5), spacing=(2, 2, 2))
    over = seen(pet, 0, 1000, dataclasses.replace(LAYER, colour_map="hot_iron", opacity=1.0))
    for right, side in (((1.0, 0.0, 0.0), 31), ((-1.0, 0.0, 0.0), 8)):
        solid = SurfaceView(middle, right, (0, 0, -1), 40, curve=((90.0, 0.2, 0.2, 1, 0.0), (100.0, 0.2, 0.2, 1, 0.3)))
        flat = PlaneView(middle, right, (0, 0, -1), 40, slab_mm=30)
        for picture in (surface_picture([seen(ct), over], solid, (40, 40)), plane_picture([seen(ct), over], flat, (40, 40))):
            red = picture[..., 0].astype(int) - picture[..., 2]
            row, column = np.unravel_index(red.argmax(), red.shape)
            assert abs(int(column) - side) <= 2
            assert abs(int(row) - 10) <= 2  # towards the head


def real(folder: Path) -> Volume:
    """The files of a CT as a volume, sorted along the normal."""
    files = [pydicom.dcmread(path) for path in folder.iterdir()]
    files = [one for one in files if "PixelData" in one and "ImagePositionPatient" in one]
    normal = np.cross(files[0].ImageOrientationPatient[:3], files[0].ImageOrientationPatient[3:])
    files.sort(key=lambda one: float(np.dot(one.ImagePositionPatient, normal)))
    places = tuple((float(x), float(y), float(z)) for x, y, z in (one.ImagePositionPatient for one in files))
    a, b, c, d, e, f = (float(part) for part in files[0].ImageOrientationPatient)
    down_mm, across_mm = (float(part) for part in files[0].PixelSpacing)
    stored = [(one.pixel_array.astype(np.int16), float(one.RescaleSlope), float(one.RescaleIntercept)) for one in files]
    return assemble(Slices(places, (a, b, c, d, e, f), (down_mm, across_mm)), stored, "HU")


@pytest.mark.parametrize("name", ["head_philips_141", "head_ge_28"])
def test_real_heads_equal_brute_force(name: str, shared_data: Path) -> None:
    """An even and a leaning one, by scipy in float64: MIP within a grey level, 3D within what an early end and faint samples leave out."""
    one = real(shared_data / "ct" / name)
    x, y, z = (float(part) for part in one.centre_mm)
    view = ProjectionView((x, y, z), **OBLIQUE, height_mm=260)
    size = 40
    picture = projection_picture([seen(one, -500, 1500)], view, (size, size)).astype(float)
    right, down = np.array(view.right), np.array(view.down)
    away, mm, step = np.cross(right, down), 260 / size, float(one.spacing_mm.min())
    steps = math.ceil(one.diagonal_mm / step) + 1
    grid = (np.arange(size) - (size - 1) / 2) * mm
    start = one.centre_mm + grid[None, :, None] * right + grid[:, None, None] * down
    body = one.voxels[:-1, :, : one.columns].astype(np.float32) * np.float32(one.slope) + np.float32(one.intercept)
    want = np.full((size, size), -np.inf)
    for k in range(steps):
        index = np.moveaxis(one.index(start + away * (k - (steps - 1) / 2) * step), -1, 0)
        inside = np.all([(index[a] >= -0.5) & (index[a] < one.size[a] - 0.5) for a in range(3)], axis=0)
        want = np.maximum(want, np.where(inside, map_coordinates(body, index, order=1, mode="nearest"), -np.inf))
    grey = np.floor(np.clip((want + 500) / 2000 * 255, 0, 255) + 0.5)
    difference = np.abs(picture - np.where(np.isinf(want), 0, grey))
    assert np.quantile(difference, 0.995) <= 1  # a sample on the border may be in for one and out for the other
    solid = SurfaceView((x, y, z), (0.8, 0.6, 0.0), (0.12, -0.16, -0.98), 260, "bone")
    got = surface_picture([seen(one)], solid, (24, 24)).astype(float)
    error = np.abs(got - brute(one, solid, 24))
    assert np.quantile(error, 0.99) <= 9
    assert error.mean() < 1.5
