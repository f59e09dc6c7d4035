"""A softcopy presentation state: how somebody wanted pictures of one or more series shown (PS3.3 A.33). Immutable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from diaphane.model.ids import SeriesUid, SopUid
from diaphane.model.instance import Shape
from diaphane.model.scene import Window

Point = tuple[float, float]
"""x, y: image pixels, (0, 0) the outer corner of the first pixel; or shares of the displayed area, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Target:
    """An image that a state or a part of it is about; `frames` from 0, none = all of them."""

    sop_uid: SopUid
    frames: tuple[int, ...] = ()

    def has(self, sop_uid: str, frame: int) -> bool:
        """Whether a frame is meant."""
        return self.sop_uid == sop_uid and (not self.frames or frame in self.frames)


Targets = tuple[Target, ...]
"""None = every image of the state."""


@dataclass(frozen=True, slots=True)
class Voi:
    """A window, or a look-up table (first value mapped, bits of an entry, entries)."""

    targets: Targets
    window: Window | None = None
    lut: tuple[int, int, tuple[int, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """The displayed area (PS3.3 C.10.4): left, top, right, bottom in image pixels from the outer corner of the first one.

    `mode`: "fit" scales it to the viewport, "true" shows it in life size, "magnify" with `magnification` screen pixels an image pixel.
    """

    targets: Targets
    box: tuple[float, float, float, float]
    mode: Literal["fit", "true", "magnify"] = "fit"
    magnification: float = 1.0


@dataclass(frozen=True, slots=True)
class Graphic:
    """A line or shape (PS3.3 C.10.5.1.2). `display`: points are shares of the displayed area, not image pixels.

    "circle": centre, a point on it; "ellipse": ends of its major, then of its minor axis.
    """

    targets: Targets
    kind: Literal["point", "polyline", "interpolated", "circle", "ellipse"]
    points: tuple[Point, ...]
    display: bool = False
    filled: bool = False
    colour: str = ""  # "#rrggbb" where its layer recommends one


@dataclass(frozen=True, slots=True)
class Note:
    """A text: in a box, and with a line to what it is about (`anchor`) where that is to be seen."""

    targets: Targets
    text: str
    box: tuple[Point, Point] | None = None
    box_display: bool = False
    anchor: Point | None = None
    anchor_display: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Bitmap:
    """An overlay plane of the state itself: packed bits, least significant first (PS3.5 8.1.2). `top`, `left` count from 0."""

    rows: int
    columns: int
    top: int
    left: int
    bits: bytes


@dataclass(frozen=True, slots=True)
class Presentation:
    """One state. `created` is YYYYMMDDHHMMSS or less; `label` and what follows are the words people see.

    `rescale` replaces that of the images; `inverted` is how P-values are shown, whatever the images say; `lut` (bits of an entry, entries
    over the whole range of what the VOI transformation gives) makes P-values in its place. The picture is mirrored left to right
    (`flip_h`) first, then turned clockwise by `rotation_deg`. `covered` covers where its bits are 1; `overlays` are drawn. `graphics` and
    `notes` come in the order of their layers, lowest first.
    """

    sop_uid: SopUid
    targets: tuple[tuple[SeriesUid, Target], ...]
    label: str = ""
    description: str = ""
    creator: str = ""
    created: str = ""
    rescale: tuple[float, float] | None = None
    inverted: bool = False
    lut: tuple[int, tuple[int, ...]] | None = None
    vois: tuple[Voi, ...] = ()
    rotation_deg: int = 0
    flip_h: bool = False
    shutter: tuple[Shape, ...] = ()
    shutter_value: int = 0
    covered: Bitmap | None = None
    overlays: tuple[Bitmap, ...] = ()
    areas: tuple[Area, ...] = ()
    graphics: tuple[Graphic, ...] = ()
    notes: tuple[Note, ...] = ()

    def shows(self, sop_uid: str, frame: int) -> bool:
        """Whether the state is about a frame."""
        return any(target.has(sop_uid, frame) for _, target in self.targets)


def meant(targets: Targets, sop_uid: str, frame: int) -> bool:
    """Whether a part of a state is about a frame that the state is about."""
    return not targets or any(target.has(sop_uid, frame) for target in targets)
