"""A presentation state's window, look-up table, inversion, shutter and bitmaps take the place of the image's own."""

from __future__ import annotations

import numpy as np

from diaphane.model.frame import Frame, Greys
from diaphane.model.ids import SeriesUid, SopUid
from diaphane.model.presentation import Bitmap, Presentation, Target, Voi
from diaphane.model.scene import Layer, StackView, Window
from diaphane.render.presented import presented
from diaphane.render.stack import stack_picture

SOP, OTHER = SopUid("1.1"), SopUid("1.2")
SERIES = SeriesUid("1")
FRAME = Frame(np.arange(256, dtype=np.uint8).reshape(16, 16), Greys(slope=2.0, intercept=-100.0, windows=(Window(0, 10),), stored_bits=8))
HALF = Window(100, 200, "LINEAR_EXACT")


def state(**changes: object) -> Presentation:
    return Presentation(SOP, ((SERIES, Target(SOP)),), **changes)  # type: ignore[arg-type]  # any field


def shown(frame: Frame) -> np.ndarray:
    return stack_picture(frame, Layer(SERIES), StackView(0), (16, 16), (1.0, 1.0)).ravel()


def levels(output: np.ndarray, low: float, high: float) -> np.ndarray:
    return np.floor(np.clip((output - low) / (high - low) * 255, 0, 255) + 0.5)


def test_a_state_is_about_its_images_only() -> None:
    about = state(vois=(Voi((), HALF),))
    assert presented(FRAME, about, OTHER, 0) is FRAME
    framed = Presentation(SOP, ((SERIES, Target(SOP, (2, 3))),), vois=(Voi((), HALF),))
    assert presented(FRAME, framed, SOP, 1) is FRAME
    assert presented(FRAME, framed, SOP, 3).greys.windows == (HALF,)


def test_the_window_of_the_image_meant() -> None:
    several = state(vois=(Voi((Target(OTHER),), Window(1, 2)), Voi((Target(SOP),), HALF)))
    got = shown(presented(FRAME, several, SOP, 0))
    assert np.array_equal(got, levels(np.arange(256) * 2.0 - 100, 0, 200))


def test_its_own_rescale_inversion_and_table() -> None:
    got = shown(presented(FRAME, state(vois=(Voi((), HALF),), rescale=(1.0, 0.0), inverted=True), SOP, 0))
    assert np.array_equal(got, 255 - levels(np.arange(256) * 1.0, 0, 200))
    table = tuple(4095 - 16 * n for n in range(256))
    got = shown(presented(FRAME, state(vois=(Voi((), lut=(0, 12, table)),), rescale=(1.0, 0.0)), SOP, 0))
    assert np.abs(got - np.array(table) / 4095 * 255).max() <= 1


def test_without_a_window_of_its_own_the_images_do_not_hold() -> None:
    assert presented(FRAME, state(), SOP, 0).greys.windows == ()


def test_bitmaps_cover_and_mark() -> None:
    bits = np.zeros((4, 4), np.uint8)
    bits[0, :3] = 1
    plane = Bitmap(4, 4, 14, -1, np.packbits(bits.ravel(), bitorder="little").tobytes())  # two rows of it lie on the image
    wide = (Voi((), Window(0, 1e6)),)
    marked = shown(presented(FRAME, state(vois=wide, overlays=(plane,)), SOP, 0)).reshape(16, 16)
    assert np.array_equal(np.argwhere(marked == 255), [[14, 0], [14, 1]])
    covered = shown(presented(FRAME, state(vois=wide, covered=plane, shutter_value=0x1000), SOP, 0)).reshape(16, 16)
    assert np.array_equal(np.argwhere(covered == 0x10), [[14, 0], [14, 1]])
    shut = shown(presented(FRAME, state(vois=wide, shutter=(("rectangle", (1.0, 2.0, 0.0, 15.0)),)), SOP, 0)).reshape(16, 16)
    assert np.array_equal(np.flatnonzero(shut[5]), [1, 2])


def test_a_presentation_table_makes_p_values_of_what_the_window_gives() -> None:
    """Against arithmetic in float64 without rounding between: window to the table's whole range, then its entries (PS3.3 C.11.6)."""
    entries = (np.linspace(0, 1, 1024) ** 2 * 4095).astype(int)
    table = (12, tuple(int(n) for n in entries[::-1]))
    got = shown(presented(FRAME, state(vois=(Voi((), HALF),), lut=table, inverted=True), SOP, 0))
    output = np.arange(256, dtype=np.float64) * 2.0 - 100
    place = np.floor(np.clip((output - 0) / 200, 0, 1) * 1023 + 0.5).astype(int)
    want = entries[::-1][place] / 4095 * 255
    assert np.abs(got - want).max() <= 0.5 + 1e-9
