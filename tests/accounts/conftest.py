"""An office with two regions and cheap hashing."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.accounts.made import NORTH, PASSWORD, SOUTH, MovableClock, SignUp

from diaphane.accounts.hashing import Hashing
from diaphane.accounts.log_in import log_in
from diaphane.accounts.office import Office
from diaphane.accounts.people import NewAccount, SignedIn
from diaphane.accounts.sign_up import sign_up
from diaphane.base.settings import Settings
from diaphane.db.engine import Database
from diaphane.db.work import UnitOfWork
from diaphane.model.ids import RegionId
from diaphane.model.ports import BlindTokens, ColumnSeal, Keyring
from diaphane.model.scope import Scope
from diaphane.seal.blind import BlindIndex
from diaphane.seal.column import ColumnCipher
from diaphane.seal.keyring import FileKeyring


@dataclass(frozen=True)
class Seals:
    """Implements `ports.AccountSeals` with real keys."""

    keyrings: Mapping[RegionId, Keyring]

    def columns(self, scope: Scope) -> ColumnSeal:
        return ColumnCipher(self.keyrings[scope.region], scope)

    def tokens(self, scope: Scope) -> BlindTokens:
        return BlindIndex(self.keyrings[scope.region].derive(scope, "index"))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="module")
def keyring_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keys") / "ring"


@pytest.fixture(scope="module")
def keyrings(keyring_folder: Path) -> Mapping[RegionId, Keyring]:
    return {region: FileKeyring.initialise(keyring_folder, region) for region in (NORTH, SOUTH)}


@pytest.fixture
def office(database: Database, keyrings: Mapping[RegionId, Keyring], clock: MovableClock) -> Office:
    return Office(UnitOfWork(database, Seals(keyrings), clock), keyrings, Hashing(memory_kib=64), Settings())


_numbers = itertools.count(1)


@pytest.fixture
def new_email() -> Callable[[], str]:
    return lambda: f"person{next(_numbers)}@clinic.example"


@pytest.fixture
def sign_someone_up(office: Office, new_email: Callable[[], str]) -> SignUp:
    """Signs somebody new up and in, from inside unless an address is given."""

    async def signed(email: str | None = None, *, password: str = PASSWORD, region: str = NORTH, address: str | None = None) -> SignedIn:
        form = NewAccount("Haus am See", "Zoë Überall", email or new_email(), password, region)
        await sign_up(office, form, address)
        return await log_in(office, form.email, password)

    return signed
