"""Two regions, a password that is taken, and a clock that tests move."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from diaphane.accounts.people import SignedIn
from diaphane.model.ids import RegionId

NORTH, SOUTH = RegionId("north"), RegionId("south")
PASSWORD = "Lila!Kamel-9"
SignUp = Callable[..., Awaitable[SignedIn]]


class MovableClock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)
