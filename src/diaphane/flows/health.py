"""Say whether requests can be served."""

from __future__ import annotations

from diaphane.flows.house import House


async def check(house: House) -> None:
    """Ask the database for a transaction. Raises `Busy` when it gives none."""
    async with house.work.at_the_door():
        pass
