"""API tokens: for programs that work with an account's studies."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from diaphane.accounts import secret
from diaphane.accounts.office import Office
from diaphane.accounts.people import ApiToken, MadeApiToken
from diaphane.accounts.queries import door, tokens
from diaphane.accounts.rules import texts
from diaphane.base.errors import Conflict, NotSignedIn
from diaphane.model.principals import TokenPrincipal, UserPrincipal

MOST = 50
_USED_AT_MOST_EVERY = timedelta(minutes=1)


async def make(office: Office, principal: UserPrincipal, name: str) -> MadeApiToken:
    """A new token of the account; its secret is shown this once. Raises `BadInput` for the name, `Conflict` when there are 50."""
    name = texts.name(name, "name")
    made = MadeApiToken(uuid4(), name, secret.api_token())
    async with office.work.of(principal.scope) as work:
        if await tokens.count(work) >= MOST:
            raise Conflict("accounts.tokens", f"There are {MOST} API tokens already: revoke one that is not used any more.")
        await tokens.add(work, principal.user, made.id, secret.kept(made.token), name)
    return made


async def listed(office: Office, principal: UserPrincipal) -> list[ApiToken]:
    """The account's tokens, oldest first, without their secrets."""
    async with office.work.of(principal.scope) as work:
        return await tokens.tokens(work)


async def revoke(office: Office, principal: UserPrincipal, token_id: UUID) -> None:
    """End a token; sockets opened with it hear of it. Raises `NotHere`."""
    async with office.work.of(principal.scope) as work:
        await tokens.revoke(work, token_id)


async def holder(office: Office, token: str) -> TokenPrincipal:
    """Who holds this API token. Raises `NotSignedIn` for one that is unknown, revoked or none at all."""
    if not secret.shaped(token):
        raise _unknown()
    kept = secret.kept(token)
    async with office.work.at_the_door() as threshold:
        found = await door.api_token(threshold, kept)
    if found is None:
        raise _unknown()
    if found.last_used_at is None or threshold.now - found.last_used_at >= _USED_AT_MOST_EVERY:
        async with office.work.of(found.scope) as work:
            await tokens.used(work, kept)
    return TokenPrincipal(found.user, found.scope, kept)


def _unknown() -> NotSignedIn:
    return NotSignedIn("accounts.token", "This API token is not known: it was revoked or mistyped.")
