"""Where routes find the rooms: the application carries them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from diaphane.flows.house import House


def house_of(connection: HTTPConnection) -> House:
    """The rooms of this application."""
    found: House = connection.app.state.house
    return found


Rooms = Annotated[House, Depends(house_of)]
