"""Encoded pictures decoded again by Pillow: PNG exact, JPEG near, codec by quality."""

from __future__ import annotations

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from diaphane.encode.jpeg import jpeg
from diaphane.encode.picture import drawn_size, encode
from diaphane.encode.png import png

RANDOM = np.random.default_rng(3)


def decoded(data: bytes) -> NDArray[np.uint8]:
    image = Image.open(io.BytesIO(data))
    image.verify()
    return np.asarray(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("shape", [(1, 1), (1, 7), (16, 16), (33, 257), (512, 512), (3, 4, 3), (1, 1, 3), (65, 130, 3)])
@pytest.mark.parametrize("content", ["noise", "ramp", "black"])
def test_png_is_exact(shape: tuple[int, ...], content: str) -> None:
    size = int(np.prod(shape))
    made = {"noise": RANDOM.integers(0, 256, shape), "ramp": np.arange(size).reshape(shape) % 256, "black": np.zeros(shape, np.int64)}
    pixels = made[content].astype(np.uint8)
    assert np.array_equal(decoded(png(pixels)), pixels)


def test_png_of_a_view_into_a_larger_array_is_exact() -> None:
    pixels = RANDOM.integers(0, 256, (40, 60), np.uint8)[::2, 5:50]
    assert np.array_equal(decoded(png(pixels)), pixels)


@pytest.mark.parametrize(
    "pixels", [np.zeros((4, 4), np.uint16), np.zeros((4, 4, 4), np.uint8), np.zeros((0, 4), np.uint8), np.zeros(4, np.uint8)]
)
def test_png_of_another_kind_is_refused(pixels: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="not supported"):
        png(pixels)


def test_jpeg_of_colour_keeps_full_chroma() -> None:
    # Red and blue columns of one pixel: with 4:2:0 both would become purple.
    pixels = np.zeros((64, 64, 3), np.uint8)
    pixels[:, ::2, 0] = 255
    pixels[:, 1::2, 2] = 255
    got = decoded(jpeg(pixels, 90)).astype(int)
    assert got[:, ::2, 0].mean() - got[:, 1::2, 0].mean() > 200


def test_quality_decides_codec_and_bytes() -> None:
    y, x = np.mgrid[:256, :256]
    pixels = ((np.sin(x / 9) + np.cos(y / 7)) * 60 + 128 + RANDOM.normal(0, 6, x.shape)).astype(np.uint8)
    made = {quality: encode(pixels, quality) for quality in ("lossless", "high", "draft", "small")}
    assert [codec for codec, _ in made.values()] == ["png", "jpeg", "jpeg", "jpeg"]
    lengths = [len(data) for _, data in made.values()]
    assert lengths == sorted(lengths, reverse=True)
    assert np.array_equal(decoded(made["lossless"][1]), pixels)
    assert np.abs(decoded(made["high"][1]).astype(int) - pixels).mean() < 3


def test_small_pictures_are_drawn_at_half_size() -> None:
    assert drawn_size((1024, 769), "small") == (512, 384)
    assert drawn_size((20, 20), "small") == (16, 16)
    assert drawn_size((1024, 769), "draft") == (1024, 769)
