"""Every real picture, through the shelf and its jailed decoders, equals pydicom's own decoding."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.pixels.processing import apply_color_lut, convert_color_space
from pydicom.pixels.utils import pixel_array
from tests.load.conftest import SCOPE, MakeShelf, opened

from diaphane.base.errors import BadInput
from diaphane.base.settings import Limits as UploadLimits
from diaphane.ingest.read import read_file
from diaphane.load.shelf import Shelf
from diaphane.model.instance import DicomInstance

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
# No decoder of pydicom's takes these two; they are lossy pictures of the object that JPEG2000.dcm shows, see below.
TWELVE_BIT_JPEG = {"JPGExtended.dcm", "JPEG-lossy.dcm"}


def folders() -> list[str]:
    return sorted({str(path.parent.relative_to(DATA)) for path in DATA.rglob("*") if path.is_file()}) if DATA.is_dir() else []


def pictures(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        data = path.read_bytes()
        got = read_file(path.name, data, UploadLimits())
        if isinstance(got, DicomInstance) and got.picture is not None and not got.not_viewable:
            yield path.name, data


def reference(data: bytes, frame: int = 0) -> NDArray[np.float64]:
    """One frame as pydicom decodes it: stored values, or RGB of 8 bits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(pydicom.filebase.DicomBytesIO(data), force=True)
        pixels = pixel_array(dataset, raw=True, index=frame)
        space = dataset.PhotometricInterpretation
        if space.startswith("YBR_FULL"):
            pixels = convert_color_space(pixels, "YBR_FULL", "RGB")
        if space == "PALETTE COLOR":
            pixels = apply_color_lut(pixels, dataset)
            if pixels.dtype == np.uint16:
                return pixels / 257.0
    return pixels.astype(np.float64)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    shelf = Shelf(1 << 30, 2)
    yield shelf
    shelf.close_all()


@pytest.mark.parametrize("folder", folders())
def test_every_picture_is_decoded_exactly(shelf: Shelf, shared_data: Path, folder: str) -> None:
    for name, data in pictures(shared_data / folder):
        if name in TWELVE_BIT_JPEG:
            continue
        ticket, packs = opened([data])
        shelf.open(ticket, packs)
        frames = max(1, ticket.instances[0].picture.frames)
        for number in range(0, frames, max(1, frames // 6)):
            try:
                want = reference(data, number)
            except (RuntimeError, ValueError):  # damaged: pydicom cannot decode it either
                with pytest.raises(BadInput, match=r"\.$"):
                    shelf.frame(SCOPE, "1.2.3", number).result(60)
                continue
            got = shelf.frame(SCOPE, "1.2.3", number).result(60)
            assert np.abs(got.pixels.astype(np.float64) - want).max() < 0.51, (name, number)
        shelf.close(SCOPE, "1.2.3")


def test_twelve_bit_jpeg_is_near_its_lossless_sibling(make_shelf: MakeShelf, shared_data: Path) -> None:
    folder = shared_data / "compressed" / "pydicom"
    shelf = make_shelf()
    sibling = reference((folder / "JPEG2000.dcm").read_bytes())
    for name in sorted(TWELVE_BIT_JPEG):
        ticket, packs = opened([(folder / name).read_bytes()])
        shelf.open(ticket, packs)
        got = shelf.frame(SCOPE, "1.2.3", 0).result(60).pixels.astype(np.float64)
        assert np.abs(got - sibling).mean() < 6
        assert np.corrcoef(got.ravel(), sibling.ravel())[0, 1] > 0.94
