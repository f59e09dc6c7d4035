"""Who is signed in, with names."""

from __future__ import annotations

from diaphane.accounts.office import Office
from diaphane.accounts.people import Profile
from diaphane.accounts.queries import members
from diaphane.model.principals import TokenPrincipal, UserPrincipal


async def me(office: Office, principal: UserPrincipal | TokenPrincipal) -> Profile:
    """The user (of a token: who made it) and the organisation. Raises `NotHere` when they are gone."""
    async with office.work.of(principal.scope) as work:
        return await members.profile(work, principal.user)
