"""Rows that belong to no account."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text

from diaphane.db.schema import metadata

region_key = Table(
    "region_key",
    metadata,
    Column("region", Text, primary_key=True),
    Column("lineage", Text, nullable=False),  # `Keyring.lineage`
)
