"""Sealed columns open only in their own place."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from diaphane.base.errors import IntegrityFailed, NotHere
from diaphane.model.ids import AccountId, RegionId
from diaphane.model.scope import Scope
from diaphane.seal.column import ColumnCipher
from diaphane.seal.keyring import FileKeyring

CONTEXT = "patient.name|1.2.3"


@pytest.mark.parametrize("plain", [b"", b"M\xc3\xbcller^Hans", bytes(100_000)])
def test_a_value_comes_back_and_is_never_sealed_alike_twice(keyring: FileKeyring, scope: Scope, plain: bytes) -> None:
    cipher = ColumnCipher(keyring, scope)
    sealed = cipher.seal(plain, CONTEXT)
    assert cipher.open(sealed, CONTEXT) == plain
    assert ColumnCipher(keyring, scope).open(sealed, CONTEXT) == plain
    assert cipher.seal(plain, CONTEXT) != sealed
    assert len(sealed) == len(plain) + 29
    assert len(plain) < 4 or plain not in sealed


def test_any_changed_byte_and_any_cut_is_found(keyring: FileKeyring, scope: Scope) -> None:
    cipher = ColumnCipher(keyring, scope)
    sealed = cipher.seal(b"value", CONTEXT)
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(IntegrityFailed):
            cipher.open(bytes(changed), CONTEXT)
        with pytest.raises(IntegrityFailed):
            cipher.open(sealed[:at], CONTEXT)


def test_a_value_moved_to_another_row_column_account_or_region_does_not_open(tmp_path: Path, keyring: FileKeyring, scope: Scope) -> None:
    sealed = ColumnCipher(keyring, scope).seal(b"value", CONTEXT)
    other = Scope(AccountId(uuid4()), scope.region)
    keyring.create(other.account)
    there = FileKeyring.initialise(tmp_path / "keys", RegionId("there"))
    there.create(scope.account)
    places = [
        (ColumnCipher(keyring, scope), "patient.name|1.2.4"),
        (ColumnCipher(keyring, scope), "patient.id|1.2.3"),
        (ColumnCipher(keyring, other), CONTEXT),
        (ColumnCipher(there, Scope(scope.account, RegionId("there"))), CONTEXT),
    ]
    for cipher, context in places:
        with pytest.raises(IntegrityFailed):
            cipher.open(sealed, context)


def test_a_destroyed_account_opens_nothing(keyring: FileKeyring, scope: Scope) -> None:
    sealed = ColumnCipher(keyring, scope).seal(b"value", CONTEXT)
    keyring.destroy(scope.account)
    with pytest.raises(NotHere):
        ColumnCipher(keyring, scope).open(sealed, CONTEXT)
