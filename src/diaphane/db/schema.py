"""What tables of every room have in common: names of constraints, account, UTC times, sealed cells."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, DateTime, LargeBinary, MetaData, Uuid

# Constraints named by rule, so that a migration can name what it changes.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def account_column(**options: Any) -> Column[UUID]:  # noqa: ANN401 (Column's own options)
    """The account a row belongs to. Row-level security compares exactly this column with the transaction's account."""
    return Column("account_id", Uuid, nullable=False, **options)


def utc_column(name: str, *, nullable: bool = False) -> Column[datetime]:
    """A moment, `timestamptz`: aware and UTC when read."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def sealed_column(name: str = "sealed", *, nullable: bool = False) -> Column[bytes]:
    """A sealed cell: one JSON value under the account's key, bound to table, column and the row's natural key."""
    return Column(name, LargeBinary, nullable=nullable)


def count_column(name: str) -> Column[int]:
    """A counter that the row keeps itself."""
    return Column(name, BigInteger, nullable=False, server_default="0")
