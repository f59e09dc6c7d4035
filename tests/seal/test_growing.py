"""Packs written while they grow open as any other, and no two tries share a nonce."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from diaphane.base.errors import IntegrityFailed
from diaphane.model.ids import AccountId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import Plain
from diaphane.seal.growing import GrowingPack
from diaphane.seal.header import CHUNK_BYTES
from diaphane.seal.keyring import FileKeyring
from diaphane.seal.pack import Opener, PackReader
from diaphane.store.local import LocalBlobs

SCOPE = Scope(AccountId(uuid4()), RegionId("here"))


@pytest.fixture
def keyring(tmp_path: Path) -> FileKeyring:
    ring = FileKeyring.initialise(tmp_path / "keys", RegionId("here"))
    ring.create(SCOPE.account)
    return ring


@pytest.fixture
def blobs(tmp_path: Path) -> LocalBlobs:
    return LocalBlobs(tmp_path / "objects")


@pytest.mark.parametrize("sizes", [(), (0,), (1,), (CHUNK_BYTES,), (CHUNK_BYTES - 1, 1, 1), (3, 5 * CHUNK_BYTES, 7), (2 * CHUNK_BYTES,)])
def test_what_grew_is_read_back(keyring: FileKeyring, blobs: LocalBlobs, sizes: tuple[int, ...]) -> None:
    data_key = os.urandom(32)
    pack = GrowingPack(SCOPE, data_key, keyring.wrap(SCOPE, data_key))
    pieces = [os.urandom(size) for size in sizes]
    blobs.put(pack.key, pack.parts(Plain(piece) for piece in pieces))
    whole = b"".join(pieces)
    assert pack.length == len(whole)
    reader = PackReader(Opener(keyring).ticket(SCOPE, pack.head()), blobs)
    assert bytes(reader.read(0, len(whole)).data) == whole
    assert bytes(reader.read(len(whole) // 2, len(whole) // 3).data) == whole[len(whole) // 2 :][: len(whole) // 3]


def test_it_is_made_while_it_is_written(keyring: FileKeyring) -> None:
    data_key = os.urandom(32)
    pack = GrowingPack(SCOPE, data_key, keyring.wrap(SCOPE, data_key))
    made = []

    def plains() -> Iterator[Plain]:
        for number in range(4):
            made.append(number)
            yield Plain(bytes(CHUNK_BYTES))

    parts = pack.parts(plains())
    next(parts)
    next(parts)
    assert len(made) < 4, "everything was held in memory first"
    with pytest.raises(RuntimeError):
        pack.parts(plains())


def test_a_cut_pack_and_another_try_under_the_same_key_do_not_open(keyring: FileKeyring, blobs: LocalBlobs) -> None:
    data_key = os.urandom(32)
    wrapped = keyring.wrap(SCOPE, data_key)
    first, second = GrowingPack(SCOPE, data_key, wrapped), GrowingPack(SCOPE, data_key, wrapped)
    plain = bytes(2 * CHUNK_BYTES + 5)
    ours, theirs = ([part.data for part in pack.parts([Plain(plain)])] for pack in (first, second))
    assert first.key.pack != second.key.pack
    assert all(a != b for a, b in zip(ours, theirs, strict=True)), "two tries sealed the same bytes to the same"
    path = blobs._path(first.key)  # noqa: SLF001 (the file itself is damaged here)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(map(bytes, [*ours[:-1], theirs[-1]])))
    with pytest.raises(IntegrityFailed):
        PackReader(Opener(keyring).ticket(SCOPE, first.head()), blobs).read(0, len(plain))
