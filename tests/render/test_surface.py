"""3D pictures against a float64 ray caster written from the definition, and against bodies with known answers."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from tests.render.volumes import marked, seen, volume

from diaphane.base.errors import BadInput
from diaphane.model.scene import SurfaceView
from diaphane.render import surface, transfer
from diaphane.render.surface import AMBIENT, DIFFUSE, SPECULAR, surface_picture
from diaphane.render.volume import Volume

MIDDLE = (19.5, 19.5, 19.5)
FRONT = SurfaceView(MIDDLE, (1, 0, 0), (0, 0, -1), 60, "bone")
CURVE = ((50.0, 0.2, 0.5, 1.0, 0.0), (140.0, 0.9, 0.6, 0.3, 0.2), (260.0, 1.0, 1.0, 1.0, 0.9))


def ball(radius: float = 12, at: tuple[float, float, float] = MIDDLE) -> Volume:
    """A soft-edged bright ball in a dark cube of 40 mm."""
    z, y, x = np.mgrid[0:40, 0:40, 0:40].astype(float)
    distance = np.sqrt((x - at[0]) ** 2 + (y - at[1]) ** 2 + (z - at[2]) ** 2)
    return volume(np.clip(200 + (radius - distance) * 120, 0, 400).astype(np.int16))


def brute(one: Volume, view: SurfaceView, size: int) -> NDArray[np.float64]:
    """Emission-absorption with central-difference shading, sample by sample, float64, no space left out, no early end."""
    step = float(one.spacing_mm.min())
    table = transfer.table(transfer.points_of(view.preset, view.curve, one), one, step, view.shift)
    right, down = np.array(view.right, float), np.array(view.down, float)
    away = np.cross(right, down)
    steps = int(np.ceil((one.diagonal_mm + 2 * np.linalg.norm(one.centre_mm - view.centre_mm)) / step)) + 1
    mm = view.height_mm / size
    c, r = np.meshgrid(np.arange(size), np.arange(size), indexing="xy")
    base = np.array(view.centre_mm) + ((c - (size - 1) / 2) * mm)[..., None] * right + ((r - (size - 1) / 2) * mm)[..., None] * down
    body = one.voxels[:-1, :, : one.columns].astype(float)
    last = np.array(one.size) - 1.0
    out, left = np.zeros((size, size, 3)), np.ones((size, size))
    for k in range(steps):
        index = np.moveaxis(one.index(base + away * step * (k - (steps - 1) / 2)), -1, 0)
        inside = np.all([(index[a] >= -0.5) & (index[a] <= last[a] + 0.5) for a in range(3)], axis=0)
        at = np.stack([np.clip(index[a], 0, last[a]) for a in range(3)])
        value = map_coordinates(body, at, order=1, mode="nearest")
        entry = np.clip((value - table.first) * table.scale + 0.5, 0, transfer.ENTRIES - 1).astype(int)
        colour = table.colours[entry].astype(float)
        gradient = []
        for axis in range(3):
            ends = [map_coordinates(body, _moved(at, axis, side, last), order=1, mode="nearest") for side in (1, -1)]
            gradient.append((ends[0] - ends[1]) * 0.5 / one.spacing_mm[axis])
        towards = one.steps_mm / one.spacing_mm[:, None] @ -away
        cosine = np.abs(sum(g * t for g, t in zip(gradient, towards, strict=True))) / np.sqrt(sum(g * g for g in gradient) + 1e-6)
        shade = AMBIENT + DIFFUSE * cosine, SPECULAR * cosine**10
        weight = np.where(inside, colour[..., 3] * left, 0)
        for s in range(3):
            out[..., s] += weight * (colour[..., s] * shade[0] + shade[1])
        left -= weight
    return np.minimum(out, 1) * 255


def _moved(at: NDArray[np.float64], axis: int, side: int, last: NDArray[np.float64]) -> NDArray[np.float64]:
    moved = at.copy()
    moved[axis] = np.clip(at[axis] + side, 0, last[axis])
    return moved


@pytest.mark.parametrize("curve", [(), CURVE])
def test_ray_casting_equals_brute_force(curve: tuple[transfer.Point, ...]) -> None:
    view = dataclasses.replace(FRONT, right=(0.8, 0.6, 0.0), down=(-0.36, 0.48, -0.8), curve=curve)
    got = surface_picture([seen(ball())], view, (48, 48)).astype(float)
    want = brute(ball(), view, 48)
    # Rays end when 2 % shines through, faint samples are left out: at most 6 grey levels, mostly none.
    assert np.abs(got - want).max() <= 7
    assert np.abs(got - want).mean() < 0.6


@pytest.mark.parametrize("draft", [False, True])
@pytest.mark.parametrize("perspective_deg", [0.0, 60.0])
@pytest.mark.parametrize("height_mm", [12.0, 60.0, 400.0])
def test_leaving_out_empty_space_changes_no_pixel(
    monkeypatch: pytest.MonkeyPatch, height_mm: float, perspective_deg: float, draft: bool
) -> None:  # fmt: skip
    """Single bright voxels, thick slices, near and far: nothing that is seen may be passed over."""
    rng = np.random.default_rng(5)
    body = np.where(rng.random((40, 70, 60)) < 0.003, 3000, 0).astype(np.int16)
    speckled = volume(body, spacing=(2.5, 0.7, 0.8))
    views = [
        SurfaceView((23, 25, 49), right, down, height_mm, "bone", perspective_deg=perspective_deg)
        for right, down in (((0.8, 0.6, 0.0), (-0.36, 0.48, -0.8)), ((1, 0, 0), (0, 0, -1)), ((0.6, 0.0, 0.8), (0.64, 0.6, -0.48)))
    ]
    with monkeypatch.context() as everywhere:
        everywhere.setattr(surface, "_occupied", lambda one, *_: np.ones(math.prod(-(-n // 4) for n in one.size), np.uint8))
        whole = [surface_picture([seen(speckled)], view, (160, 112), draft=draft) for view in views]
    quick = [surface_picture([seen(speckled)], view, (160, 112), draft=draft) for view in views]
    assert all(picture.max() > 60 for picture in whole)
    assert all(np.array_equal(a, b) for a, b in zip(whole, quick, strict=True))


def test_no_3d_picture_is_mirrored() -> None:
    """From the front: the patient's left on the right, the head on top; from the back the left is on the left."""
    curve = ((140.0, 1, 1, 1, 0.0), (170.0, 1, 1, 1, 0.9))
    front = surface_picture([seen(marked())], dataclasses.replace(FRONT, height_mm=40, curve=curve), (48, 48))[..., 0] > 40
    assert front[24, 38]
    assert not front[24, 9]
    assert front[9, 24]
    assert not front[38, 24]
    back = surface_picture([seen(marked())], dataclasses.replace(FRONT, right=(-1, 0, 0), height_mm=40, curve=curve), (48, 48))[..., 0] > 40
    assert back[24, 9]
    assert not back[24, 38]


def _soft(radius: float, y: float) -> NDArray[np.int16]:
    z, row, x = np.mgrid[0:40, 0:40, 0:40].astype(float)
    distance = np.sqrt((x - 19.5) ** 2 + (row - y) ** 2 + (z - 19.5) ** 2)
    return np.asarray(np.clip((radius + 1 - distance) * 100, 0, 200), np.int16)


def test_what_is_nearer_hides_what_is_behind() -> None:
    """Two balls in one line: from the front the front one is seen, from behind the other."""
    body = _soft(8, 8) - _soft(8, 30)
    curve = ((-180.0, 0, 0, 1, 0.95), (-90.0, 0, 0, 1, 0.0), (90.0, 1, 0, 0, 0.0), (180.0, 1, 0, 0, 0.95))
    view = dataclasses.replace(FRONT, curve=curve, shaded=False)
    front = surface_picture([seen(volume(body))], view, (48, 48))[24, 24]
    back = surface_picture([seen(volume(body))], dataclasses.replace(view, right=(-1, 0, 0)), (48, 48))[24, 24]
    assert front[0] > 150 > front[2]
    assert back[2] > back[0]


def test_clipping_and_cropping_cut_the_right_side() -> None:
    clipped = surface_picture([seen(ball())], dataclasses.replace(FRONT, clip=(MIDDLE, (1, 0, 0))), (64, 64))[..., 0] > 20
    assert clipped[32, 24]
    assert not clipped[32, 40]
    box = ((0.0, 0.0, 19.5), (40.0, 40.0, 40.0))
    cropped = surface_picture([seen(ball())], dataclasses.replace(FRONT, crop_mm=box), (64, 64))[..., 0] > 20
    assert cropped[24, 32]
    assert not cropped[40, 32]


def test_perspective_makes_near_things_larger() -> None:
    view = dataclasses.replace(FRONT, height_mm=80)
    near, far = (
        (surface_picture([seen(ball(6, (19.5, y, 19.5)))], dataclasses.replace(view, perspective_deg=60), (96, 96))[..., 0] > 20).sum()
        for y in (8, 31)
    )
    parallel = [(surface_picture([seen(ball(6, (19.5, y, 19.5)))], view, (96, 96))[..., 0] > 20).sum() for y in (8, 31)]
    assert near > 1.15 * parallel[0] > 1.15 * far
    assert abs(int(parallel[0]) - int(parallel[1])) <= 4


def test_a_draft_is_the_same_picture() -> None:
    full = surface_picture([seen(ball())], FRONT, (64, 64)).astype(float)
    draft = surface_picture([seen(ball())], FRONT, (64, 64), draft=True).astype(float)
    noise = np.mean((full - draft) ** 2)
    assert 10 * np.log10(255**2 / noise) > 18


@pytest.mark.parametrize("change", [{"preset": "nothing"}, {"perspective_deg": 120.0}, {"curve": ((0.0, 2.0, 0.0, 0.0, 0.0),)}])
def test_views_without_sense_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        surface_picture([seen(ball())], dataclasses.replace(FRONT, **change), (32, 32))  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize("name", sorted(transfer.PRESETS))
def test_every_preset_shows_something(name: str) -> None:
    z, y, x = np.mgrid[0:40, 0:40, 0:40].astype(float)
    body = np.where(np.hypot(np.hypot(x - 19.5, y - 19.5), z - 19.5) < 15, (x - 20) * 60 - 100, -1000).astype(np.int16)
    picture = surface_picture([seen(volume(body))], dataclasses.replace(FRONT, preset=name), (48, 48))
    assert (picture.max(axis=2) > 25).mean() > 0.01
