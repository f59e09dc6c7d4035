"""Volumes from opened series: real CT, PET and tilted CT land where they are in the patient; what is no volume is refused in words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pydicom
import pytest
from tests.load.conftest import MakeShelf, made, make_shelf, nursery, opened, saved

from diaphane.base.errors import BadInput
from diaphane.dicom.stack import order
from diaphane.dicom.volume import describe
from diaphane.flows.volumes import COARSE, MANY, Volumes, plan
from diaphane.load.shelf import Shelf

__all__ = ["make_shelf", "nursery"]  # fixtures of the neighbours
BUDGET = 1 << 30


@pytest.fixture
def shelf(make_shelf: MakeShelf) -> Shelf:
    """A shelf with one decoder."""
    return make_shelf()


def files(folder: Path) -> list[bytes]:
    """The pictures of a folder in display order, as tickets have them."""
    contents = [path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()]
    contents = [one for one in contents if "PixelData" in dataset(one)]
    ordered = order([instance.picture for instance in opened(contents)[0].instances])
    return [contents[index] for index in ordered.instances]


def dataset(content: bytes) -> pydicom.Dataset:
    """A file as pydicom reads it."""
    return pydicom.dcmread(BytesIO(content), force=True)


@pytest.mark.parametrize("name", ["petct/STS_001/ct", "petct/STS_001/pet", "ct/head_ge_28"])
def test_every_voxel_is_where_the_file_says(name: str, shared_data: Path, shelf: Shelf) -> None:
    """Voxel by voxel against pydicom: value after rescale, and place by the file's own position and spacing."""
    contents = files(shared_data / name)
    sets = [dataset(one) for one in contents]
    ticket, readers = opened(contents)
    shelf.open(ticket, readers)
    volumes = Volumes(shelf, BUDGET)
    volume = volumes.get(ticket.scope, ticket.series_uid, 0).result(60).volume
    facts = [instance.picture for instance in ticket.instances]
    said = describe(order(facts), facts)
    assert said.size == volume.size
    assert np.allclose(said.origin_mm, volume.origin_mm)
    assert np.allclose(said.steps_mm, volume.steps_mm)
    rng = np.random.default_rng(0)
    uneven = len(sets) != volume.size[0]
    for one in sets:
        row, column = (int(rng.integers(n)) for n in one.pixel_array.shape)
        across, down = np.array(one.ImageOrientationPatient[:3], float), np.array(one.ImageOrientationPatient[3:], float)
        spacing = [float(v) for v in one.PixelSpacing]
        place = np.array(one.ImagePositionPatient, float) + across * spacing[1] * column + down * spacing[0] * row
        index = volume.index(place)
        assert np.abs(index - np.rint(index)).max() < (0.51 if uneven else 0.05)
        z, y, x = np.rint(index).astype(int)
        assert (y, x) == (row, column) or "ge" in name  # a tilted gantry shifts rows of resampled slices
        if not uneven and volume.unit in {"HU", ""}:
            want = float(one.pixel_array[row, column]) * float(one.get("RescaleSlope", 1)) + float(one.get("RescaleIntercept", 0))
            assert volume.voxels[z, y, x] * volume.slope + volume.intercept == pytest.approx(want, abs=abs(volume.slope))
    volumes.close()


def test_a_volume_is_built_once_and_trimmed_by_bytes(shared_data: Path, shelf: Shelf) -> None:
    ticket, readers = opened(files(shared_data / "petct/STS_001/pet"))
    other, others = opened(files(shared_data / "petct/STS_001/mr"))
    shelf.open(ticket, readers)
    shelf.open(other, others)
    volumes = Volumes(shelf, 8 << 20)
    first = volumes.get(ticket.scope, ticket.series_uid, 0)
    assert volumes.get(ticket.scope, ticket.series_uid, 0) is first
    first.result(60)
    volumes.get(other.scope, other.series_uid, 0).result(60)
    assert volumes.nbytes <= 8 << 20
    volumes.close()


def test_too_large_is_refused_with_its_size(shared_data: Path, shelf: Shelf) -> None:
    ticket, readers = opened(files(shared_data / "petct/STS_001/mr"))
    shelf.open(ticket, readers)
    volumes = Volumes(shelf, 1 << 20)
    with pytest.raises(BadInput, match="MiB"):
        volumes.get(ticket.scope, ticket.series_uid, 0).result(60)
    volumes.close()


def test_what_is_no_volume_says_why(shared_data: Path) -> None:
    ticket, _ = opened([(shared_data / "us/examples_ybr_color.dcm").read_bytes()])
    with pytest.raises(BadInput, match="where they lie"):
        plan(ticket, 0)
    ct, _ = opened(files(shared_data / "petct/STS_001/ct"))
    with pytest.raises(BadInput, match="phases"):
        plan(ct, 1)


def moving_body() -> list[bytes]:
    """Two echoes of five slices, sent mixed up, each slice as bright as its place and echo say; 40 mm are missing after the third."""
    found = []
    for number, (echo, z) in enumerate([(e, z) for z in (0, 10, 20, 60, 70) for e in (2.5, 5.0)]):
        pixels = np.full((4, 6), round(echo * 100) + z, np.int16)
        data = made(
            pixels, Modality="MR", EchoTime=echo, InstanceNumber=number + 1, ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            ImagePositionPatient=[0, 0, z], PixelSpacing=[2, 2], FrameOfReferenceUID="1.9", SliceThickness=10,
        )  # fmt: skip
        found.append(saved(data))
    ordered = order([instance.picture for instance in opened(found)[0].instances])
    return [found[index] for index in ordered.instances]


def test_a_series_of_two_echoes_is_two_volumes_with_its_gap_filled_by_place(shelf: Shelf) -> None:
    contents = moving_body()
    ticket, readers = opened(contents)
    shelf.open(ticket, readers)
    volumes = Volumes(shelf, BUDGET)
    assert volumes.phases(ticket.scope, ticket.series_uid) == 2
    for phase, echo in enumerate((250, 500)):
        volume = volumes.get(ticket.scope, ticket.series_uid, phase).result(60).volume
        assert volume.size == (8, 4, 6), "three places are interpolated: the usual distance is 10 mm"
        for z in range(8):
            assert volume.voxels[z, 1, 1] == echo + 10 * z, (phase, z)
            assert volume.place((z, 0, 0))[2] == pytest.approx(10 * z)
    with pytest.raises(BadInput, match="2 phases"):
        volumes.get(ticket.scope, ticket.series_uid, 2).result(60)
    notes = order([instance.picture for instance in ticket.instances]).notes
    assert any("imaged 2 times (they differ in echo time)" in note.text for note in notes)
    assert any("Slices are missing: 1 gap" in note.text for note in notes)
    volumes.close()


def test_every_fourth_slice_makes_a_volume_to_begin_with(shelf: Shelf) -> None:
    """The same place, window and values as the full one, which replaces it and lets it go."""
    contents = []
    for k in range(MANY):
        data = made(
            np.full((4, 6), 10 * k, np.int16), InstanceNumber=k + 1, ImageOrientationPatient=[1, 0, 0, 0, 1, 0],
            ImagePositionPatient=[0, 0, 2 * k], PixelSpacing=[2, 2], FrameOfReferenceUID="1.9", SliceThickness=2,
        )  # fmt: skip
        contents.append(saved(data))
    ticket, readers = opened(contents)
    shelf.open(ticket, readers)
    volumes = Volumes(shelf, BUDGET)
    coarse = volumes.soonest(ticket.scope, ticket.series_uid, 0)
    early, full = coarse.result(60), volumes.get(ticket.scope, ticket.series_uid, 0).result(60)
    assert coarse is not volumes.get(ticket.scope, ticket.series_uid, 0)
    assert (early.volume.size[0], full.volume.size[0]) == (MANY // COARSE, MANY)
    assert early.window == full.window
    for z in (8, 100, 152):
        for one in (early.volume, full.volume):
            assert one.voxels[tuple(np.rint(one.index((0, 0, 2 * z))).astype(int))] == 10 * z
    assert volumes.soonest(ticket.scope, ticket.series_uid, 0).result(0).volume is full.volume
    volumes.close()
