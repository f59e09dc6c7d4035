"""What the real files do not hold, made here: each picture within one grey level of the standard's formulas in float64.

The reference is written from PS3.3 C.11.1, C.11.2 and C.7.6.3 alone, pixel by pixel where that is clearer; nothing of ours is in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from tests.load.conftest import SCOPE, made, opened, saved

from diaphane.load.shelf import Shelf
from diaphane.model.scene import Layer, StackView
from diaphane.render.place import pixel_size
from diaphane.render.stack import stack_picture

Floats = NDArray[np.float64]
Reference = Callable[[Floats], Floats]
RANDOM = np.random.default_rng(8)


@pytest.fixture(scope="module")
def shelf() -> Iterator[Shelf]:
    shelf = Shelf(1 << 28, 1)
    yield shelf
    shelf.close_all()


def pictures(shelf: Shelf, data: pydicom.Dataset, layer: Layer | None = None) -> list[NDArray[np.uint8]]:
    """All frames, one stored pixel a screen pixel."""
    ticket, packs = opened([saved(data)])
    shelf.open(ticket, packs)
    facts = ticket.instances[0].picture
    found = [shelf.frame(SCOPE, "1.2.3", n, neighbours=False).result(60) for n in range(facts.frames)]
    shown = layer or Layer(ticket.series_uid)
    return [stack_picture(frame, shown, StackView(0), (facts.columns, facts.rows), pixel_size(facts)) for frame in found]


def linear(center: float, width: float) -> Reference:
    """C.11.2.1.2.1, its three lines."""

    def one(x: float) -> float:
        if x <= center - 0.5 - (width - 1) / 2:
            return 0
        if x > center - 0.5 + (width - 1) / 2:
            return 255
        return ((x - (center - 0.5)) / (width - 1) + 0.5) * 255

    return np.vectorize(one, otypes=[float])


def linear_exact(center: float, width: float) -> Reference:
    """C.11.2.1.3.2."""
    return lambda x: np.clip((x - center) / width + 0.5, 0, 1) * 255


def sigmoid(center: float, width: float) -> Reference:
    """C.11.2.1.3.1."""
    return np.vectorize(lambda x: 255 / (1 + math.exp(-4 * (x - center) / width)), otypes=[float])


def values(bits: int, *, signed: bool, shape: tuple[int, int] = (40, 50)) -> NDArray[Any]:
    low = -(1 << bits - 1) if signed else 0
    found = RANDOM.integers(low, low + (1 << bits), shape)
    found.ravel()[:4] = low, low + (1 << bits) - 1, 0, 1
    return found


def near(got: NDArray[np.uint8], want: Floats) -> bool:
    return bool(np.abs(got - want).max() <= 1.0)


WINDOWS: list[tuple[str, Callable[[float, float], Reference]]] = [("LINEAR", linear), ("LINEAR_EXACT", linear_exact), ("SIGMOID", sigmoid)]
KINDS = [(8, False), (8, True), (12, False), (12, True), (16, False), (16, True), (32, False), (32, True)]


@pytest.mark.parametrize(("function", "formula"), WINDOWS)
@pytest.mark.parametrize(("bits", "signed"), KINDS)
@pytest.mark.parametrize("rescale", [(1.0, 0.0), (2.5, -1024.0), (-0.37, 12.25)])
def test_every_function_over_every_kind_of_integer(
    shelf: Shelf, function: str, formula: Callable[[float, float], Reference], bits: int, signed: bool, rescale: tuple[float, float]
) -> None:
    slope, intercept = rescale
    stored = values(bits, signed=signed)
    kind = f"{'i' if signed else 'u'}{max(bits, 8) // 8 if bits != 12 else 2}"
    output = stored * slope + intercept
    center, width = float(np.median(output)), float(np.ptp(output)) / 3
    data = made(stored.astype(kind), RescaleSlope=slope, RescaleIntercept=intercept, BitsStored=bits, HighBit=bits - 1)
    data.WindowCenter, data.WindowWidth, data.VOILUTFunction = f"{center:.6g}", f"{width:.6g}", function
    want = formula(float(data.WindowCenter), float(data.WindowWidth))
    for photometric in ("MONOCHROME2", "MONOCHROME1"):
        data.PhotometricInterpretation = photometric
        reference = want(output)
        assert near(pictures(shelf, data)[0], 255 - reference if photometric == "MONOCHROME1" else reference)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_the_narrowest_windows_are_steps(shelf: Shelf, width: int) -> None:
    stored = np.arange(64, dtype=np.int16).reshape(8, 8) - 30
    data = made(stored, WindowCenter=5, WindowWidth=width)
    assert near(pictures(shelf, data)[0], np.where(stored <= 4, 0.0, 255.0) if width == 1 else linear(5, width)(stored.astype(float)))


@pytest.mark.parametrize("kind", ["f4", "f8"])
def test_floats(shelf: Shelf, kind: str) -> None:
    stored = RANDOM.normal(0.001, 0.0005, (30, 20)).astype(kind)
    stored[0, 0], stored[0, 1], stored[0, 2] = np.nan, np.inf, -np.inf
    data = made(stored, BitsAllocated=stored.dtype.itemsize * 8, WindowCenter="0.001", WindowWidth="0.002", VOILUTFunction="LINEAR_EXACT")
    setattr(data, "FloatPixelData" if kind == "f4" else "DoubleFloatPixelData", stored.tobytes())
    output: Floats = stored.astype(np.float64)
    output[~np.isfinite(output)] = -np.inf  # no number is no picture: black
    want = linear_exact(0.001, 0.002)(output)
    assert near(pictures(shelf, data)[0], want)


def lut(entries: NDArray[Any], first: int, bits: int) -> Dataset:
    item = Dataset()
    item.LUTDescriptor = [len(entries) % 65536, first, bits]
    item["LUTDescriptor"].VR = "SS" if first < 0 else "US"
    item.LUTData = entries.astype("<u2").tobytes()
    item["LUTData"].VR = "OW"
    item.ModalityLUTType = "US"
    return item


@pytest.mark.parametrize(("first", "bits"), [(0, 8), (-100, 12), (40, 16)])
def test_tables_of_modality_and_voi_one_after_the_other(shelf: Shelf, first: int, bits: int) -> None:
    stored = values(8, signed=first < 0).astype(np.int16)
    top = (1 << bits) - 1
    modality = np.sort(RANDOM.integers(0, 300, 200))
    voi = np.sort(RANDOM.integers(0, top + 1, 256))
    data = made(stored, PixelRepresentation=int(first < 0))
    data.ModalityLUTSequence, data.VOILUTSequence = [lut(modality, first, 16)], [lut(voi, 20, bits)]
    after = modality[np.clip(stored.astype(int) - first, 0, 199)]
    want = voi[np.clip(after - 20, 0, 255)] / top * 255
    assert near(pictures(shelf, data)[0], want)


@pytest.mark.parametrize("limit", [None, -1990, -2010])
@pytest.mark.parametrize("photometric", ["MONOCHROME2", "MONOCHROME1"])
def test_padding_and_its_range_are_black(shelf: Shelf, limit: int | None, photometric: str) -> None:
    stored = RANDOM.integers(-2020, 500, (40, 50)).astype(np.int16)
    data = made(stored, PixelPaddingValue=-2000, WindowCenter=-700, WindowWidth=2600, PhotometricInterpretation=photometric)
    data["PixelPaddingValue"].VR = "SS"
    if limit is not None:
        data.add_new("PixelPaddingRangeLimit", "SS", limit)
    ends = sorted((-2000, -2000 if limit is None else limit))
    grey = linear(-700, 2600)(stored.astype(float))
    grey = 255 - grey if photometric == "MONOCHROME1" else grey
    assert near(pictures(shelf, data)[0], np.where((stored >= ends[0]) & (stored <= ends[1]), 0, grey))


def test_each_frame_of_an_enhanced_object_by_its_own_groups(shelf: Shelf) -> None:
    stored = values(12, signed=False, shape=(3 * 16, 20)).reshape(3, 16, 20).astype(np.uint16)
    numbers = [(1.0, 0.0, 2048.0, 4096.0), (0.5, -100.0, 900.0, 1500.0), (3.0, 7.0, 4000.0, 800.0)]
    data = made(stored)
    data.PerFrameFunctionalGroupsSequence = []
    for slope, intercept, center, width in numbers:
        group, transform, window = Dataset(), Dataset(), Dataset()
        transform.RescaleSlope, transform.RescaleIntercept, transform.RescaleType = slope, intercept, "US"
        window.WindowCenter, window.WindowWidth = center, width
        group.PixelValueTransformationSequence, group.FrameVOILUTSequence = [transform], [window]
        data.PerFrameFunctionalGroupsSequence.append(group)
    for got, frame, (slope, intercept, center, width) in zip(pictures(shelf, data), stored, numbers, strict=True):
        assert near(got, linear(center, width)(frame.astype(np.float64) * slope + intercept))


@pytest.mark.parametrize("bits", [8, 16])
def test_palettes(shelf: Shelf, bits: int) -> None:
    stored = values(8, signed=False).astype(np.uint8)
    data = made(stored, PhotometricInterpretation="PALETTE COLOR")
    tables = RANDOM.integers(0, 1 << bits, (3, 256))
    tables[:, 0] = (1 << bits) - 1
    for name, table in zip(("Red", "Green", "Blue"), tables, strict=True):
        setattr(data, f"{name}PaletteColorLookupTableDescriptor", [256, 0, bits])
        setattr(data, f"{name}PaletteColorLookupTableData", table.astype("<u2" if bits == 16 else "u1").tobytes())
    want = tables[:, stored.astype(int)].transpose(1, 2, 0) / ((1 << bits) - 1) * 255
    assert near(pictures(shelf, data)[0], want)


@pytest.mark.parametrize(("vertical", "horizontal"), [(2, 1), (3, 4)])
def test_pixels_that_are_not_square_keep_their_shape(shelf: Shelf, vertical: int, horizontal: int) -> None:
    stored = np.zeros((60, 60), np.uint8)
    stored[15:45, 15:45] = 255  # a square of stored pixels
    ticket, packs = opened([saved(made(stored, PixelAspectRatio=[vertical, horizontal]))])
    shelf.open(ticket, packs)
    facts = ticket.instances[0].picture
    frame = shelf.frame(SCOPE, "1.2.3", 0, neighbours=False).result(60)
    picture = stack_picture(frame, Layer(ticket.series_uid), StackView(0), (480, 480), pixel_size(facts)) > 127
    high, wide = picture.any(axis=1).sum(), picture.any(axis=0).sum()
    assert high / wide == pytest.approx(vertical / horizontal, rel=0.02)
