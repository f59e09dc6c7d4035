"""Whether two series may lie over each other: one frame of reference (PS3.3 C.7.4.1), or an alignment that somebody vouches for."""

from __future__ import annotations

from collections.abc import Sequence

from diaphane.base.errors import BadInput
from diaphane.model.scene import Layer
from diaphane.model.ticket import SeriesTicket

NO_COMMON_SPACE = "render.no_common_space"


def check(layers: Sequence[Layer], tickets: Sequence[SeriesTicket]) -> None:
    """Return when all layers of a picture lie in one patient space. Raises `BadInput` with what to do when nobody knows."""
    if any(layer.alignment is not None for layer in layers[1:]) or len(layers) < 2:
        return
    spaces = {space(ticket) for ticket in tickets}
    if len(spaces) > 1 or "" in spaces:
        raise BadInput(
            NO_COMMON_SPACE,
            "These two series have no common frame of reference: nothing in them says how they lie to each other. "
            "Register them, or shift one by hand.",
        )


def space(ticket: SeriesTicket) -> str:
    """The Frame of Reference UID of a series; "" where it has none or several."""
    found = {instance.picture.frame_of_reference for instance in ticket.instances}
    return found.pop() if len(found) == 1 else ""
