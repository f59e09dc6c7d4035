"""Sessions, and the notes that close the sockets of those that end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import text

from diaphane.db.listen import SESSION
from diaphane.db.work import Work
from diaphane.model.ids import UserId
from diaphane.model.scope import Scope

_ADD = text(
    """
    INSERT INTO session (token_sha256, account_id, user_id, created_at, last_seen_at)
    VALUES (:token, :account, :user, :now, :now)
    """
)

# Written up to once a second for everybody at work: nobody waits for the disk, and losing one to a power cut ends a session early.
_SEEN = text(
    """
    UPDATE session SET last_seen_at = greatest(last_seen_at, :at) FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
    WHERE account_id = :account AND token_sha256 = :token
    """
)

_END = text("DELETE FROM session WHERE account_id = :account AND token_sha256 = :token RETURNING token_sha256")

_END_OTHERS = text("DELETE FROM session WHERE account_id = :account AND user_id = :user AND token_sha256 <> :keep RETURNING token_sha256")

_END_SPARE = text(
    """
    DELETE FROM session WHERE account_id = :account AND user_id = :user AND (
        created_at <= :created_until OR last_seen_at <= :seen_until OR token_sha256 NOT IN (
            SELECT token_sha256 FROM session WHERE account_id = :account AND user_id = :user
            ORDER BY last_seen_at DESC, created_at DESC LIMIT :keep))
    RETURNING token_sha256
    """
)

_TELL = text("SELECT pg_notify(:channel, n.payload) FROM unnest(CAST(:payloads AS text[])) AS n (payload)")


def payload(scope: Scope, token: bytes) -> str:
    """What is told on `db.listen.SESSION` when the session or API token with this SHA-256 ends."""
    return f"{scope.account}|{token.hex()}"


async def add(work: Work, user: UserId, token: bytes) -> None:
    """A new session, seen now."""
    await work.connection.execute(_ADD, {"token": token, "account": work.scope.account, "user": user, "now": work.now})


async def seen(work: Work, token: bytes, at: datetime) -> None:
    """The session was used at that time."""
    await work.connection.execute(_SEEN, {"token": token, "account": work.scope.account, "at": at})


async def end(work: Work, token: bytes) -> None:
    """End one session. One that is over is no error."""
    done = await work.connection.execute(_END, {"account": work.scope.account, "token": token})
    await tell_ended(work, done.scalars())


async def end_others(work: Work, user: UserId, keep: bytes) -> None:
    """End every session of the user but one."""
    done = await work.connection.execute(_END_OTHERS, {"account": work.scope.account, "user": user, "keep": keep})
    await tell_ended(work, done.scalars())


async def end_spare(work: Work, user: UserId, keep: int, created_until: datetime, seen_until: datetime) -> None:
    """End the user's sessions that are over by age or idleness, and of the rest all but the `keep` seen last."""
    done = await work.connection.execute(
        _END_SPARE,
        {"account": work.scope.account, "user": user, "keep": keep, "created_until": created_until, "seen_until": seen_until},
    )
    await tell_ended(work, done.scalars())


async def tell_ended(work: Work, tokens: Iterable[bytes]) -> None:
    """Tell every process, at the commit, that these sessions or API tokens ended."""
    payloads = [payload(work.scope, bytes(token)) for token in tokens]
    if payloads:
        await work.connection.execute(_TELL, {"channel": SESSION, "payloads": payloads})
