"""Say whether requests can be served, and pictures made."""

from __future__ import annotations

import anyio

from diaphane.base.errors import Busy
from diaphane.flows.house import House
from diaphane.model.warmth import Warmth

PATIENCE_S = 1.0


async def check(house: House) -> None:
    """Ask the database for a transaction. Raises `Busy` when it gives none. A worker being replaced makes nobody unready."""
    async with house.work.at_the_door():
        pass


async def check_pictures(house: House) -> Warmth:
    """Ask the render worker how far it is with getting ready for volumes; other pictures it makes already.

    Raises `Busy` when it gives no answer within a second.
    """
    with anyio.move_on_after(PATIENCE_S):
        return await house.pictures.check()
    raise Busy("health.pictures", "Pictures cannot be made yet: the render worker is starting.")
