"""What may be asked before an account is known: the narrow look-ups, and the memory of tries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from diaphane.accounts.rules.tries import Tries
from diaphane.db.work import Threshold, Work
from diaphane.model.ids import AccountId, RegionId, UserId
from diaphane.model.scope import Scope

_MEMBER = text("SELECT user_id, account_id, region, password_hash FROM find_member(:tokens)")
_SESSION = text("SELECT user_id, account_id, region, created_at, last_seen_at FROM find_session(:token)")
_API_TOKEN = text("SELECT user_id, account_id, region, last_used_at FROM find_api_token(:token)")

_FIRST_TRY = text("INSERT INTO attempt (key, failures, level, tried_at) VALUES (:key, 0, 0, :now) ON CONFLICT DO NOTHING")
_TRIES = text("SELECT failures, level, tried_at FROM attempt WHERE key = :key FOR UPDATE")
_REMEMBER = text("UPDATE attempt SET failures = :failures, level = :level, tried_at = :tried_at WHERE key = :key")
_FORGET = text("DELETE FROM attempt WHERE tried_at < :before")


@dataclass(frozen=True, slots=True)
class Member:
    """A user as found by e-mail address."""

    user: UserId
    scope: Scope
    password_hash: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session as found by its token."""

    user: UserId
    scope: Scope
    created_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Who made an API token, as found by the token."""

    user: UserId
    scope: Scope
    last_used_at: datetime | None


async def member(at: Threshold | Work, email_tokens: Sequence[bytes]) -> Member | None:
    """Whom an e-mail address belongs to, in whatever region."""
    row = (await at.connection.execute(_MEMBER, {"tokens": list(email_tokens)})).one_or_none()
    return None if row is None else Member(UserId(row.user_id), _scope(row.account_id, row.region), row.password_hash)


async def session(at: Threshold, token: bytes) -> Session | None:
    """The session with this token's SHA-256, living or over."""
    row = (await at.connection.ask(_SESSION, {"token": token})).one_or_none()
    if row is None:
        return None
    return Session(UserId(row.user_id), _scope(row.account_id, row.region), row.created_at, row.last_seen_at)


async def api_token(at: Threshold, token: bytes) -> Holder | None:
    """Whose the API token with this SHA-256 is."""
    row = (await at.connection.ask(_API_TOKEN, {"token": token})).one_or_none()
    return None if row is None else Holder(UserId(row.user_id), _scope(row.account_id, row.region), row.last_used_at)


async def tries(at: Threshold | Work, key: bytes) -> Tries:
    """What is remembered of tries under `key`, locked until the transaction ends: of parallel tries each sees the one before."""
    await at.connection.execute(_FIRST_TRY, {"key": key, "now": at.now})
    row = (await at.connection.execute(_TRIES, {"key": key})).one()
    return Tries(row.failures, row.level, row.tried_at)


async def remember(at: Threshold | Work, key: bytes, tries: Tries) -> None:
    """Write what is remembered under a key that `tries` locked."""
    await at.connection.execute(_REMEMBER, {"key": key, "failures": tries.failures, "level": tries.level, "tried_at": tries.tried_at})


async def forget_tries(at: Threshold | Work, older_than: timedelta) -> None:
    """Drop what no limit remembers any more."""
    await at.connection.execute(_FORGET, {"before": at.now - older_than})


def _scope(account: AccountId, region: str) -> Scope:
    return Scope(AccountId(account), RegionId(region))
