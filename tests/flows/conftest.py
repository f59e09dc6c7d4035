"""A house of real rooms on the embedded database, with made-up pictures."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.flows.sender import REGION, Sender, StillPictures, new_account

from diaphane.app.seals import RegionSeals
from diaphane.base.settings import Settings
from diaphane.db.engine import Database
from diaphane.db.work import UnitOfWork
from diaphane.flows.bells import Bells
from diaphane.flows.budgets import Budgets
from diaphane.flows.house import Cell, House
from diaphane.flows.room import Room
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener
from diaphane.store.local import LocalBlobs


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def house(database: Database, data: Path) -> House:
    keyring = FileKeyring.initialise(data / "keys", REGION)
    settings = Settings(data=data)
    cell = Cell(keyring, Opener(keyring), LocalBlobs(data / "objects"))
    work = UnitOfWork(database, RegionSeals({REGION: keyring}))
    return House(settings, work, {REGION: cell}, StillPictures(), Bells(), Room(256 << 20), Budgets(settings.limits))


@pytest.fixture
def sender(house: House) -> Sender:
    return Sender(house, new_account(house))


@pytest.fixture
def stranger(house: House) -> Sender:
    return Sender(house, new_account(house))
