"""Say whether requests can be served."""

from __future__ import annotations

from diaphane.flows.house import House


async def check(house: House) -> None:
    """Ask the database for a transaction and the render worker for a sign of life. Raises `Busy` when one gives none."""
    async with house.work.at_the_door():
        pass
    await house.pictures.check()
