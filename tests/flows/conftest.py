"""A house, somebody who uploads to it, and a stranger."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.flows.rooms import make_house, new_account
from tests.flows.sender import Sender

from diaphane.db.engine import Database
from diaphane.flows.house import House


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def house(database: Database, data: Path) -> House:
    return make_house(data, database)


@pytest.fixture
def sender(house: House) -> Sender:
    return Sender(house, new_account(house))


@pytest.fixture
def stranger(house: House) -> Sender:
    return Sender(house, new_account(house))
