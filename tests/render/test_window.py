"""Windows, LUTs and colour maps against the standard's own formulas in float64."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray

from diaphane.base.errors import BadInput
from diaphane.model.frame import Frame, Greys, VoiLut
from diaphane.model.ids import SeriesUid
from diaphane.model.scene import Layer, StackView, Window
from diaphane.render.colour_maps import NAMES, table
from diaphane.render.stack import stack_picture
from diaphane.render.window import automatic, choose

VIEW = StackView(0)
LAYER = Layer(SeriesUid("1.2"))


def shown(frame: Frame, window: Window | None = None, *, invert: bool = False) -> NDArray[np.uint8]:
    """The picture at one stored pixel a screen pixel."""
    size = (frame.pixels.shape[1], frame.pixels.shape[0])
    return stack_picture(frame, Layer(LAYER.series_uid, window=window, invert=invert), VIEW, size, (1.0, 1.0))


def standard(x: float, window: Window) -> float:
    """PS3.3 C.11.2.1.2.1, C.11.2.1.3.1, C.11.2.1.3.2 word for word, 0..255 unrounded."""
    c, w = window.center, window.width
    if window.function == "SIGMOID":
        return 255.0 / (1.0 + math.exp(min(-4.0 * (x - c) / w, 700.0)))
    if window.function == "LINEAR_EXACT":
        if x <= c - w / 2:
            return 0.0
        return 255.0 if x > c + w / 2 else ((x - c) / w + 0.5) * 255.0
    if x <= c - 0.5 - (w - 1) / 2:
        return 0.0
    if x > c - 0.5 + (w - 1) / 2:
        return 255.0
    return ((x - (c - 0.5)) / (w - 1) + 0.5) * 255.0


WINDOWS = [
    Window(40, 400), Window(40, 1), Window(40.5, 2), Window(-600, 1600), Window(0, 5000), Window(127.5, 255, "LINEAR_EXACT"),
    Window(300, 0.5, "LINEAR_EXACT"), Window(50, 350, "SIGMOID"), Window(50, 1, "SIGMOID"),
]  # fmt: skip


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (1.0, -1024.0), (0.37, 12.5), (-1.0, 4095.0)])
@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "i4", "u4", "f4", "f8"])
def test_windows_are_the_standards(window: Window, slope: float, intercept: float, dtype: str) -> None:
    kind = np.dtype(dtype)
    low, high = (-3000, 3000) if kind.kind == "f" else (max(np.iinfo(kind).min, -3000), min(np.iinfo(kind).max, 5000))
    values = np.linspace(low, high, 64 * 64).astype(kind).reshape(64, 64)
    frame = Frame(values, Greys(slope=slope, intercept=intercept))
    want = np.array([standard(float(v) * slope + intercept, window) for v in values.reshape(-1).astype(np.float64)]).reshape(64, 64)
    got = shown(frame, window).astype(np.float64)
    assert np.abs(got - want).max() <= 0.51
    assert np.array_equal(shown(frame, window, invert=True), 255 - shown(frame, window))


def test_wide_integers_keep_a_narrow_window_exact() -> None:
    values = (2_000_000_000 + np.arange(256)).astype(np.uint32).reshape(16, 16)
    assert np.array_equal(shown(Frame(values, Greys()), Window(2_000_000_000 + 127.5, 255, "LINEAR_EXACT")).ravel(), np.arange(256))


def test_monochrome1_is_white_below() -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    window = Window(127.5, 255, "LINEAR_EXACT")
    assert np.array_equal(shown(Frame(values, Greys(inverted=True)), window).ravel(), 255 - np.arange(256))
    assert np.array_equal(shown(Frame(values, Greys(inverted=True)), window, invert=True).ravel(), np.arange(256))


def test_padding_is_black_even_inverted() -> None:
    values = np.full((8, 8), 100, np.int16)
    values[:, :3] = -2000
    frame = Frame(values, Greys(padding=(-2000, -2000), inverted=True))
    got = shown(frame, Window(100, 400))
    assert (got[:, :3] == 0).all()
    assert (got[:, 3:] > 100).all()


def test_numbers_that_are_none_are_black() -> None:
    values = np.array([[np.nan, 1.0], [np.inf, 0.0]], np.float32).repeat(8, 0).repeat(8, 1)
    got = shown(Frame(values, Greys()), Window(0.5, 1, "LINEAR_EXACT"), invert=True)
    assert got[0, 0] == 0
    assert got[8, 0] == 0
    assert got[0, 8] == 0
    assert got[8, 8] == 255


def test_voi_lut_maps_and_clamps() -> None:
    lut = VoiLut("curve", first=-10, bits=12, table=(np.arange(21, dtype=np.uint16) ** 2 * 10).clip(0, 4095).astype(np.uint16))
    values = np.arange(-40, 40, dtype=np.int16).reshape(8, 10)
    frame = Frame(values, Greys(slope=0.5, intercept=0.0, luts=(lut,), windows=(Window(0, 10),)))
    output = values * 0.5
    index = np.clip(np.floor(output + 0.5) + 10, 0, 20).astype(int)
    assert np.array_equal(shown(frame), np.floor(lut.table[index] * (255 / 4095) + 0.5).astype(np.uint8))


def test_what_the_file_says_comes_before_guessing() -> None:
    lut = VoiLut("x", 0, 8, np.arange(256, dtype=np.uint16))
    window, other = Window(1, 2), Window(3, 4)
    pixels = np.zeros((4, 4), np.int16)
    assert choose(Frame(pixels, Greys(luts=(lut,), windows=(window,))), None) is lut
    assert choose(Frame(pixels, Greys(windows=(window, other))), None) is window
    assert choose(Frame(pixels, Greys(luts=(lut,), windows=(window,))), other) is other
    assert choose(Frame(pixels, Greys()), None, other) is other


def test_automatic_window_is_the_full_range_of_few_bits_and_percentiles_of_many() -> None:
    assert automatic(Frame(np.zeros((2, 2), np.uint8), Greys(stored_bits=8))) == Window(127.5, 255, "LINEAR_EXACT")
    assert automatic(Frame(np.zeros((2, 2), np.uint8), Greys(stored_bits=1))) == Window(0.5, 1, "LINEAR_EXACT")
    assert automatic(Frame(np.zeros((2, 2), np.int8), Greys(stored_bits=8, signed=True))) == Window(-0.5, 255, "LINEAR_EXACT")
    values = np.arange(-1000, 9001, dtype=np.int16)[:10000].reshape(100, 100).copy()
    values[0, :50] = -2000
    found = automatic(Frame(values, Greys(slope=2.0, intercept=1.0, padding=(-2000, -2000))))
    assert found.center == pytest.approx(2 * 4024.5 + 1, abs=2)
    assert found.width == pytest.approx(2 * 0.98 * 9949, rel=1e-3)


@pytest.mark.parametrize("pixels", [np.full((4, 4), np.nan, np.float32), np.zeros((4, 4), np.int16)])
def test_automatic_window_of_nothing_has_a_width(pixels: NDArray[np.generic]) -> None:
    assert automatic(Frame(pixels, Greys())).width > 0


@pytest.mark.parametrize("name", ["hot_iron", "hot_metal_blue", "pet", "pet_20_step"])
def test_palettes_are_the_standards(name: str) -> None:
    data = pydicom.dcmread(Path(pydicom.__file__).parent / "data" / "palettes" / f"{name.replace('_', '')}.dcm")
    want = [np.frombuffer(data[f"{c}PaletteColorLookupTableData"].value, np.uint8) for c in ("Red", "Green", "Blue")]
    assert np.array_equal(table(name), np.stack(want, -1))


def test_colour_map_colours_the_window() -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    layer = Layer(LAYER.series_uid, window=Window(127.5, 255, "LINEAR_EXACT"), colour_map="pet")
    got = stack_picture(Frame(values, Greys()), layer, VIEW, (16, 16), (1.0, 1.0))
    assert np.array_equal(got.reshape(256, 3), table("pet"))
    assert all(table(name).shape == (256, 3) for name in NAMES)


def test_unknown_colour_map_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="hot_iron"):
        stack_picture(Frame(np.zeros((4, 4), np.uint8), Greys()), Layer(LAYER.series_uid, colour_map="<x>"), VIEW, (16, 16), (1.0, 1.0))
