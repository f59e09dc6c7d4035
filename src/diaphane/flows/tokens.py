"""List, make and revoke API tokens."""

from __future__ import annotations

from uuid import UUID

from diaphane.access import Permission, decide
from diaphane.accounts import api_tokens
from diaphane.accounts.people import ApiToken, MadeApiToken
from diaphane.flows.house import House
from diaphane.flows.person import person
from diaphane.model.principals import Principal


async def tokens(house: House, who: Principal) -> list[ApiToken]:
    """The account's API tokens, oldest first."""
    decide(who, Permission.TOKEN_LIST, who.scope)
    return await api_tokens.listed(house.office, person(who))


async def make(house: House, who: Principal, name: str) -> MadeApiToken:
    """A new token; its secret is shown this once. Raises `BadInput`, `Conflict`."""
    decide(who, Permission.TOKEN_CREATE, who.scope)
    return await api_tokens.make(house.office, person(who), name)


async def revoke(house: House, who: Principal, token: UUID) -> None:
    """End a token; sockets opened with it close. Raises `NotHere`."""
    decide(who, Permission.TOKEN_REVOKE, who.scope)
    await api_tokens.revoke(house.office, person(who), token)
