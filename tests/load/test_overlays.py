"""Overlay planes and shutters of files made here, through the shelf and its jailed decoders."""

from __future__ import annotations

from typing import Any

import numpy as np
import pydicom
import pytest
from numpy.typing import NDArray
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, RLELossless
from tests.load.conftest import SCOPE, MakeShelf, made, opened, saved

from diaphane.load.overlays import packed, unpacked
from diaphane.model.frame import Frame

RANDOM = np.random.default_rng(3)


def decode(make_shelf: MakeShelf, data: pydicom.Dataset) -> list[Frame]:
    ticket, packs = opened([saved(data)])
    shelf = make_shelf()
    shelf.open(ticket, packs)
    return [shelf.frame(SCOPE, "1.2.3", n).result(60) for n in range(max(1, ticket.instances[0].picture.frames))]


def add(data: pydicom.Dataset, bits: NDArray[Any], group: int = 0x6000, origin: tuple[int, int] = (1, 1), **more: int) -> None:
    """An overlay plane of (rows, columns) or (frames, rows, columns) bits."""
    data.add_new((group, 0x0010), "US", bits.shape[-2])
    data.add_new((group, 0x0011), "US", bits.shape[-1])
    data.add_new((group, 0x0040), "CS", "G")
    data.add_new((group, 0x0050), "SS", list(origin))
    data.add_new((group, 0x0100), "US", 1)
    data.add_new((group, 0x0102), "US", 0)
    if "frames" in more:
        data.add_new((group, 0x0015), "IS", more["frames"])
        data.add_new((group, 0x0051), "US", more["first"])
    run = np.packbits(bits.astype(np.uint8).ravel(), bitorder="little").tobytes()
    data.add_new((group, 0x3000), "OW", run + b"\0" * (len(run) % 2))


def bits(*shape: int) -> NDArray[Any]:
    return RANDOM.integers(0, 2, shape).astype(np.bool_)


@pytest.mark.parametrize("syntax", [ExplicitVRLittleEndian, ExplicitVRBigEndian])
def test_planes_are_laid_over_each_other_where_they_belong(make_shelf: MakeShelf, syntax: str) -> None:
    data = made(np.zeros((9, 13), np.uint8), syntax)
    first, second = bits(9, 13), bits(4, 5)
    add(data, first)
    add(data, second, 0x601E, origin=(7, 0))  # rows 7 to 10, columns 0 to 4: some of it lies beside the image
    if syntax == ExplicitVRBigEndian:
        data["PixelData"].VR = "OB"
        for group in (0x6000, 0x601E):
            data[group, 0x3000].value = np.frombuffer(data[group, 0x3000].value, "<u2").astype(">u2").tobytes()
    want = first.copy()
    want[6:9, 0:4] |= second[0:3, 1:5]
    got = decode(make_shelf, data)[0].overlay
    assert got is not None
    assert np.array_equal(got, want)
    assert not got.flags.writeable


def test_old_files_keep_an_overlay_beside_the_pixels(make_shelf: MakeShelf) -> None:
    marks = bits(8, 10)
    values = RANDOM.integers(0, 4096, (8, 10)).astype(np.uint16)
    for compress in (False, True):
        data = made(values | marks.astype(np.uint16) << 13, BitsStored=12, HighBit=11)
        for element, value in ((0x0010, 8), (0x0011, 10), (0x0100, 16), (0x0102, 13)):
            data.add_new((0x6000, element), "US", value)
        data.add_new((0x6000, 0x0050), "SS", [1, 1])
        if compress:
            data.compress(RLELossless, generate_instance_uid=False)
        frame = decode(make_shelf, data)[0]
        assert frame.overlay is not None
        assert np.array_equal(frame.overlay, marks)
        assert np.array_equal(frame.pixels, values)
        data[0x6000, 0x0102].value = 3  # a bit of the value itself is no overlay
        assert decode(make_shelf, data)[0].overlay is None


def test_frames_have_overlays_of_their_own(make_shelf: MakeShelf) -> None:
    data = made(np.zeros((4, 5, 7), np.uint8))
    own = bits(2, 5, 7)
    own[:, 0, 0] = True
    add(data, own, frames=2, first=2)
    got = [frame.overlay for frame in decode(make_shelf, data)]
    assert got[0] is None
    assert got[3] is None
    for mark, want in zip(got[1:3], own, strict=True):
        assert mark is not None
        assert np.array_equal(mark, want)


def test_one_plane_without_frames_is_for_all(make_shelf: MakeShelf) -> None:
    data = made(np.zeros((3, 5, 7), np.uint8))
    one = np.ones((5, 7), np.bool_)
    add(data, one)
    assert all(frame.overlay is not None and frame.overlay.all() for frame in decode(make_shelf, data))


@pytest.mark.parametrize("change", ["short", "huge", "empty", "far"])
def test_an_overlay_that_lies_costs_no_picture(make_shelf: MakeShelf, change: str) -> None:
    data = made(np.full((6, 6), 7, np.uint8))
    add(data, np.ones((6, 6)))
    match change:
        case "short":
            data[0x6000, 0x3000].value = b"\xff\xff"
        case "huge":
            data[0x6000, 0x0010].value = data[0x6000, 0x0011].value = 65535
        case "empty":
            data[0x6000, 0x0010].value = 0
        case _:
            data[0x6000, 0x0050].value = [-32768, 32767]
    frame = decode(make_shelf, data)[0]
    assert frame.overlay is None
    assert (frame.pixels == 7).all()


def test_a_bitmap_of_a_decoder_is_not_believed_unchecked() -> None:
    marks = bits(9, 5)
    text = packed(marks)
    assert text is not None
    again = unpacked(text, (9, 5))
    assert again is not None
    assert np.array_equal(again, marks)
    bomb = packed(np.zeros((4096, 4096), np.bool_))
    for lie in (None, 7, "", "=", "AAAA", text[:8]):
        assert unpacked(lie, (9, 5)) is None
    short = unpacked(bomb, (9, 5))  # no more is unpacked than the picture has pixels
    assert short is None or short.shape == (9, 5)


def test_a_shutter_reaches_the_frame(make_shelf: MakeShelf) -> None:
    data = made(np.zeros((8, 8), np.uint8), ShutterShape="RECTANGULAR", ShutterPresentationValue=32768)
    data.ShutterLeftVerticalEdge, data.ShutterRightVerticalEdge = 2, 7
    data.ShutterUpperHorizontalEdge, data.ShutterLowerHorizontalEdge = 3, 8
    greys = decode(make_shelf, data)[0].greys
    assert greys.shutter == (("rectangle", (1.0, 6.0, 2.0, 7.0)),)
    assert greys.shutter_value == 32768
