"""Shutters and overlay marks lie on the pixels they name, however the picture is turned."""

from __future__ import annotations

import numpy as np
import pytest

from diaphane.model.frame import Frame, Greys
from diaphane.model.ids import SeriesUid
from diaphane.model.scene import Layer, StackView, Window
from diaphane.render import cover
from diaphane.render.place import back
from diaphane.render.stack import stack_picture

LAYER = Layer(SeriesUid("1.2"), window=Window(127.5, 255, "LINEAR_EXACT"))
OPEN = {
    "rectangle": (2.0, 6.0, 1.0, 4.0),
    "circle": (4.0, 3.0, 3.0),
    "polygon": (1.0, 1.0, 8.0, 1.0, 8.0, 6.0),
}
VIEWS = [StackView(0), StackView(0, rotation_deg=90), StackView(0, flip_h=True), StackView(0, flip_v=True, rotation_deg=180)]


def turned(image: np.ndarray, view: StackView) -> np.ndarray:
    """The same by numpy: flipped first, then turned clockwise."""
    image = image[:, ::-1] if view.flip_h else image
    image = image[::-1] if view.flip_v else image
    return np.rot90(image, -int(view.rotation_deg) // 90)


def is_open(kind: str, x: float, y: float) -> bool:
    """The standard's words, one pixel at a time."""
    match kind:
        case "rectangle":
            left, right, upper, lower = OPEN[kind]
            return left <= x <= right and upper <= y <= lower
        case "circle":
            cx, cy, radius = OPEN[kind]
            return (x - cx) ** 2 + (y - cy) ** 2 <= radius**2
        case _:  # a triangle with its right angle at (8, 1): below the upper edge, left of the right one, above the long one
            return y >= 1 and x < 8 and (y - 1) * 7 < (x - 1) * 5


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("kind", OPEN)
@pytest.mark.parametrize("colour", [False, True])
def test_a_shutter_covers_all_but_its_shape(kind: str, view: StackView, colour: bool) -> None:
    rows, columns = 8, 10
    stored = np.full((rows, columns, 3) if colour else (rows, columns), 99, np.uint8)
    frame = Frame(stored, Greys(stored_bits=8, shutter=((kind, OPEN[kind]),), shutter_value=0x4000))  # type: ignore[arg-type]  # a shape
    want = np.array([[99 if is_open(kind, x, y) else 0x40 for x in range(columns)] for y in range(rows)])
    size = (rows, columns) if view.rotation_deg == 90 else (columns, rows)
    picture = stack_picture(frame, LAYER, view, size, (0.5, 0.5))
    got = picture[:, :, 0] if colour else picture
    # A point on an edge itself may fall on either side.
    assert (got != turned(want, view)).sum() <= (4 if kind == "polygon" else 0)
    off = Layer(LAYER.series_uid, window=LAYER.window, shutter=False)
    assert (stack_picture(frame, off, view, size, (0.5, 0.5)) == 99).all()


def test_what_lies_outside_of_any_shape_is_covered() -> None:
    shapes = (("rectangle", (0.0, 4.0, 0.0, 9.0)), ("rectangle", (3.0, 9.0, 0.0, 9.0)))
    frame = Frame(np.full((10, 10), 200, np.uint8), Greys(stored_bits=8, shutter=shapes))  # type: ignore[arg-type]  # shapes
    picture = stack_picture(frame, LAYER, StackView(0), (10, 10), (1.0, 1.0))
    assert np.array_equal(np.flatnonzero(picture[5]), [3, 4])


def test_a_circle_is_round_on_the_screen_where_pixels_are_not_square() -> None:
    frame = Frame(np.full((20, 40), 200, np.uint8), Greys(stored_bits=8, shutter=(("circle", (20.0, 10.0, 10.0)),)))
    picture = stack_picture(frame, LAYER, StackView(0), (400, 400), (1.0, 2.0)) > 0  # 40 x 40 mm
    assert picture.any(axis=0).sum() == pytest.approx(picture.any(axis=1).sum(), abs=3)


@pytest.mark.parametrize("view", VIEWS)
def test_marks_lie_on_their_pixels(view: StackView) -> None:
    marks = np.zeros((8, 10), np.bool_)
    marks[1, 2:7] = marks[6, 9] = True
    frame = Frame(np.full((8, 10), 50, np.uint8), Greys(stored_bits=8), marks)
    size = (8, 10) if view.rotation_deg == 90 else (10, 8)
    picture = stack_picture(frame, LAYER, view, size, (1.0, 1.0))
    assert np.array_equal(picture, turned(np.where(marks, 255, 50), view))
    off = Layer(LAYER.series_uid, window=LAYER.window, overlays=False)
    assert (stack_picture(frame, off, view, size, (1.0, 1.0)) == 50).all()


@pytest.mark.parametrize(("level", "edged"), [(0, False), (148, False), (149, True), (255, True)])
@pytest.mark.parametrize("colour", [False, True])
def test_marks_have_an_edge_where_the_picture_is_bright(level: int, colour: bool, edged: bool) -> None:
    marks = np.zeros((9, 12), np.bool_)
    marks[0, 0] = marks[4, 5:8] = True
    around = np.zeros((9, 12), np.bool_)
    around[0:2, 0:2] = around[3:6, 4:9] = True
    frame = Frame(np.full((9, 12, 3) if colour else (9, 12), level, np.uint8), Greys(stored_bits=8), marks)
    picture = stack_picture(frame, LAYER, StackView(0), (12, 9), (1.0, 1.0))
    want = np.where(marks, 255, np.where(around & edged, 0, level))
    assert np.array_equal(picture[:, :, 0] if colour else picture, want)


def test_an_edge_leaves_dark_pixels_beside_bright_ones() -> None:
    marks = np.zeros((5, 6), np.bool_)
    marks[2, 2:4] = True
    stored = np.full((5, 6), 30, np.uint8)
    stored[:, 3:] = 240
    picture = stack_picture(Frame(stored, Greys(stored_bits=8), marks), LAYER, StackView(0), (6, 5), (1.0, 1.0))
    assert picture[1].tolist() == [30, 30, 30, 0, 0, 240]
    assert picture[2].tolist() == [30, 30, 255, 255, 0, 240]


def test_marks_are_worked_out_once_for_a_place_and_never_kept_for_another_bitmap() -> None:
    place = back(StackView(0), (5, 6), (1.0, 1.0), (6, 5))
    cover.edged.cache_clear()
    for column in range(6):
        marks = np.zeros((5, 6), np.bool_)  # each where the one before it lay in memory, as like as not
        marks[2, column] = True
        for _ in range(2):
            shown = np.zeros((5, 6), np.uint8)
            cover.draw_marks(shown, marks, place)
            assert (shown == 255).tolist() == marks.tolist()
        del marks
    found = cover.edged.cache_info()
    assert (found.hits, found.misses) == (6, 6)


@pytest.mark.parametrize("side", [25, 33, 40, 70])
def test_a_thin_line_stays_in_a_small_picture(side: int) -> None:
    marks = np.zeros((100, 100), np.bool_)
    marks[37], marks[:, 61] = True, True
    frame = Frame(np.zeros((100, 100), np.uint8), Greys(stored_bits=8), marks)
    picture = stack_picture(frame, LAYER, StackView(0), (side, side), (1.0, 1.0))
    assert (picture == 255).all(axis=1).any()
    assert (picture == 255).all(axis=0).any()


def test_a_picture_far_away_takes_no_memory() -> None:
    frame = Frame(np.zeros((100, 100), np.uint8), Greys(stored_bits=8), np.ones((100, 100), np.bool_))
    picture = stack_picture(frame, LAYER, StackView(0, zoom=1e-9), (64, 64), (1.0, 1.0))
    assert (picture == 255).sum() <= 1
