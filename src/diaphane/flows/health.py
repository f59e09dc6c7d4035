"""Say whether requests can be served, and wait for the render worker."""

from __future__ import annotations

from collections.abc import Callable

import anyio

from diaphane.base.errors import Busy
from diaphane.flows.house import House

LOOK_EVERY_S = 1.0
PATIENCE_S = 600.0


async def check(house: House) -> None:
    """Ask the database for a transaction. Raises `Busy` when it gives none. A worker being replaced makes nobody unready."""
    async with house.work.at_the_door():
        pass


async def wait_for_pictures(house: House, say: Callable[[str], None]) -> bool:
    """Wait until the render worker answers: the first start on a machine compiles its kernels. False when it takes too long."""
    said = False
    with anyio.move_on_after(PATIENCE_S):
        while True:
            try:
                await house.pictures.check()
            except Busy:
                if not said:
                    say("compiling what draws the pictures (only this once, up to some minutes)")
                said = True
                await anyio.sleep(LOOK_EVERY_S)
            else:
                return True
    say("the render worker does not answer yet: pictures will come when it does")
    return False
