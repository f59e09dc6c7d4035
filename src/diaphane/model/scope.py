"""Whose data a query or a key may touch. No query without a scope."""

from __future__ import annotations

from dataclasses import dataclass

from diaphane.model.ids import AccountId, RegionId


@dataclass(frozen=True, slots=True)
class Scope:
    """One account in one region: the first argument of every function in a `queries.py`."""

    account: AccountId
    region: RegionId
