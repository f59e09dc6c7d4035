"""Streams that grow, headers that promise too much, tables that point nowhere (ABUSE 40, 41, 44): refused or clamped, soon."""

from __future__ import annotations

import struct
import time

import imagecodecs as ic
import numpy as np
import pydicom
import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import UID
from tests.load.conftest import SCOPE, MakeShelf, made, opened, saved

from diaphane.base.errors import BadInput
from diaphane.model.frame import Frame

J = "1.2.840.10008.1.2.4."
HUGE = np.zeros((4000, 4000), np.uint8)
BOMBS = {
    J + "50": lambda: bytes(ic.jpeg8_encode(HUGE, level=50)),
    J + "70": lambda: bytes(ic.jpeg8_encode(HUGE, lossless=True)),
    J + "80": lambda: bytes(ic.jpegls_encode(HUGE)),
    J + "90": lambda: bytes(ic.jpeg2k_encode(HUGE, level=0, codecformat="j2k", reversible=True)),
    J + "201": lambda: bytes(ic.htj2k_encode(HUGE)),
    # One segment whose runs of 128 equal bytes make 64 times what they take.
    "1.2.840.10008.1.2.5": lambda: struct.pack("<16I", 1, 64, *[0] * 14) + b"\x81\x00" * (1 << 20),
}


def show(make_shelf: MakeShelf, data: pydicom.Dataset) -> Frame:
    ticket, packs = opened([saved(data)])
    shelf = make_shelf()
    shelf.open(ticket, packs)
    return shelf.frame(SCOPE, "1.2.3", 0).result(60)


@pytest.mark.parametrize("syntax", BOMBS)
def test_a_small_picture_does_not_become_a_huge_one(make_shelf: MakeShelf, syntax: str) -> None:
    data = made(np.zeros((16, 16), np.uint8))
    data.file_meta.TransferSyntaxUID = UID(syntax)
    data.PixelData = encapsulate([BOMBS[syntax]()])
    data["PixelData"].VR = "OB"
    data["PixelData"].is_undefined_length = True
    started = time.monotonic()
    try:
        frame = show(make_shelf, data)
    except BadInput as refused:
        assert refused.message.endswith(".")  # noqa: PT017 (either end is a good one)
    else:
        assert frame.pixels.shape == (16, 16)
    assert time.monotonic() - started < 30  # the decoder's own deadline is 5 s; the rest is a busy machine


def test_a_palette_whose_indices_lie_outside_is_clamped(make_shelf: MakeShelf) -> None:
    stored = np.array([[0, 5, 200, 255]], np.uint8)
    data = made(stored, PhotometricInterpretation="PALETTE COLOR")
    for name in ("Red", "Green", "Blue"):
        setattr(data, f"{name}PaletteColorLookupTableDescriptor", [4, 4, 8])
        setattr(data, f"{name}PaletteColorLookupTableData", bytes((10, 20, 30, 40)))
    assert show(make_shelf, data).pixels[0, :, 0].tolist() == [10, 20, 40, 40]


def test_a_segmented_palette_that_leads_in_circles_ends(make_shelf: MakeShelf) -> None:
    data = made(np.zeros((4, 4), np.uint8), PhotometricInterpretation="PALETTE COLOR")
    for name in ("Red", "Green", "Blue"):
        setattr(data, f"{name}PaletteColorLookupTableDescriptor", [256, 0, 16])
        circle = np.array([2, 65535, 0, 0, 1, 65535, 7], "<u2").tobytes()
        setattr(data, f"Segmented{name}PaletteColorLookupTableData", circle)
    started = time.monotonic()
    with pytest.raises(BadInput, match="palette"):
        show(make_shelf, data)
    assert time.monotonic() - started < 30
