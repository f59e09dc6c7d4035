"""Where routes find the rooms: the application carries them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from diaphane.flows.house import House


async def house_of(connection: HTTPConnection) -> House:  # async, though it waits for nothing: else the framework gives it a thread
    """The rooms of this application."""
    found: House = connection.app.state.house
    return found


Rooms = Annotated[House, Depends(house_of)]
