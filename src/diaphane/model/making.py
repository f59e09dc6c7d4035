"""Files made of pictures and volumes: what is wanted, and how far it is."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, Literal

from diaphane.model.scene import Scene
from diaphane.model.warmth import Warmth


@dataclass(frozen=True, slots=True)
class SurfaceOrder:
    """The surface of a scene's first layer at a threshold in output units (HU, SUV, ...), cut, cropped and moved as the scene shows it.

    `keep` is the share of its triangles that stays; `largest`: only the piece with the most triangles.
    """

    scene: Scene
    threshold: float
    file_format: Literal["stl", "obj", "glb"]
    keep: float = 1.0
    largest: bool = False
    kind: Literal["surface"] = "surface"


@dataclass(frozen=True, slots=True)
class MovieOrder:
    """Pictures of one scene in motion: turned about the patient's long axis, moved through the body, or through its phases or images.

    `count` pictures, `fps` a second. `first` and `last`: for "scroll" mm along the view's normal from its centre, for "phases" and "images"
    numbers from 0, for "turn" degrees. `above`: a PNG with alpha, as large as the picture, laid over each; may be empty.
    """

    scene: Scene
    size_px: tuple[int, int]
    motion: Literal["turn", "scroll", "phases", "images"]
    first: float
    last: float
    count: int
    fps: int
    above: bytes = b""
    kind: Literal["movie"] = "movie"


Order = SurfaceOrder | MovieOrder

PICTURE_LENGTH: Final = struct.Struct("<I")
"""What goes before each encoded picture on its way to the process that makes a movie: its length in bytes, u32, little endian."""


@dataclass(frozen=True, slots=True)
class Making:
    """`share` 0..1 of the work is done; `length` bytes once it is there. `preparing`: what the worker has to get ready before it begins."""

    share: float
    length: int | None = None
    preparing: Warmth | None = None
