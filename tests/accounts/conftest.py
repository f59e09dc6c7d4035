"""An office with two regions, cheap hashing and a clock that tests move."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from diaphane.accounts.hashing import Hashing
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

NORTH, SOUTH = RegionId("north"), RegionId("south")
PASSWORD = "Lila!Kamel-9"
SignUp = Callable[..., Awaitable[SignedIn]]


@dataclass(frozen=True)
class Seals:
    """Implements `ports.AccountSeals` with real keys."""

    keyrings: Mapping[RegionId, Keyring]

    def columns(self, scope: Scope) -> ColumnSeal:
        return ColumnCipher(self.keyrings[scope.region], scope)

    def tokens(self, scope: Scope) -> BlindTokens:
        return BlindIndex(self.keyrings[scope.region].derive(scope, "index"))


class MovableClock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture(scope="module")
def keyrings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[RegionId, Keyring]:
    folder: Path = tmp_path_factory.mktemp("keys") / "ring"
    return {region: FileKeyring.initialise(folder, region) for region in (NORTH, SOUTH)}


@pytest.fixture
def office(database: Database, keyrings: Mapping[RegionId, Keyring], clock: MovableClock) -> Office:
    return Office(UnitOfWork(database, Seals(keyrings), clock), keyrings, Hashing(memory_kib=64), Settings())


_numbers = itertools.count(1)


@pytest.fixture
def new_email() -> Callable[[], str]:
    return lambda: f"person{next(_numbers)}@clinic.example"


@pytest.fixture
def sign_someone_up(office: Office, new_email: Callable[[], str]) -> SignUp:
    """Signs somebody new up, from inside unless an address is given."""

    async def signed(email: str | None = None, *, password: str = PASSWORD, region: str = NORTH, address: str | None = None) -> SignedIn:
        form = NewAccount("Haus am See", "Zoë Überall", email or new_email(), password, region)
        return await sign_up(office, form, address)

    return signed
