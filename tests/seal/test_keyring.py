"""The key tree: refuses what is unsafe, survives rotation killed anywhere, and forgets for good."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

import pytest

from diaphane.base.errors import Conflict, IntegrityFailed, NotHere, UnsafeSettings
from diaphane.model.ids import AccountId, RegionId
from diaphane.model.scope import Scope
from diaphane.seal import keyfile
from diaphane.seal.keyring import FileKeyring

REGION = RegionId("here")
KEY = bytes(range(32))

KILLED_ROTATION = """
import os, sys
from pathlib import Path
from diaphane.seal import keyfile
from diaphane.seal.keyring import FileKeyring

left = int(sys.argv[2])
def counted(real):
    def call(*args):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), 9)
        return real(*args)
    return call
for name in ("fsync", "open", "link", "unlink", "rename", "replace"):
    setattr(os, name, counted(getattr(os, name)))
FileKeyring(Path(sys.argv[1]), "here").rotate()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def some_accounts(keyring: FileKeyring, count: int) -> dict[Scope, bytes]:
    scopes = [Scope(AccountId(uuid4()), REGION) for _ in range(count)]
    for scope in scopes:
        keyring.create(scope.account)
    return {scope: keyring.wrap(scope, KEY) for scope in scopes}


def test_everything_is_private_from_the_first_moment(folder: Path, keyring: FileKeyring, scope: Scope) -> None:
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_a_reopened_keyring_has_the_same_keys(folder: Path, keyring: FileKeyring, scope: Scope) -> None:
    again = FileKeyring(folder, REGION)
    assert again.unwrap(scope, keyring.wrap(scope, KEY)) == KEY
    assert again.derive(scope, "index") == keyring.derive(scope, "index")
    assert again.region_secret("log-in") == keyring.region_secret("log-in")
    assert again.lineage() == keyring.lineage()


def test_keys_differ_by_account_purpose_and_region(tmp_path: Path, keyring: FileKeyring, scope: Scope) -> None:
    other = Scope(AccountId(uuid4()), REGION)
    keyring.create(other.account)
    there = FileKeyring.initialise(tmp_path / "keys", RegionId("there"))
    keys = [
        keyring.derive(scope, "columns"),
        keyring.derive(scope, "index"),
        keyring.derive(other, "columns"),
        keyring.region_secret("columns"),
        keyring.region_secret("index"),
        there.region_secret("columns"),
    ]
    assert len(set(keys)) == len(keys)
    assert keyring.lineage() != there.lineage()
    with pytest.raises(IntegrityFailed):
        keyring.unwrap(other, keyring.wrap(scope, KEY))
    with pytest.raises(IntegrityFailed):
        there.derive(scope, "columns")


def test_the_account_key_itself_is_in_no_file_and_the_region_key_in_one(folder: Path, keyring: FileKeyring, scope: Scope) -> None:
    region_key = (folder / "here/region-1.key").read_bytes()
    assert len(region_key) == 32
    account_key = keyring._account_key(scope.account)  # noqa: SLF001 (the only way to know what must not be on disk)
    assert [path.name for path in folder.rglob("*") if path.is_file() and region_key in path.read_bytes()] == ["region-1.key"]
    assert not [path for path in folder.rglob("*") if path.is_file() and account_key in path.read_bytes()]


def test_keys_are_made_only_when_asked_and_only_once(folder: Path) -> None:
    with pytest.raises(UnsafeSettings, match="no keys for region here"):
        FileKeyring(folder, REGION)
    assert not folder.exists()
    assert not FileKeyring.initialised(folder, REGION)
    FileKeyring.initialise(folder, REGION)
    assert FileKeyring.initialised(folder, REGION)
    with pytest.raises(Conflict):
        FileKeyring.initialise(folder, REGION)


@pytest.mark.parametrize("path", [".", "here", "here/region-1.key", "here/region.secret", "here/accounts", "account"])
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o020])
def test_open_to_other_users_refuses_to_start(folder: Path, keyring: FileKeyring, scope: Scope, path: str, mode: int) -> None:
    place = folder / (f"here/accounts/{scope.account.hex}" if path == "account" else path)
    place.chmod(stat.S_IMODE(place.stat().st_mode) | mode)
    with pytest.raises(UnsafeSettings, match="open to other users of this computer: chmod it to"):
        FileKeyring(folder, REGION)


def test_a_missing_region_key_refuses_to_start_and_touches_nothing(folder: Path, keyring: FileKeyring, scope: Scope) -> None:
    key = folder / "here/region-1.key"
    kept = key.read_bytes()
    key.unlink()
    before = sorted(path.name for path in folder.rglob("*"))
    with pytest.raises(UnsafeSettings, match=r"missing.*restore the keyring folder"):
        FileKeyring(folder, REGION)
    with pytest.raises(Conflict):
        FileKeyring.initialise(folder, REGION)
    assert sorted(path.name for path in folder.rglob("*")) == before
    keyfile.write_new(key, kept)
    FileKeyring(folder, REGION).derive(scope, "index")


@pytest.mark.parametrize("data", [bytes(32), b"", b"short", bytes(33)])
def test_a_wrong_region_key_refuses_to_start(folder: Path, keyring: FileKeyring, scope: Scope, data: bytes) -> None:
    (folder / "here/region-1.key").write_bytes(data)
    with pytest.raises(UnsafeSettings, match="not the one its keyring was made with"):
        FileKeyring(folder, REGION)


def test_a_missing_secret_refuses_to_start(folder: Path, keyring: FileKeyring) -> None:
    (folder / "here/region.secret").unlink()
    with pytest.raises(UnsafeSettings, match="secret of region here is missing"):
        FileKeyring(folder, REGION)


def test_a_link_in_place_of_a_key_refuses_to_start(folder: Path, keyring: FileKeyring) -> None:
    key = folder / "here/region-1.key"
    key.rename(folder / "here/elsewhere")
    key.symlink_to(folder / "here/elsewhere")
    with pytest.raises(UnsafeSettings, match="is a link"):
        FileKeyring(folder, REGION)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_of_another_user_refuses_to_start(folder: Path, keyring: FileKeyring) -> None:
    os.chown(folder / "here/region-1.key", 12345, 12345)
    with pytest.raises(UnsafeSettings, match="belongs to another user"):
        FileKeyring(folder, REGION)


def test_refusals_name_no_key_and_no_full_path(folder: Path, keyring: FileKeyring) -> None:
    (folder / "here/region-1.key").chmod(0o644)
    with pytest.raises(UnsafeSettings) as refusal:
        FileKeyring(folder, REGION)
    assert str(folder) not in refusal.value.message


def test_an_account_has_one_key(keyring: FileKeyring, scope: Scope) -> None:
    before = keyring.derive(scope, "index")
    with pytest.raises(Conflict):
        keyring.create(scope.account)
    assert keyring.derive(scope, "index") == before


def test_a_damaged_account_key_is_an_integrity_failure(folder: Path, keyring: FileKeyring, scope: Scope) -> None:
    path = folder / "here/accounts" / scope.account.hex
    for changed in (path.read_bytes()[:-1], path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1])):
        path.write_bytes(changed)
        with pytest.raises(IntegrityFailed):
            FileKeyring(folder, REGION).derive(scope, "index")


def test_rotation_keeps_every_key_and_destroys_the_old_region_key(folder: Path, keyring: FileKeyring) -> None:
    wrapped = some_accounts(keyring, 5)
    secret, lineage = keyring.region_secret("log-in"), keyring.lineage()
    derived = {scope: keyring.derive(scope, "index") for scope in wrapped}
    old = (folder / "here/region-1.key").read_bytes()
    assert keyring.rotate() == 2
    for ring in (keyring, FileKeyring(folder, REGION)):
        assert {scope: ring.derive(scope, "index") for scope in wrapped} == derived
        assert all(ring.unwrap(scope, sealed) == KEY for scope, sealed in wrapped.items())
        assert (ring.region_secret("log-in"), ring.lineage()) == (secret, lineage)
    assert not any(old in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert keyring.rotate() == 3


def test_rotation_killed_at_every_step_leaves_all_readable_and_the_next_call_finishes_it(tmp_path: Path) -> None:
    steps, finished = 0, False  # the number of system calls that the rotation lives to make
    while not finished:
        folder = tmp_path / f"keys-{steps}"
        keyring = FileKeyring.initialise(folder, REGION)
        wrapped = some_accounts(keyring, 2)
        secret = keyring.region_secret("log-in")
        run = subprocess.run([sys.executable, "-c", KILLED_ROTATION, str(folder), str(steps)], check=False, capture_output=True)
        finished = run.returncode == 0
        assert finished or run.returncode == -9, run.stderr
        for ring in (FileKeyring(folder, REGION), keyring):
            assert all(ring.unwrap(scope, sealed) == KEY for scope, sealed in wrapped.items())
            assert ring.region_secret("log-in") == secret
        assert FileKeyring(folder, REGION).rotate() in {2, 3}
        names = sorted(path.name for path in (folder / "here").iterdir())
        assert len([name for name in names if name.startswith("region-")]) == 1
        assert not list(folder.rglob(f"{keyfile.TEMPORARY}*"))
        assert all(FileKeyring(folder, REGION).unwrap(scope, sealed) == KEY for scope, sealed in wrapped.items())
        steps += 3
    assert steps > 20


def test_reading_signing_up_and_erasing_go_on_while_keys_rotate(folder: Path, keyring: FileKeyring) -> None:
    wrapped = some_accounts(keyring, 10)
    stop, failures = Event(), list[BaseException]()

    def reading() -> None:
        try:
            while not stop.is_set():
                fresh = FileKeyring(folder, REGION)  # as another process: nothing opened before
                assert all(fresh.unwrap(scope, sealed) == KEY for scope, sealed in wrapped.items())
                made = Scope(AccountId(uuid4()), REGION)
                fresh.create(made.account)
                kept = fresh.wrap(made, KEY)
                assert FileKeyring(folder, REGION).unwrap(made, kept) == KEY
                fresh.destroy(made.account)
        except BaseException as failure:  # noqa: BLE001 (carried to the test's own thread)
            failures.append(failure)

    threads = [Thread(target=reading) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(2, 6):
        assert keyring.rotate() == number
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_destroyed_key_is_dead_in_every_process_at_once(folder: Path, keyring: FileKeyring, scope: Scope) -> None:
    other = FileKeyring(folder, REGION)
    wrapped = other.wrap(scope, KEY)
    keyring.destroy(scope.account)
    for ring in (keyring, other, FileKeyring(folder, REGION)):
        with pytest.raises(NotHere):
            ring.unwrap(scope, wrapped)
        with pytest.raises(NotHere):
            ring.derive(scope, "columns")
    keyring.destroy(scope.account)  # erasing may be repeated
    assert scope.account not in other._opened  # noqa: SLF001 (the key must not linger in memory)


def test_destroying_overwrites_before_it_removes(folder: Path, keyring: FileKeyring, scope: Scope, tmp_path: Path) -> None:
    path = folder / "here/accounts" / scope.account.hex
    before = path.read_bytes()
    os.link(path, tmp_path / "same-blocks")
    keyring.destroy(scope.account)
    after = (tmp_path / "same-blocks").read_bytes()
    assert len(after) == len(before)
    assert after[8:] != before[8:]


def test_destroying_syncs_the_overwriting_and_the_folder(keyring: FileKeyring, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(_: int) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(OSError):  # noqa: PT011 (any: it must not be reported as done)
            keyring.destroy(scope.account)
    keyring.destroy(scope.account)
    with pytest.raises(NotHere):
        keyring.derive(scope, "index")


def test_an_account_key_that_could_not_be_made_durable_is_not_made(keyring: FileKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    account = AccountId(uuid4())

    def failing(_: int) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing)
        with pytest.raises(OSError):  # noqa: PT011 (any: it must not be reported as done)
            keyring.create(account)
    with pytest.raises(NotHere):
        keyring.derive(Scope(account, REGION), "index")


def test_only_32_byte_keys_are_wrapped(keyring: FileKeyring, scope: Scope) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keyring.wrap(scope, b"short")
