"""Rows of the accounts: organisations, their users, sessions, API tokens, and tries to log in.

Names and addresses lie in `sealed` cells only; an e-mail address is looked up by a keyed token; of sessions and API tokens only
the SHA-256 is kept.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Double, ForeignKey, LargeBinary, Table, Text, Uuid

from diaphane.db.schema import account_column, metadata, sealed_column, utc_column

account = Table(
    "account",
    metadata,
    account_column(primary_key=True),
    Column("region", Text, nullable=False),
    utc_column("created_at"),
    sealed_column(),  # {organisation}
)

member = Table(
    "member",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("account_id", Uuid, ForeignKey("account.account_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("email_token", LargeBinary, nullable=False, unique=True),
    Column("password_hash", Text, nullable=False),
    utc_column("created_at"),
    sealed_column(),  # {name, email}
)


def _owner() -> tuple[Column[Any], ...]:
    return (
        account_column(index=True),
        Column("user_id", Uuid, ForeignKey("member.user_id", ondelete="CASCADE"), nullable=False, index=True),
    )


session = Table(
    "session",
    metadata,
    Column("token_sha256", LargeBinary, primary_key=True),
    *_owner(),
    utc_column("created_at"),
    utc_column("last_seen_at"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("token_id", Uuid, primary_key=True),
    *_owner(),
    Column("token_sha256", LargeBinary, nullable=False, unique=True),
    utc_column("created_at"),
    utc_column("last_used_at", nullable=True),
    sealed_column(),  # {name}
)

# Belongs to no account: a try may name nobody. Keys are keyed digests of an e-mail address or of an address range.
attempt = Table(
    "attempt",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("failures", BigInteger, nullable=False),
    Column("level", Double, nullable=False),
    utc_column("tried_at"),
)
