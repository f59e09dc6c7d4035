"""Find out who asks, from a session token or an API token; and wait for the moment when that is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import anyio
from typing_extensions import override

from diaphane.accounts import api_tokens, sessions
from diaphane.accounts.rules.sessions import Ends
from diaphane.base.errors import Busy, NotSignedIn
from diaphane.db.listen import SESSION
from diaphane.flows.house import House
from diaphane.model.principals import TokenPrincipal, UserPrincipal

LOOK_EVERY_S = 5.0
"""The net under the bells: so often an open socket's session is looked at even when nothing rang."""
SHORTEST_WAIT_S = 0.05


@dataclass(frozen=True, slots=True)
class Credential:
    """What a caller showed."""

    kind: Literal["session", "token"]
    secret: str

    @override
    def __repr__(self) -> str:
        """Never show the secret."""
        return f"Credential({self.kind})"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, by what, and until when; API tokens have no end."""

    who: UserPrincipal | TokenPrincipal
    credential: Credential
    ends: Ends | None


async def identify(house: House, credential: Credential, *, used_ago: timedelta | None = timedelta()) -> Caller:
    """Who holds the credential. `used_ago`: how long ago its user did something, None for nothing new. Raises `NotSignedIn`."""
    if credential.kind == "token":
        return Caller(await api_tokens.holder(house.office, credential.secret), credential, None)
    seen = await sessions.who_is(house.office, credential.secret, used_ago=used_ago)
    return Caller(seen.principal, credential, seen.ends)


async def until_over(house: House, caller: Caller, used_ago: Callable[[], timedelta | None] = lambda: None) -> None:
    """Return when the caller's session has ended or the token was revoked: within a second where the database tells, else five.

    `used_ago` is asked at every look: how long ago the user last did something, None when not since the look before.
    """
    with house.bells.hung((SESSION, sessions.bell(caller.who))) as bell:
        while True:
            try:
                caller = await identify(house, caller.credential, used_ago=used_ago())
            except NotSignedIn:
                return
            except Busy:
                pass  # the database is away: it will say when it is back
            with anyio.move_on_after(_wait_s(caller.ends)):
                await bell.heard()


def _wait_s(ends: Ends | None) -> float:
    if ends is None:
        return LOOK_EVERY_S
    left = (ends.idle_expires_at - datetime.now(UTC)).total_seconds()
    return min(max(left, SHORTEST_WAIT_S), LOOK_EVERY_S)
