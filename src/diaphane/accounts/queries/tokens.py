"""API tokens."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from diaphane.accounts.people import ApiToken
from diaphane.accounts.queries import cells
from diaphane.accounts.queries.sessions import tell_ended
from diaphane.base.errors import NotHere
from diaphane.db.work import Work
from diaphane.model.ids import UserId

_LOCK_ACCOUNT = text("SELECT account_id FROM account WHERE account_id = :account FOR NO KEY UPDATE")

_COUNT = text("SELECT count(*) FROM api_token WHERE account_id = :account")

_ADD = text(
    """
    INSERT INTO api_token (token_id, account_id, user_id, token_sha256, created_at, sealed)
    VALUES (:id, :account, :user, :token, :now, :sealed)
    """
)

_LIST = text("SELECT token_id, created_at, last_used_at, sealed FROM api_token WHERE account_id = :account ORDER BY created_at, token_id")

_REVOKE = text("DELETE FROM api_token WHERE account_id = :account AND token_id = :id RETURNING token_sha256")

_USED = text("UPDATE api_token SET last_used_at = :now WHERE account_id = :account AND token_sha256 = :token")


async def count(work: Work) -> int:
    """How many API tokens the account has; until the transaction ends nobody else adds one."""
    await work.connection.execute(_LOCK_ACCOUNT, {"account": work.scope.account})
    found = (await work.connection.execute(_COUNT, {"account": work.scope.account})).scalar_one()
    return int(found)


async def add(work: Work, user: UserId, token_id: UUID, token: bytes, name: str) -> None:
    """A new API token."""
    await work.connection.execute(
        _ADD,
        {
            "id": token_id,
            "account": work.scope.account,
            "user": user,
            "token": token,
            "now": work.now,
            "sealed": cells.seal(work.columns, "api_token.sealed", token_id, {"name": name}),
        },
    )


async def tokens(work: Work) -> list[ApiToken]:
    """The account's API tokens, oldest first."""
    rows = await work.connection.ask(_LIST, {"account": work.scope.account})
    return [
        ApiToken(
            row.token_id,
            cells.unseal(work.columns, "api_token.sealed", row.token_id, row.sealed)["name"],
            row.created_at,
            row.last_used_at,
        )
        for row in rows
    ]


async def revoke(work: Work, token_id: UUID) -> None:
    """Delete an API token. Raises `NotHere`."""
    gone = (await work.connection.execute(_REVOKE, {"account": work.scope.account, "id": token_id})).scalars()
    if not gone:
        raise NotHere
    await tell_ended(work, gone)


async def used(work: Work, token: bytes) -> None:
    """The token was used now."""
    await work.connection.execute(_USED, {"account": work.scope.account, "token": token, "now": work.now})
