"""A keyring, an account and stores for the seal's tests."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from diaphane.model.ids import AccountId, RegionId
from diaphane.model.scope import Scope
from diaphane.seal.keyring import FileKeyring

REGION = RegionId("here")


@pytest.fixture
def keyring(tmp_path: Path) -> FileKeyring:
    return FileKeyring.initialise(tmp_path / "keys", REGION)


@pytest.fixture
def scope(keyring: FileKeyring) -> Scope:
    account = AccountId(uuid4())
    keyring.create(account)
    return Scope(account, REGION)
