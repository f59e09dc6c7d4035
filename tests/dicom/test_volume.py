"""What makes a volume, and the sentence for what makes none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from diaphane.base.errors import BadInput
from diaphane.dicom.stack import order
from diaphane.dicom.volume import describe, grid
from diaphane.model.instance import PictureFacts

MakeSlice = Callable[..., PictureFacts]


@pytest.fixture
def slices(make_slice: MakeSlice) -> list[PictureFacts]:
    """Five even slices, 2 mm apart, downwards."""
    return [replace(make_slice((1.0, 2.0, -2.0 * n), n), spacing_mm=(0.5, 0.25), rows=30, columns=40) for n in range(5)]


def test_voxels_lie_where_the_slices_lie(slices: list[PictureFacts]) -> None:
    found = describe(order(slices), slices)
    assert found.size == (5, 30, 40)
    assert found.origin_mm == (1, 2, 0)
    assert found.steps_mm == ((0, 0, -2), (0, 0.5, 0), (0.25, 0, 0))
    assert found.phases == 1


def test_a_missing_slice_is_filled(slices: list[PictureFacts]) -> None:
    held = [one for n, one in enumerate(slices) if n != 2]
    found = describe(order(held), held)
    assert found.size[0] == 5
    assert found.steps_mm[0] == (0, 0, -2)


def test_phases_are_counted_and_split(slices: list[PictureFacts]) -> None:
    both = [replace(one, acquisition=text) for text in ("a", "b") for one in slices]
    found = describe(order(both), both)
    assert (found.phases, found.starts) == (2, (0, 5))
    assert grid(order(both), both, 1).frames == (5, 6, 7, 8, 9)
    with pytest.raises(BadInput, match="2 phases"):
        grid(order(both), both, 2)
    scout = replace(slices[0], image_type=("ORIGINAL", "PRIMARY", "LOCALIZER"))
    with_scout = [*both, scout]
    assert describe(order(with_scout), with_scout).starts == (1, 6), "localizers are shown first and belong to no phase"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"positions_mm": (), "orientations": ()}, "volume.no_places"),
        ({"image_type": ("ORIGINAL", "PRIMARY", "LOCALIZER")}, "stack.localizers"),
        ({"spacing_mm": None}, "volume.spacing"),
        ({"samples_per_pixel": 3}, "volume.colour"),
        ({"photometric": "PALETTE COLOR"}, "volume.colour"),
    ],
)
def test_what_is_no_volume_says_why(slices: list[PictureFacts], change: dict[str, Any], code: str) -> None:
    facts = [replace(one, **change) for one in slices]
    with pytest.raises(BadInput) as caught:
        describe(order(facts), facts)
    assert caught.value.code == code


def test_sizes_and_orientations_must_agree(slices: list[PictureFacts]) -> None:
    sizes = [replace(slices[0], rows=31), *slices[1:]]
    turned = [replace(slices[0], orientations=((0, 1, 0, 0, 0, -1),)), *slices[1:]]
    for facts, code in ((sizes, "volume.sizes"), (turned, "volume.orientations"), (slices[:1], "volume.too_few")):
        with pytest.raises(BadInput) as caught:
            describe(order(facts), facts)
        assert caught.value.code == code
