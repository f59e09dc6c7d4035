"""Display order, and what is said about it."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from diaphane.dicom.stack import StackOrder, order
from diaphane.model.instance import PictureFacts

SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)


def heights(found: StackOrder) -> list[float]:
    return [f.position_mm[2] for f in found.frames if f.position_mm]


def test_positions_decide_not_numbers(make_slice: Callable[..., PictureFacts]) -> None:
    facts = [make_slice((0, 0, z)) for z in (4.0, 0.0, 6.0, 2.0)]
    found = order(facts)
    assert heights(found) == [0, 2, 4, 6]
    assert found.instances == (1, 3, 0, 2)
    assert found.numbers == (0, 1, 2, 3)
    assert found.regular
    assert found.distance_mm == 2.0
    assert found.notes == ()
    assert found.volumes == 1


def test_instance_numbers_decide_the_direction(make_slice: Callable[..., PictureFacts]) -> None:
    facts = [make_slice((0, 0, -2.0 * n), n) for n in range(5)]
    random.Random(1).shuffle(facts)
    assert heights(order(facts)) == [0, -2, -4, -6, -8]


def test_without_positions_numbers_decide(make_slice: Callable[..., PictureFacts]) -> None:
    found = order([make_slice(None, n) for n in (3, None, 1, 2)])
    assert [f.number for f in found.frames] == [1, 2, 3, None]
    assert not found.regular
    assert found.notes == ()


def test_some_without_a_place_come_last(make_slice: Callable[..., PictureFacts]) -> None:
    found = order([make_slice(None, 1), make_slice((0, 0, 1.0), 2), make_slice((0, 0, 0.0), 3)])
    assert found.instances == (1, 2, 0)
    assert "1 of 3 pictures do not say where they lie" in found.notes[0].text
    assert not found.regular


def test_a_gap_is_said(make_slice: Callable[..., PictureFacts]) -> None:
    found = order([make_slice((0, 0, 2.0 * n), n) for n in range(10) if n not in {4, 5}])
    assert tuple(note.text for note in found.notes) == ("Slices are missing: 1 gap (between 4 and 5), about 2 of the usual 2 mm.",)
    assert not found.regular


def test_a_head_in_thin_slices_below_and_thick_ones_above_has_no_gap(make_slice: Callable[..., PictureFacts]) -> None:
    below, above = [4.0 * n for n in range(8)], [29.0 + 7.0 * n for n in range(7)]
    found = order([make_slice((0, 0, z), n) for n, z in enumerate(below + above)])
    assert tuple(note.code for note in found.notes) == ("stack.uneven",)
    lacking = [make_slice((0, 0, z), n) for n, z in enumerate(below + above) if n != 11]
    assert [(note.code, dict(note.values)["places"]) for note in order(lacking).notes] == [("stack.gaps", "11-12")]


def test_uneven_distances_are_said(make_slice: Callable[..., PictureFacts]) -> None:
    found = order([make_slice((0, 0, z), n) for n, z in enumerate((0.0, 2.0, 4.0, 6.2, 8.0))])
    assert tuple(note.text for note in found.notes) == ("Slices lie at uneven distances: 1.8 to 2.2 mm, mostly 2 mm.",)
    assert not found.regular


def test_digits_cut_off_are_not_uneven(make_slice: Callable[..., PictureFacts]) -> None:
    assert order([make_slice((0, 0, round(n * 0.625, 2)), n) for n in range(9)]).regular


def test_a_tilted_gantry_is_said(make_slice: Callable[..., PictureFacts]) -> None:
    shift = 5.0 * math.tan(math.radians(17.5))
    found = order([make_slice((0.0, -shift * n, 5.0 * n), n) for n in range(8)])
    assert tuple(note.text for note in found.notes) == ("The gantry was tilted by 17.5 degrees: slices are shifted against each other.",)
    assert not found.regular


def test_two_orientations_one_after_the_other(make_slice: Callable[..., PictureFacts]) -> None:
    axial = [make_slice((0, 0, float(z)), 10 + z) for z in range(3)]
    sagittal = [make_slice((float(x), 0, 0), x, orientations=(SAGITTAL,)) for x in range(3)]
    found = order([axial[0], sagittal[0], axial[1], sagittal[1], axial[2], sagittal[2]])
    assert [f.number for f in found.frames] == [0, 1, 2, 10, 11, 12]
    assert "The pictures lie in 2 orientations: shown one orientation after another." in [note.text for note in found.notes]
    assert not found.regular


def test_localizers_come_first(make_slice: Callable[..., PictureFacts]) -> None:
    scout = make_slice((0, 0, 500.0), 99, image_type=("ORIGINAL", "PRIMARY", "LOCALIZER"))
    found = order([make_slice((0, 0, float(z)), z) for z in range(3)] + [scout])
    assert found.instances == (3, 0, 1, 2)
    assert "1 of 4 pictures are localizers: shown first." in [note.text for note in found.notes]


def test_two_echoes_are_two_volumes(make_slice: Callable[..., PictureFacts]) -> None:
    facts = [make_slice((0, 0, 3.0 * z), 2 * z + e, acquisition=f"echo {100 if e else 20} ms") for z in range(4) for e in range(2)]
    random.Random(2).shuffle(facts)
    found = order(facts)
    assert found.volumes == 2
    assert [f.acquisition for f in found.frames] == ["echo 20 ms"] * 4 + ["echo 100 ms"] * 4
    assert heights(found) == [0, 3, 6, 9] * 2
    assert tuple(note.text for note in found.notes) == (
        "The same places were imaged 2 times (they differ in echo time): shown one volume after another.",
    )
    assert found.regular
    assert found.distance_mm == 3.0


def test_trigger_times_that_differ_from_slice_to_slice(make_slice: Callable[..., PictureFacts]) -> None:
    facts = [make_slice((0, 0, 8.0 * z), 20 * z + p, acquisition=f"phase {p * 40 + z} ms") for z in range(3) for p in range(5)]
    found = order(facts)
    assert found.volumes == 5
    assert heights(found) == [0, 8, 16] * 5
    assert [f.number for f in found.frames][:3] == [0, 20, 40]


def test_repeats_nobody_explains_go_by_number(make_slice: Callable[..., PictureFacts]) -> None:
    found = order([make_slice((0, 0, float(z)), 10 * run + z) for run in range(2) for z in range(3)])
    assert [f.number for f in found.frames] == [0, 1, 2, 10, 11, 12]
    assert "nothing in them says what differs" in found.notes[0].text


def test_frames_of_one_object(make_slice: Callable[..., PictureFacts]) -> None:
    facts = make_slice(
        None, 1, frames=4, positions_mm=tuple((0.0, 0.0, float(z)) for z in (2, 0, 3, 1)), orientations=((1, 0, 0, 0, 1, 0),) * 4
    )
    found = order([facts])
    assert [f.frame for f in found.frames] == [1, 3, 0, 2]
    assert found.numbers == (1, 3, 0, 2)
    assert found.instances == (0,)


def test_a_cine_keeps_its_frames_in_order(make_slice: Callable[..., PictureFacts]) -> None:
    found = order([make_slice(None, 2, frames=3), make_slice(None, 1, frames=2)])
    assert [(f.instance, f.frame) for f in found.frames] == [(1, 0), (1, 1), (0, 0), (0, 1), (0, 2)]
    assert found.numbers == (0, 1, 2, 3, 4)


def test_a_rotation_is_no_stack_of_slices(make_slice: Callable[..., PictureFacts]) -> None:
    angles = [math.radians(n) for n in range(100)]
    turned = [(math.cos(a), math.sin(a), 0.0, 0.0, 0.0, -1.0) for a in angles]
    found = order([make_slice((0, 0, 0), n, orientations=(o,)) for n, o in enumerate(turned)])
    assert [f.number for f in found.frames] == list(range(100))
    assert "more than 64 orientations" in found.notes[0].text


def test_sizes_and_frames_of_reference_that_differ_are_said(make_slice: Callable[..., PictureFacts]) -> None:
    found = order([make_slice((0, 0, 0), 1, frame_of_reference="1.2"), make_slice((0, 0, 1), 2, rows=9, frame_of_reference="1.3")])
    assert "The pictures are of different sizes." in [note.text for note in found.notes]
    assert "different frames of reference" in found.notes[1].text


def test_pictures_side_by_side(make_slice: Callable[..., PictureFacts]) -> None:
    found = order([make_slice((float(x), 0, 0), x) for x in range(3)])
    assert not found.regular
    assert tuple(note.text for note in found.notes) == ("Several pictures lie side by side at the same depth.",)


@pytest.mark.parametrize("facts", [[], [PictureFacts(rows=1, columns=1, frames=1)]])
def test_little_to_order(facts: list[PictureFacts]) -> None:
    found = order(facts)
    assert len(found.frames) == len(facts)
    assert found.notes == ()
