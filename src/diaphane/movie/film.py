"""Pictures to MP4: H.264, the most widely played, with its index first so that it starts while it still arrives."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Final

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

MOST_PX: Final = 2048
MOST_FRAMES: Final = 1000
_QUALITY: Final = "17"  # x264: 0 lossless, 51 worst; here no eye tells it from the pictures
_INDEX_BYTES: Final = 8192 + 64 * MOST_FRAMES  # kept free at the front; PyAV cannot move the index there afterwards without a file
_KEYFRAME_SECONDS: Final = 1  # so that a player's slider lands where it is put


def film(pictures: Iterable[bytes], size_px: tuple[int, int], fps: int, above: bytes = b"") -> bytes:
    """An MP4 of PNG pictures of one size (width, height), shown `fps` a second; `above`: a PNG with alpha laid over each.

    Odd sizes lose their last row or column: the colour planes are half as large. Raises `ValueError` for pictures of another size.
    """
    width, height = (n - n % 2 for n in size_px)
    out = BytesIO()
    over = None if not above else _pixels(above, "rgba")[:height, :width].astype(np.float32)
    with av.open(out, "w", format="mp4", options={"moov_size": str(_INDEX_BYTES)}) as container:
        stream = container.add_stream("libx264", rate=fps, options={"crf": _QUALITY, "preset": "fast"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.gop_size = fps * _KEYFRAME_SECONDS
        stream.codec_context.thread_count = 1
        for data in pictures:
            pixels = _pixels(data, "rgb24")
            if pixels.shape[:2] != size_px[::-1]:
                raise ValueError("pictures of a movie have one size")
            frame = VideoFrame.from_ndarray(_laid(pixels[:height, :width], over), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def _pixels(png: bytes, form: str) -> NDArray[np.uint8]:
    """A PNG as (height, width, channels)."""
    with av.open(BytesIO(png), "r", format="png_pipe") as source:
        frame = next(source.decode(video=0))
    return np.asarray(frame.to_ndarray(format=form), np.uint8)


def _laid(pixels: NDArray[np.uint8], over: NDArray[np.float32] | None) -> NDArray[np.uint8]:
    if over is None:
        return np.ascontiguousarray(pixels)
    share = over[..., 3:] / 255
    mixed: NDArray[np.uint8] = np.rint(pixels * (1 - share) + over[..., :3] * share).astype(np.uint8)
    return mixed
