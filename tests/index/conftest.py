"""Accounts with keys, and somebody who makes studies for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.index.making import Maker, Seals, new_account, open_keys

from diaphane.db.engine import Database
from diaphane.db.work import UnitOfWork
from diaphane.model.scope import Scope


@pytest.fixture
def seals(tmp_path: Path) -> Seals:
    return open_keys(tmp_path / "keys")


@pytest.fixture
def unit(database: Database, seals: Seals) -> UnitOfWork:
    return UnitOfWork(database, seals)


@pytest.fixture
def scope(seals: Seals) -> Scope:
    return new_account(seals)


@pytest.fixture
def other_scope(seals: Seals) -> Scope:
    return new_account(seals)


@pytest.fixture
def make() -> Maker:
    return Maker()
