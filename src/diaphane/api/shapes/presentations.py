"""Presentation states on the wire."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from diaphane.api.shapes.wire import Wire
from diaphane.flows.presentations import Offered

Point = tuple[float, float]


class StateWindow(Wire):
    """A VOI window in output units."""

    center: float
    width: float
    function: Literal["LINEAR", "LINEAR_EXACT", "SIGMOID"]


class DisplayedArea(Wire):
    """[left, top, right, bottom] in image pixels from the outer corner of the first one; how it fills the viewport."""

    box: tuple[float, float, float, float]
    mode: Literal["fit", "true", "magnify"]
    magnification: float


class Graphic(Wire):
    """A line or shape in image pixels or, with `display`, in shares of the displayed area. A circle is its centre and a point on it.

    `colour`: "#rrggbb" where its layer recommends one, else "".
    """

    kind: Literal["point", "polyline", "interpolated", "circle", "ellipse"]
    points: list[Point]
    display: bool
    filled: bool
    colour: str


class Note(Wire):
    """A text in a box, beside an anchor point, or both."""

    text: str
    box: tuple[Point, Point] | None
    box_display: bool
    anchor: Point | None
    anchor_display: bool
    colour: str


class Look(Wire):
    """What a state does to the frames listed (numbers of the display order). No window: a look-up table or the whole range."""

    frames: list[int]
    window: StateWindow | None
    area: DisplayedArea | None
    graphics: list[Graphic]
    notes: list[Note]


class Presentation(Wire):
    """One state. Its picture is mirrored left to right (`flip_h`) first, then turned clockwise. `created`: YYYYMMDDHHMMSS or less."""

    sop_uid: str
    label: str
    description: str
    creator: str
    created: str
    inverted: bool
    rotation_deg: int
    flip_h: bool
    looks: list[Look]

    @classmethod
    def of(cls, found: Offered) -> Presentation:
        """From our words."""
        state = found.state
        return cls(
            sop_uid=state.sop_uid,
            label=state.label,
            description=state.description,
            creator=state.creator,
            created=state.created,
            inverted=state.inverted,
            rotation_deg=state.rotation_deg,
            flip_h=state.flip_h,
            looks=[
                Look(
                    frames=list(look.frames),
                    window=StateWindow(**asdict(look.window)) if look.window else None,
                    area=DisplayedArea(box=look.area.box, mode=look.area.mode, magnification=look.area.magnification)
                    if look.area
                    else None,
                    graphics=[
                        Graphic(kind=g.kind, points=list(g.points), display=g.display, filled=g.filled, colour=g.colour)
                        for g in look.graphics
                    ],
                    notes=[
                        Note(
                            text=n.text,
                            box=n.box,
                            box_display=n.box_display,
                            anchor=n.anchor,
                            anchor_display=n.anchor_display,
                            colour=n.colour,
                        )
                        for n in look.notes
                    ],
                )
                for look in found.looks
            ],
        )


class Presentations(Wire):
    """The presentation states of a series, newest first."""

    presentations: list[Presentation]
