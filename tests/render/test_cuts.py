"""What is cut is gone and nothing else: outlines from every side, tables, bones, and what makes no sense."""

from __future__ import annotations

import numpy as np
import pytest
from tests.render.volumes import marked, volume

from diaphane.base.errors import BadInput
from diaphane.model.scene import Outline, Removal
from diaphane.render.cuts import cut
from diaphane.render.volume import Volume, copied

SQUARE = ((5.0, -8.0), (15.0, -8.0), (15.0, 8.0), (5.0, 8.0))  # right of the centre on the screen
CENTRE = (19.5, 19.5, 19.5)


def inside(one: Volume) -> np.ndarray:
    """The voxels without padding."""
    return one.voxels[:-1, :, : one.columns]


@pytest.mark.parametrize("remove", ["inside", "outside"])
@pytest.mark.parametrize("eye_mm", [0.0, 100.0])
def test_an_outline_takes_out_what_lies_behind_it(remove: str, eye_mm: float) -> None:
    """Against a brute-force projection of every voxel's centre; seen from the front, patient's left is right."""
    body = marked()
    outline = Outline(SQUARE, CENTRE, (1, 0, 0), (0, 0, -1), eye_mm, remove)  # type: ignore[arg-type]  # one of the two
    z, y, x = np.indices(body.size)
    scale = (y - 19.5 + eye_mm) / eye_mm if eye_mm else 1.0
    right, down = (x - 19.5) / scale, -(z - 19.5) / scale
    behind = (right > 5) & (right < 15) & (down > -8) & (down < 8)
    edge = np.minimum.reduce([abs(right - 5), abs(right - 15), abs(down + 8), abs(down - 8)]) < 0.05
    gone = behind if remove == "inside" else ~behind
    after = inside(cut(body, [outline]))
    assert np.all(after[gone & ~edge] == body.voxels.min())
    assert np.array_equal(after[~gone & ~edge], inside(body)[~gone & ~edge])
    assert np.array_equal(inside(marked()), inside(body)), "the volume itself is untouched"


def test_left_is_left_and_head_is_head() -> None:
    body = marked()
    left = inside(cut(body, [Outline(SQUARE, CENTRE, (1, 0, 0), (0, 0, -1))]))
    assert left[19, 19, 33] == body.voxels.min(), "the mark at +x, the patient's left, is gone"
    assert left[19, 19, 5] == 100
    head = inside(cut(body, [Outline(((-5, -18), (5, -18), (5, -8), (-5, -8)), CENTRE, (1, 0, 0), (0, 0, -1))]))
    assert head[33, 19, 19] == body.voxels.min()
    assert head[5, 19, 19] == 100


def test_outlines_without_sense_are_refused() -> None:
    for wrong in (
        Outline(SQUARE[:2], CENTRE, (1, 0, 0), (0, 0, -1)),
        Outline(((float("nan"), 0), *SQUARE), CENTRE, (1, 0, 0), (0, 0, -1)),
        Outline(SQUARE, CENTRE, (1, 0, 0), (1, 0, 0)),
        Outline(SQUARE, CENTRE, (1, 0, 0), (0, 0, -1), -1.0),
    ):
        with pytest.raises(BadInput):
            cut(marked(), [wrong])


def patient() -> Volume:
    """A CT: soft body with an air cavity, a bone with marrow, a vessel full of contrast, and a table below (towards the back)."""
    _, y, x = np.indices((60, 100, 100))
    out = np.full((60, 100, 100), -1000, np.int16)
    out[(y - 45) ** 2 / 30**2 + (x - 50) ** 2 / 40**2 < 1] = 40
    out[(y - 40) ** 2 + (x - 30) ** 2 < 8**2] = -900  # lung
    shaft = (y - 55) ** 2 + (x - 65) ** 2
    out[shaft < 9**2] = 900
    out[shaft < 6**2] = 20  # marrow
    out[(y - 30) ** 2 + (x - 60) ** 2 < 4**2] = 320  # vessel
    out[:, 80:84, 10:90] = 200  # table
    out[:, 82, 10:90] = -900
    return volume(out)


def test_the_table_goes_and_the_patient_stays_whole() -> None:
    body = patient()
    after = inside(cut(body, [Removal("table")]))
    assert np.all(after[:, 79:, :] == -1000)
    assert np.array_equal(after[:, 20:70, 25:75], inside(body)[:, 20:70, 25:75])
    assert after[30, 40, 30] == -900, "the lung belongs to the body"


def test_bones_go_with_their_marrow_and_vessels_stay() -> None:
    body = patient()
    after = inside(cut(body, [Removal("bone")]))
    assert np.all(after[:, 55, 57:74] == -1000)
    assert np.all(after[:, 30, 57:63] == 320)
    assert after[30, 45, 50] == 40


def test_thin_bone_beside_thick_goes_in_thick_slices_too() -> None:
    body = patient()
    voxels = copied(body.voxels)
    voxels[:-1, 54:56, 73:90] = 250  # a lamella: partial volume of thin bone
    for thick_mm in (1.0, 5.0):
        steps = np.diag([thick_mm, 1.0, 1.0])[:, ::-1]
        after = inside(cut(Volume(voxels, body.columns, body.origin_mm, steps, unit="HU"), [Removal("bone")]))
        assert np.all(after[4:-4, 54:56, 74:79] == -1000), "up to six millimetres away"
        assert np.all(after[4:-4, 54:56, 86:90] == 250), "far away it may be a vessel"


def test_cuts_follow_one_another_and_need_a_ct() -> None:
    body = patient()
    after = inside(cut(body, [Removal("table"), Removal("bone")]))
    assert after[30, 81, 50] == after[30, 55, 65] == -1000
    with pytest.raises(BadInput, match="scalpel"):
        cut(Volume(body.voxels, body.columns, body.origin_mm, body.steps_mm, unit="SUVbw"), [Removal("table")])
    with pytest.raises(BadInput, match="no bone"):
        cut(volume(np.full((20, 20, 20), 40, np.int16)), [Removal("bone")])


def test_thin_bone_in_one_thick_slice_goes() -> None:
    body = patient()
    voxels = copied(body.voxels)
    voxels[30, 20:35, 30:50] = 700  # less than cortex in the mean of two slices
    after = inside(cut(Volume(voxels, body.columns, body.origin_mm, np.diag([4.0, 1.0, 1.0])[:, ::-1], unit="HU"), [Removal("bone")]))
    assert np.all(after[30, 20:35, 30:50] == -1000)
    assert np.array_equal(after[32, :44], inside(body)[32, :44]), "but nothing two slices away"


@pytest.mark.parametrize("thick_mm", [1.0, 4.0])
def test_a_skull_goes_and_what_it_holds_stays(thick_mm: float) -> None:
    """The spinal canal leads out of it: what is enclosed there belongs to the brain, not to the marrow."""
    slices = round(80 / thick_mm)
    z, y, x = np.indices((slices, 100, 100))
    far = np.sqrt(((z - slices / 2) * thick_mm) ** 2 + (y - 50) ** 2 + (x - 50) ** 2)
    out = np.full(far.shape, -1000, np.int16)
    out[far < 38] = 40
    skull = (far > 30) & (far < 35)
    out[skull] = 900
    out[(y - 50) ** 2 + (x - 40) ** 2 < 3**2] = 320  # a vessel with contrast
    out[skull] = 900
    head = Volume(volume(out).voxels, 100, np.zeros(3), np.diag([thick_mm, 1.0, 1.0])[:, ::-1], unit="HU")
    after = inside(cut(head, [Removal("bone")]))
    assert np.all(after[skull] == -1000)
    deep = far < 16
    assert np.array_equal(after[deep], out[deep])
