"""What is asked of a decoder, and what came back."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

from diaphane.base.errors import BadInput
from diaphane.model.frame import Pixels
from diaphane.model.sealed import Buffer


@dataclass(frozen=True, slots=True)
class FrameJob:
    """One frame to decode. `header` None: the decoder knows it, because the job before was of the same `instance`.

    `most_out` bounds the bytes of its pixels, by what the index says.
    """

    instance: Hashable
    header: Buffer | None
    frame: int
    data: Buffer
    most_out: int
    pixels: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Frames of one transfer syntax, decoded with one message."""

    syntax: str
    jobs: tuple[FrameJob, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """Pixels of one frame, over shared memory; `greys` as the decoder said it, not yet believed."""

    pixels: Pixels
    greys: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one decode: pixels of a frame, bytes of an inflated data set, seconds at least and per million pixels."""

    pixels: int = 512 << 20
    inflated_bytes: int = 2 << 30
    seconds: float = 5.0
    seconds_a_megapixel: float = 1.0


@dataclass(slots=True)
class Result:
    """The frames of a batch in order. They share one memory file of `nbytes`, which goes when all of them are forgotten.

    `seconds` is what fetching and decoding took, `fetch_s` and `open_s` the parts of it before the decoder was asked.
    """

    frames: list[Decoded | BadInput] = field(default_factory=list)
    nbytes: int = 0
    seconds: float = 0.0
    fetch_s: float = 0.0
    open_s: float = 0.0
