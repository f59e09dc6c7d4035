"""First, middle and last picture of every real file as people see it: within one grey level of pydicom and the standard's formulas."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.pixels.processing import apply_color_lut, apply_modality_lut, convert_color_space
from pydicom.pixels.utils import pixel_array
from tests.load.conftest import SCOPE, opened

from diaphane.base.settings import Limits
from diaphane.ingest.read import read_file
from diaphane.load.shelf import Shelf
from diaphane.model.instance import DicomInstance
from diaphane.model.scene import Layer, StackView
from diaphane.render.place import pixel_size
from diaphane.render.stack import stack_picture

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
TWELVE_BIT_JPEG = {"JPGExtended.dcm", "JPEG-lossy.dcm"}  # nothing else decodes them; see tests/load/test_real_files.py
DAMAGED = {"JPEG2000-embedded-sequence-delimiter.dcm"}


def folders() -> list[str]:
    return sorted({str(path.parent.relative_to(DATA)) for path in DATA.rglob("*") if path.is_file()}) if DATA.is_dir() else []


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    shelf = Shelf(1 << 30, 2)
    yield shelf
    shelf.close_all()


def groups_of(dataset: pydicom.Dataset, frame: int) -> list[pydicom.Dataset]:
    """The functional groups of a frame, its own before the shared ones."""
    return [*dataset.get("PerFrameFunctionalGroupsSequence", [])[frame : frame + 1], *dataset.get("SharedFunctionalGroupsSequence", [])[:1]]


def window_of(dataset: pydicom.Dataset, frame: int) -> tuple[float, float, str] | None:
    """The first window: of the frame's functional group, the shared one, or the data set."""
    places = [*(item for group in groups_of(dataset, frame) for item in group.get("FrameVOILUTSequence", [])), dataset]
    for place in places:
        if "WindowCenter" in place and np.atleast_1d(place.WindowWidth)[0] > 0:
            return (
                float(np.atleast_1d(place.WindowCenter)[0]),
                float(np.atleast_1d(place.WindowWidth)[0]),
                place.get("VOILUTFunction", "LINEAR"),
            )
    return None


def rescaled(dataset: pydicom.Dataset, stored: NDArray[np.generic], frame: int) -> NDArray[np.float64]:
    """Output values of a frame; an enhanced object says how in a functional group."""
    for group in groups_of(dataset, frame):
        for item in group.get("PixelValueTransformationSequence", []):
            return stored.astype(np.float64) * float(item.RescaleSlope) + float(item.RescaleIntercept)
    return np.asarray(apply_modality_lut(stored, dataset), np.float64)


def overlaid(dataset: pydicom.Dataset, shown: NDArray[np.float64]) -> NDArray[np.float64]:
    """The picture with its overlay planes in white, as pydicom reads them; no real file has any where it is bright (tests/render has)."""
    for group in range(0x6000, 0x6020, 2):
        if (group, 0x3000) in dataset:
            top, left = (int(n) - 1 for n in dataset[group, 0x0050].value)
            assert top >= 0 <= left
            marks = dataset.overlay_array(group)
            assert marks.ndim == 2
            part = shown[top : top + marks.shape[0], left : left + marks.shape[1]]
            part[marks[: part.shape[0], : part.shape[1]] == 1] = 255
    return shown


def reference(data: bytes, frame: int) -> NDArray[np.float64]:
    """A frame in its first window, or in the automatic one, 0..255; RGB for colour; overlays in white."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(io.BytesIO(data), force=True)
        assert "ShutterShape" not in dataset, "a real file with a shutter: teach it to this reference"
        return overlaid(dataset, plain(dataset, frame))


def plain(dataset: pydicom.Dataset, frame: int) -> NDArray[np.float64]:
    """The picture without overlays."""
    stored = pixel_array(dataset, raw=True, index=frame)
    space = dataset.PhotometricInterpretation
    if space.startswith("YBR_FULL"):
        return np.array(convert_color_space(stored, "YBR_FULL", "RGB"), np.float64)
    if space == "PALETTE COLOR":
        rgb = apply_color_lut(stored, dataset)
        return np.asarray(rgb / (257.0 if rgb.dtype == np.uint16 else 1.0), np.float64)
    if dataset.SamplesPerPixel == 3:
        return np.array(stored, np.float64)
    output = rescaled(dataset, stored, frame)
    window = window_of(dataset, frame)
    padding = dataset.get("PixelPaddingValue")
    if window is not None:
        center, width, function = window
        assert function == "LINEAR"
        low, width = center - 0.5 - (width - 1) / 2, width - 1
    elif dataset.BitsStored <= 8:
        low, width = 0.0, float((1 << dataset.BitsStored) - 1)
    else:
        real = np.sort(output[stored != padding] if padding is not None else output.ravel())
        low, high = (real[round((real.size - 1) * p)] for p in (0.01, 0.99))
        width = max(high - low, 1.0)
    levels = np.clip((output - low) / max(width, 1e-9) * 255, 0, 255)
    if space == "MONOCHROME1":
        levels = 255 - levels
    return np.where(stored == padding, 0.0, levels) if padding is not None else levels


@pytest.mark.parametrize("folder", folders())
def test_pictures_are_within_one_grey_level(shelf: Shelf, shared_data: Path, folder: str) -> None:
    for path in sorted(path for path in (shared_data / folder).iterdir() if path.is_file()):
        data = path.read_bytes()
        found = read_file(path.name, data, Limits())
        shown = isinstance(found, DicomInstance) and found.picture is not None and not found.not_viewable
        if not shown or path.name in TWELVE_BIT_JPEG | DAMAGED:
            continue
        ticket, packs = opened([data])
        shelf.open(ticket, packs)
        facts = ticket.instances[0].picture
        width, height = pixel_size(facts)
        # The viewport in which one stored pixel is exactly one screen pixel wide and high.
        assert width == pytest.approx(height), "pixels that are not square have a test of their own"
        for number in sorted({0, facts.frames // 2, facts.frames - 1}):
            frame = shelf.frame(SCOPE, "1.2.3", number, neighbours=False).result(60)
            picture = stack_picture(frame, Layer(ticket.series_uid), StackView(number), (facts.columns, facts.rows), (width, height))
            assert np.abs(picture.astype(np.float64) - reference(data, number)).max() <= 1.0, (path.name, number)
