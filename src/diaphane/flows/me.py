"""Say who is signed in."""

from __future__ import annotations

from diaphane.access import Permission, decide
from diaphane.accounts import me as accounts
from diaphane.accounts.people import Profile
from diaphane.flows.house import House
from diaphane.model.principals import TokenPrincipal, UserPrincipal


async def me(house: House, who: UserPrincipal | TokenPrincipal) -> Profile:
    """The user and the organisation. Raises `NotHere` when they are gone."""
    decide(who, Permission.ME_VIEW, who.scope)
    return await accounts.me(house.office, who)
