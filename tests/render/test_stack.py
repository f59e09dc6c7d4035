"""Where every pixel lies: against an own float64 reference and a phantom whose corners all differ."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from diaphane.base.errors import BadInput
from diaphane.model.frame import Frame, Greys
from diaphane.model.ids import SeriesUid
from diaphane.model.instance import PictureFacts
from diaphane.model.scene import Layer, StackView, Window
from diaphane.render.place import pixel_size
from diaphane.render.stack import stack_picture

UID = SeriesUid("1.2")
FULL = Window(127.5, 255, "LINEAR_EXACT")
LAYER = Layer(UID, window=FULL)
# An image whose four corners tell themselves apart: top left 10, top right 60, bottom left 120, bottom right 240.
CORNERS = {"tl": 10, "tr": 60, "bl": 120, "br": 240}


def phantom() -> Frame:
    pixels = np.empty((40, 60), np.uint8)
    pixels[:20, :30], pixels[:20, 30:], pixels[20:, :30], pixels[20:, 30:] = CORNERS.values()
    return Frame(pixels, Greys(stored_bits=8))


def corners(picture: NDArray[np.uint8], inset: int = 4) -> tuple[str, str, str, str]:
    """Names of the image corners seen at the picture's top left, top right, bottom left, bottom right."""
    height, width = picture.shape
    cx, cy = width // 2, height // 2
    spots = [(cy - inset, cx - inset), (cy - inset, cx + inset), (cy + inset, cx - inset), (cy + inset, cx + inset)]
    names = {value: name for name, value in CORNERS.items()}
    return tuple(names[int(picture[spot])] for spot in spots)  # type: ignore[return-value]  # four spots, four names


@pytest.mark.parametrize(
    ("view", "want"),
    [
        (StackView(0), ("tl", "tr", "bl", "br")),
        (StackView(0, flip_h=True), ("tr", "tl", "br", "bl")),
        (StackView(0, flip_v=True), ("bl", "br", "tl", "tr")),
        (StackView(0, rotation_deg=90), ("bl", "tl", "br", "tr")),  # clockwise
        (StackView(0, rotation_deg=-90), ("tr", "br", "tl", "bl")),
        (StackView(0, rotation_deg=180), ("br", "bl", "tr", "tl")),
        (StackView(0, rotation_deg=90, flip_h=True), ("br", "tr", "bl", "tl")),  # flipped first, then turned
        (StackView(0, rotation_deg=89.9999), ("bl", "tl", "br", "tr")),
        (StackView(0, rotation_deg=450), ("bl", "tl", "br", "tr")),
    ],
)
def test_nothing_is_mirrored(view: StackView, want: tuple[str, ...]) -> None:
    assert corners(stack_picture(phantom(), LAYER, view, (120, 120), (1.0, 1.0))) == want
    grey = phantom()
    colour = Frame(np.stack([grey.pixels] * 3, -1), Greys(stored_bits=8))
    assert corners(stack_picture(colour, LAYER, view, (120, 120), (1.0, 1.0))[:, :, 0]) == want


def reference(
    values: NDArray[np.float64], view: StackView, size: tuple[int, int], pixel: tuple[float, float], shrink: int = 1
) -> NDArray[np.float64]:
    """Bilinear output values at each screen pixel centre by forward mapping's inverse, float64; NaN outside. See contract/stream.md."""
    rows, columns = values.shape
    turned = math.floor(view.rotation_deg / 90 + 0.5) % 2 == 1
    across, down = columns * pixel[0], rows * pixel[1]
    fit = min(size[0] / (down if turned else across), size[1] / (across if turned else down))
    angle = math.radians(view.rotation_deg)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    linear = fit * view.zoom * turn @ np.diag([-1.0 if view.flip_h else 1.0, -1.0 if view.flip_v else 1.0])
    u, v = np.meshgrid(np.arange(size[0]) + 0.5 - size[0] / 2, np.arange(size[1]) + 0.5 - size[1] / 2)
    mm = np.linalg.inv(linear) @ np.stack([u.ravel(), v.ravel()]) - np.array(view.pan_mm)[:, None]
    x = mm[0] / pixel[0] + columns / 2 - 0.5
    y = mm[1] / pixel[1] + rows / 2 - 0.5
    inside = (x >= -0.5) & (x < columns - 0.5) & (y >= -0.5) & (y < rows - 0.5)
    source = values
    if shrink > 1:
        blocks = [[values[r : r + shrink, c : c + shrink].mean() for c in range(0, columns, shrink)] for r in range(0, rows, shrink)]
        source = np.array(blocks)
        x, y = (x + 0.5) / shrink - 0.5, (y + 0.5) / shrink - 0.5
    got = map_coordinates(source, np.stack([y, x]), order=1, mode="nearest")
    return np.where(inside, got, np.nan).reshape(size[1], size[0])


VIEWS = [
    StackView(0),
    StackView(0, zoom=2.5, pan_mm=(3.3, -7.1)),
    StackView(0, zoom=0.4),
    StackView(0, rotation_deg=90, zoom=1.3),
    StackView(0, rotation_deg=33.0, flip_v=True, pan_mm=(-4.0, 2.0)),
    StackView(0, rotation_deg=200.0, zoom=6.0, flip_h=True),
    StackView(0, flip_h=True, zoom=3.0, pan_mm=(10.0, 0.0)),
    StackView(0, pan_mm=(1e4, 0.0)),
]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    ("shape", "size", "pixel"), [((50, 70), (96, 64), (1.0, 1.0)), ((64, 40), (128, 256), (0.7, 1.4)), ((31, 33), (200, 90), (0.9, 0.9))]
)
@pytest.mark.parametrize("dtype", ["u1", "i2", "u2", "f8"])
def test_pictures_match_the_reference(
    view: StackView, shape: tuple[int, int], size: tuple[int, int], pixel: tuple[float, float], dtype: str
) -> None:
    values = np.random.default_rng(5).integers(0, 255, shape).astype(dtype)
    got = stack_picture(Frame(values, Greys()), LAYER, view, size, pixel)
    k = step(view, shape, size, pixel)
    want = reference(values.astype(np.float64), view, size, pixel, k)
    edge = np.isnan(want) != (stack_picture(Frame(np.full(shape, 255, dtype), Greys()), LAYER, view, size, pixel) == 0)
    assert edge.mean() < 0.002  # a pixel centre exactly on the image's edge may fall either way
    both = ~np.isnan(want) & ~edge
    assert np.abs(got[both] - want[both]).max(initial=0) <= 0.6
    assert (got[np.isnan(want) & ~edge] == 0).all()


def step(view: StackView, shape: tuple[int, int], size: tuple[int, int], pixel: tuple[float, float]) -> int:
    """Blocks of how many pixels are averaged: image pixels per screen pixel, rounded down."""
    turned = math.floor(view.rotation_deg / 90 + 0.5) % 2 == 1
    across, down = shape[1] * pixel[0], shape[0] * pixel[1]
    fit = min(size[0] / (down if turned else across), size[1] / (across if turned else down))
    return max(1, int(1 / (fit * view.zoom) / max(pixel) + 1e-6))


@pytest.mark.parametrize("colour", [False, True])
def test_a_large_image_shown_small_is_averaged(colour: bool) -> None:
    # Fine stripes: picking pixels would show stripes or one colour, averaging shows grey.
    pixels = np.zeros((512, 512), np.uint8)
    pixels[:, ::2] = 200
    if colour:
        pixels = np.stack([pixels] * 3, -1)
    got = stack_picture(Frame(pixels, Greys(stored_bits=8)), LAYER, StackView(0), (64, 64), (1.0, 1.0))
    assert np.abs(got.astype(int) - 100).max() <= 1


def test_at_stored_size_nothing_is_interpolated() -> None:
    values = np.random.default_rng(1).integers(0, 256, (48, 64)).astype(np.uint8)
    frame = Frame(values, Greys(stored_bits=8))
    assert np.array_equal(stack_picture(frame, LAYER, StackView(0), (64, 48), (0.3, 0.3)), values)
    moved = stack_picture(frame, LAYER, StackView(0, pan_mm=(5.0, -3.0)), (64, 48), (1.0, 1.0))
    assert np.array_equal(moved[:45, 5:], values[3:, :59])
    assert (moved[45:] == 0).all()
    assert (moved[:, :5] == 0).all()
    turned = stack_picture(frame, LAYER, StackView(0, rotation_deg=90), (48, 64), (1.0, 1.0))
    assert np.array_equal(turned, np.rot90(values, -1))
    flipped = stack_picture(frame, LAYER, StackView(0, flip_h=True), (64, 48), (1.0, 1.0))
    assert np.array_equal(flipped, values[:, ::-1])


def test_read_only_pixels_are_drawn() -> None:
    pixels = np.frombuffer(bytes(range(256)), np.uint8).reshape(16, 16)
    assert np.array_equal(stack_picture(Frame(pixels, Greys(stored_bits=8)), LAYER, StackView(0), (16, 16), (1.0, 1.0)), pixels)


def test_colour_passes_through_and_inverts() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (16, 16, 3)).astype(np.uint8)
    frame = Frame(pixels, Greys())
    assert np.array_equal(stack_picture(frame, Layer(UID, window=Window(1, 2)), StackView(0), (16, 16), (1.0, 1.0)), pixels)
    assert np.array_equal(stack_picture(frame, Layer(UID, invert=True), StackView(0), (16, 16), (1.0, 1.0)), 255 - pixels)


def test_pixels_have_their_true_shape() -> None:
    assert pixel_size(PictureFacts(4, 4, 1, spacing_mm=(0.5, 0.25))) == (0.25, 0.5)
    assert pixel_size(PictureFacts(4, 4, 1, aspect=(6, 5))) == (1.0, 1.2)
    assert pixel_size(PictureFacts(4, 4, 1)) == (1.0, 1.0)
    # Pixels twice as high as wide: a 32 x 32 image fills a viewport of 64 x 128.
    got = stack_picture(Frame(np.full((32, 32), 9, np.uint8), Greys(stored_bits=8)), LAYER, StackView(0), (64, 128), (1.0, 2.0))
    assert (got > 0).all()


@pytest.mark.parametrize("view", [StackView(0, zoom=1e-300), StackView(0, pan_mm=(1e300, 0))])
def test_senseless_views_are_refused(view: StackView) -> None:
    with pytest.raises(BadInput, match="Reset"):
        stack_picture(phantom(), LAYER, view, (64, 64), (1.0, 1.0))
