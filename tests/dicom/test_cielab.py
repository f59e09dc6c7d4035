"""Recommended colours."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageCms

from diaphane.dicom.cielab import grey, srgb


def encoded(light: float, a: float, b: float) -> tuple[int, int, int]:
    """As PS3.3 C.10.7.1.1 says."""
    return round(light * 65535 / 100), round((a + 128) * 65535 / 255), round((b + 128) * 65535 / 255)


def test_colours_are_those_of_a_colour_management_system() -> None:
    """Little CMS goes from sRGB to CIELab (D50) in 8 bits, we come back: within what 8 bits of Lab leave of a colour."""
    rgb = np.random.default_rng(4).integers(70, 200, (400, 3)).astype(np.uint8)
    screen, lab_profile = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    to_lab = ImageCms.buildTransform(screen, lab_profile, "RGB", "LAB", ImageCms.Intent.RELATIVE_COLORIMETRIC)
    lab = np.asarray(ImageCms.applyTransform(Image.fromarray(rgb[np.newaxis]), to_lab))[0]
    light, a, b = lab[:, 0] / 255.0 * 100, lab[:, 1].astype(np.int8).astype(float), lab[:, 2].astype(np.int8).astype(float)
    for n in range(len(rgb)):
        text = srgb(encoded(light[n], a[n], b[n]))
        ours = np.array([int(text[at : at + 2], 16) for at in (1, 3, 5)])
        assert np.abs(ours - rgb[n].astype(int)).max() <= 4, (rgb[n], ours)


@pytest.mark.parametrize(
    ("value", "colour"), [((65535, 32896, 32896), "#ffffff"), ((0, 32896, 32896), "#000000"), ((1, 2), ""), ((-1, 0, 0), "")]
)
def test_ends_and_what_is_no_colour(value: tuple[int, ...], colour: str) -> None:
    assert srgb(value) == colour


def test_greys() -> None:
    assert [grey(value) for value in (0, 32896, 65535)] == ["#000000", "#808080", "#ffffff"]
