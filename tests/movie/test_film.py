"""Movies hold their pictures in order, at their size and pace, with an index at the front."""

from __future__ import annotations

from io import BytesIO

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from diaphane.movie.film import film


def png(pixels: NDArray[np.uint8]) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels).save(out, "png")
    return out.getvalue()


def shown(movie: bytes) -> list[NDArray[np.uint8]]:
    with av.open(BytesIO(movie), "r") as source:
        return [np.asarray(frame.to_ndarray(format="rgb24"), np.uint8) for frame in source.decode(video=0)]


def ramp(step: int, size: tuple[int, int] = (90, 121)) -> NDArray[np.uint8]:
    """A dark picture with a bright bar whose place tells the step; odd in width."""
    grey = np.full(size, 20, np.uint8)
    grey[:, 8 * step : 8 * step + 8] = 220
    return grey


def test_pictures_come_back_in_order_at_their_pace() -> None:
    movie = film((png(ramp(step)) for step in range(12)), (121, 90), 15)
    pictures = shown(movie)
    assert [one.shape for one in pictures] == [(90, 120, 3)] * 12
    for step, one in enumerate(pictures):
        difference = np.abs(one.astype(int) - ramp(step)[:, :120, None])
        assert difference.mean() < 3
    with av.open(BytesIO(movie), "r") as source:
        assert source.streams.video[0].codec_context.name == "h264"
        assert source.streams.video[0].average_rate == 15
        assert not any(source.metadata.get(name) for name in ("title", "comment", "artist"))
    assert movie.index(b"moov") < movie.index(b"mdat"), "it can start before it is all there"


def test_what_lies_above_is_on_every_picture_and_nothing_is_there_without() -> None:
    above = np.zeros((90, 120, 4), np.uint8)
    above[10:30, 10:60] = (255, 255, 255, 255)
    colour = np.zeros((90, 120, 3), np.uint8)
    with_text, without = (shown(film([png(colour)] * 3, (120, 90), 10, more)) for more in (png(above), b""))
    assert all(one[15:25, 20:50].min() > 230 and one[50:].max() < 12 for one in with_text)
    assert all(one.max() < 12 for one in without)


def test_pictures_of_another_size_and_what_is_no_picture_are_refused() -> None:
    with pytest.raises(ValueError, match="one size"):
        film([png(ramp(0)), png(ramp(1, (50, 60)))], (121, 90), 10)
    with pytest.raises((ValueError, OSError)):
        film([b"no picture"], (121, 90), 10)
