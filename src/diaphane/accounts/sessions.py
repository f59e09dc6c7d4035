"""Sessions: begun at log-in, looked up at every request, ended by time, log-out or a new password."""

from __future__ import annotations

from datetime import timedelta

from diaphane.accounts import secret
from diaphane.accounts.office import Office
from diaphane.accounts.people import Seen
from diaphane.accounts.queries import door, sessions
from diaphane.accounts.rules.sessions import MOST_PER_USER, ends, worth_writing
from diaphane.base.errors import NotSignedIn
from diaphane.db.work import Work
from diaphane.model.ids import UserId
from diaphane.model.principals import TokenPrincipal, UserPrincipal


async def begin(office: Office, work: Work, user: UserId) -> tuple[str, Seen]:
    """A new session with a new token; the user's spare ones end. The caller has locked the user's row (`members.hash_of`)."""
    idle, absolute = office.settings.session_idle, office.settings.session_absolute
    await sessions.end_spare(work, user, MOST_PER_USER - 1, work.now - absolute, work.now - idle)
    token = secret.session_token()
    await sessions.add(work, user, secret.kept(token))
    principal = UserPrincipal(user, work.scope, secret.kept(token))
    return token, Seen(principal, ends(work.now, work.now, idle, absolute))


async def who_is(office: Office, token: str, *, used_ago: timedelta | None = timedelta()) -> Seen:
    """Who holds this session token. `used_ago`: how long ago its user did something, which puts the idle end off; None: nothing new.

    Raises `NotSignedIn` for a token that is unknown, ended or none at all: all sound alike.
    """
    if not secret.shaped(token):
        raise _ended()
    return await _look(office, secret.kept(token), used_ago)


async def log_out(office: Office, principal: UserPrincipal) -> None:
    """End the session; its open sockets hear of it. One that is over is no error."""
    async with office.work.of(principal.scope) as work:
        await sessions.end(work, principal.session)


def bell(principal: UserPrincipal | TokenPrincipal) -> str:
    """The payload told on `db.listen.SESSION` when this principal's session ends or its API token is revoked."""
    held = principal.session if isinstance(principal, UserPrincipal) else principal.token
    return sessions.payload(principal.scope, held)


async def _look(office: Office, kept: bytes, used_ago: timedelta | None) -> Seen:
    idle, absolute = office.settings.session_idle, office.settings.session_absolute
    async with office.work.at_the_door() as threshold:
        found = await door.session(threshold, kept)
    if found is None:
        raise _ended()
    until = ends(found.created_at, found.last_seen_at, idle, absolute)
    if used_ago is not None and not until.passed(used_at := threshold.now - used_ago):
        if worth_writing(found.last_seen_at, used_at, idle):
            async with office.work.of(found.scope) as work:
                await sessions.seen(work, kept, used_at)
        until = ends(found.created_at, max(found.last_seen_at, used_at), idle, absolute)
    if until.passed(threshold.now):
        async with office.work.of(found.scope) as work:
            await sessions.end(work, kept)
        raise _ended()
    return Seen(UserPrincipal(found.user, found.scope, kept), until)


def _ended() -> NotSignedIn:
    return NotSignedIn("accounts.session_ended", "You are not logged in, or your session has ended: log in again.")
