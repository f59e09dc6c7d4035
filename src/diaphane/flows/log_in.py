"""Log in, and log out."""

from __future__ import annotations

from diaphane.access import Permission, decide
from diaphane.accounts import log_in as accounts
from diaphane.accounts import sessions
from diaphane.accounts.people import SignedIn
from diaphane.base.errors import NotSignedIn
from diaphane.flows.house import House
from diaphane.flows.identify import Credential, identify
from diaphane.flows.person import person
from diaphane.model.principals import Principal, UserPrincipal


async def log_in(house: House, email: str, password: str, address: str | None, before: Credential | None) -> SignedIn:
    """A new session. The one the browser held `before` ends, so that nobody is left signed in behind the new user.

    Raises `NotSignedIn`, `TooOften`, `Busy`.
    """
    signed_in = await accounts.log_in(house.office, email, password, address)
    if before is not None:
        try:
            left = await identify(house, before, used_ago=None)
        except NotSignedIn:
            return signed_in
        if isinstance(left.who, UserPrincipal):
            await sessions.log_out(house.office, left.who)
    return signed_in


async def log_out(house: House, who: Principal) -> None:
    """End the session; its open sockets close."""
    decide(who, Permission.SESSION_END, who.scope)
    await sessions.log_out(house.office, person(who))
