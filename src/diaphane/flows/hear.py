"""Hear of studies of the account that are new or have changed, as it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio

from diaphane.access import Permission, decide
from diaphane.db.listen import STUDY
from diaphane.flows.house import House
from diaphane.model.principals import Principal

QUIET_S = 25.0
"""After so long without a change a sign of life is given, so that nobody between takes the line for dead."""


async def hear(house: House, who: Principal) -> AsyncIterator[list[str] | None]:
    """UIDs of changed studies; "" among them says that some may have been missed; None is the sign of life."""
    decide(who, Permission.STUDY_HEAR, who.scope)
    with house.bells.hung((STUDY, str(who.scope.account))) as bell:
        while True:
            heard = None
            with anyio.move_on_after(QUIET_S):
                heard = await bell.heard()
            yield heard
