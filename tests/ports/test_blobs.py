"""One suite for every implementation of `ports.Blobs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from diaphane.base.errors import Conflict, IntegrityFailed, NotHere
from diaphane.model.ids import AccountId, PackId, RegionId
from diaphane.model.ports import Blobs
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Sealed
from diaphane.store.local import LocalBlobs
from diaphane.store.memory import MemoryBlobs

MAKERS: dict[str, Callable[[Path], Blobs]] = {"local": lambda folder: LocalBlobs(folder / "objects"), "memory": lambda _: MemoryBlobs()}


@pytest.fixture(params=MAKERS)
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    maker: str = request.param
    return MAKERS[maker](tmp_path)


def some_key(scope: Scope | None = None) -> BlobKey:
    return BlobKey(scope or Scope(AccountId(uuid4()), RegionId("here")), PackId(uuid4()))


def parts(*data: bytes) -> Iterator[Sealed]:
    return (Sealed(part) for part in data)


def test_what_was_put_is_read_back_by_range(blobs: Blobs) -> None:
    key = some_key()
    assert blobs.put(key, parts(b"head", b"", b"b" * 70_000, memoryview(b"tail").tobytes())) == 70_008
    assert blobs.size(key) == 70_008
    assert blobs.read(key, 0, 5).data == b"headb"
    assert blobs.read(key, 70_004, 4).data == b"tail"
    assert blobs.read(key, 70_008, 0).data == b""


def test_many_parts_arrive_in_order(blobs: Blobs) -> None:
    key, expected = some_key(), b"".join(bytes([n % 251]) * (n % 7) for n in range(1000))
    blobs.put(key, parts(*(bytes([n % 251]) * (n % 7) for n in range(1000))))
    assert bytes(blobs.read(key, 0, len(expected)).data) == expected


def test_an_empty_pack_is_a_pack(blobs: Blobs) -> None:
    key = some_key()
    assert blobs.put(key, parts()) == 0
    assert blobs.size(key) == 0


def test_put_never_overwrites(blobs: Blobs) -> None:
    key = some_key()
    blobs.put(key, parts(b"first"))
    with pytest.raises(Conflict):
        blobs.put(key, parts(b"second"))
    assert blobs.read(key, 0, 5).data == b"first"


def test_of_many_writers_of_one_key_exactly_one_wins(blobs: Blobs) -> None:
    key = some_key()

    def put(number: int) -> bool:
        try:
            blobs.put(key, parts(bytes([number]) * 100_000))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(put, range(8)))
    assert won.count(True) == 1
    assert bytes(blobs.read(key, 0, 100_000).data) == bytes([won.index(True)]) * 100_000


def test_unknown_keys_are_not_here(blobs: Blobs) -> None:
    with pytest.raises(NotHere):
        blobs.read(some_key(), 0, 1)
    with pytest.raises(NotHere):
        blobs.size(some_key())


@pytest.mark.parametrize(("start", "length"), [(0, 6), (5, 1), (-1, 2), (0, -1)])
def test_a_range_outside_is_an_integrity_failure(blobs: Blobs, start: int, length: int) -> None:
    key = some_key()
    blobs.put(key, parts(b"12345"))
    with pytest.raises(IntegrityFailed):
        blobs.read(key, start, length)


def test_deleted_is_gone_and_deleting_again_is_no_error(blobs: Blobs) -> None:
    key = some_key()
    blobs.put(key, parts(b"x"))
    blobs.delete(key)
    blobs.delete(key)
    with pytest.raises(NotHere):
        blobs.read(key, 0, 1)
    assert list(blobs.list(key.scope)) == []
    blobs.put(key, parts(b"y"))
    assert blobs.read(key, 0, 1).data == b"y"


def test_list_names_the_packs_of_one_account_and_region_only(blobs: Blobs) -> None:
    scope = Scope(AccountId(uuid4()), RegionId("here"))
    elsewhere = Scope(scope.account, RegionId("there"))
    mine = {some_key(scope) for _ in range(5)}
    for key in (*mine, some_key(), some_key(elsewhere)):
        blobs.put(key, parts(b"x"))
    assert set(blobs.list(scope)) == mine
    assert list(blobs.list(Scope(AccountId(uuid4()), RegionId("here")))) == []


def test_list_can_leave_out_what_was_stored_lately(blobs: Blobs) -> None:
    key = some_key()
    blobs.put(key, parts(b"x"))
    now = datetime.now(UTC)
    assert list(blobs.list(key.scope, stored_before=now - timedelta(minutes=1))) == []
    assert list(blobs.list(key.scope, stored_before=now + timedelta(minutes=1))) == [key]


def test_scopes_are_the_accounts_with_packs_in_a_region(blobs: Blobs) -> None:
    here, there = some_key(), some_key(Scope(AccountId(uuid4()), RegionId("there")))
    assert list(blobs.scopes(RegionId("here"))) == []
    for key in (here, there, some_key(here.scope)):
        blobs.put(key, parts(b"x"))
    assert list(blobs.scopes(RegionId("here"))) == [here.scope]
    assert list(blobs.scopes(RegionId("there"))) == [there.scope]


def test_a_source_that_breaks_leaves_nothing(blobs: Blobs) -> None:
    key = some_key()

    def breaking() -> Iterator[Sealed]:
        yield Sealed(b"x" * 100_000)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        blobs.put(key, breaking())
    with pytest.raises(NotHere):
        blobs.size(key)
    assert list(blobs.list(key.scope)) == []
