"""Accounts and their users."""

from __future__ import annotations

from sqlalchemy import text

from diaphane.accounts.people import Profile
from diaphane.accounts.queries import cells
from diaphane.base.errors import NotHere
from diaphane.db.work import Work
from diaphane.model.ids import UserId

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(:lock)")

_ADD_ACCOUNT = text("INSERT INTO account (account_id, region, created_at, sealed) VALUES (:account, :region, :now, :sealed)")

_ADD_MEMBER = text(
    """
    INSERT INTO member (user_id, account_id, email_token, password_hash, created_at, sealed)
    VALUES (:user, :account, :email_token, :password_hash, :now, :sealed)
    """
)

_PROFILE = text(
    """
    SELECT m.sealed AS person, a.sealed AS organisation FROM member m JOIN account a USING (account_id)
    WHERE m.account_id = :account AND m.user_id = :user
    """
)

_HASH = text("SELECT password_hash FROM member WHERE account_id = :account AND user_id = :user FOR NO KEY UPDATE")

_SET_HASH = text("UPDATE member SET password_hash = :password_hash WHERE account_id = :account AND user_id = :user")


async def only_one_with(work: Work, email_token: bytes) -> None:
    """Hold back other sign-ups with the same address until the transaction ends: in two regions no constraint would."""
    await work.connection.execute(_ONE_AT_A_TIME, {"lock": int.from_bytes(email_token[:8], "big", signed=True)})


async def add(work: Work, profile: Profile, email_token: bytes, password_hash: str) -> None:
    """A new account with its first user."""
    await work.connection.execute(
        _ADD_ACCOUNT,
        {
            "account": work.scope.account,
            "region": work.scope.region,
            "now": work.now,
            "sealed": cells.seal(work.columns, "account.sealed", work.scope.account, {"organisation": profile.organisation}),
        },
    )
    await work.connection.execute(
        _ADD_MEMBER,
        {
            "user": profile.user,
            "account": work.scope.account,
            "email_token": email_token,
            "password_hash": password_hash,
            "now": work.now,
            "sealed": cells.seal(work.columns, "member.sealed", profile.user, {"name": profile.name, "email": profile.email}),
        },
    )


async def profile(work: Work, user: UserId) -> Profile:
    """The user with names opened. Raises `NotHere`."""
    row = (await work.connection.ask(_PROFILE, {"account": work.scope.account, "user": user})).one_or_none()
    if row is None:
        raise NotHere
    person = cells.unseal(work.columns, "member.sealed", user, row.person)
    account = cells.unseal(work.columns, "account.sealed", work.scope.account, row.organisation)
    return Profile(user, person["name"], person["email"], work.scope, account["organisation"])


async def hash_of(work: Work, user: UserId) -> str:
    """The user's password hash; what hangs on the password (sessions) waits until the transaction ends. Raises `NotHere`."""
    found = (await work.connection.execute(_HASH, {"account": work.scope.account, "user": user})).scalar_one_or_none()
    if found is None:
        raise NotHere
    return str(found)


async def set_hash(work: Work, user: UserId, password_hash: str) -> None:
    """Replace the password hash of a user whom `hash_of` locked."""
    await work.connection.execute(_SET_HASH, {"account": work.scope.account, "user": user, "password_hash": password_hash})
