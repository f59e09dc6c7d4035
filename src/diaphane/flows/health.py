"""Say whether requests can be served, and pictures made."""

from __future__ import annotations

import anyio

from diaphane.base.errors import Busy
from diaphane.flows.house import House

PATIENCE_S = 1.0


async def check(house: House) -> None:
    """Ask the database for a transaction. Raises `Busy` when it gives none. A worker being replaced makes nobody unready."""
    async with house.work.at_the_door():
        pass


async def check_pictures(house: House) -> None:
    """Ask the render worker for a sign of life. Raises `Busy` when it gives none within a second."""
    with anyio.move_on_after(PATIENCE_S):
        await house.pictures.check()
        return
    raise Busy("health.pictures", "Pictures cannot be made yet: the render worker is starting.")
