"""The local store under faults: what was not made durable is not acknowledged, and leaves nothing."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from diaphane.base.errors import Busy, Full, NotHere
from diaphane.model.ids import AccountId, PackId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Sealed
from diaphane.store.incoming import Incoming
from diaphane.store.local import LocalBlobs

SCOPE = Scope(AccountId(UUID(int=1)), RegionId("here"))
KEY = BlobKey(SCOPE, PackId(UUID(int=2)))

WRITER = """
import sys
from pathlib import Path
from uuid import UUID
from diaphane.model.ids import AccountId, PackId, RegionId
from diaphane.model.scope import Scope
from diaphane.model.sealed import BlobKey, Sealed
from diaphane.store.local import LocalBlobs

def slow():
    for number in range(200):
        yield Sealed(b"x" * 65536)
    print("half", flush=True)
    sys.stdin.read()

LocalBlobs(Path(sys.argv[1])).put(BlobKey(Scope(AccountId(UUID(int=1)), RegionId("here")), PackId(UUID(int=9))), slow())
"""


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def failing(real: Callable[..., object], nth: int, error: int) -> tuple[Callable[..., object], list[int]]:
    """The real call, but the `nth` one fails; the list counts calls."""
    calls = [0]

    def call(*args: object, **named: object) -> object:
        calls[0] += 1
        if calls[0] == nth:
            raise OSError(error, os.strerror(error))
        return real(*args, **named)

    return call, calls


@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("name", ["fdatasync", "fsync", "writev", "link"])
def test_every_failing_call_means_not_acknowledged_and_nothing_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: int
) -> None:
    counting, calls = failing(getattr(os, name), 0, error)
    monkeypatch.setattr(os, name, counting)
    LocalBlobs(tmp_path / "counted").put(KEY, [Sealed(b"data")])
    assert calls[0] >= 1
    for nth in range(1, calls[0] + 1):
        root = tmp_path / f"{name}-{nth}"
        breaking, _ = failing(getattr(os, name), nth, error)
        with monkeypatch.context() as patch:
            patch.setattr(os, name, breaking)
            blobs = LocalBlobs(root)
            with pytest.raises(Busy if error == errno.EIO else Full):
                blobs.put(KEY, [Sealed(b"data")])
        assert files(root) == []
        with pytest.raises(NotHere):
            blobs.read(KEY, 0, 4)
        blobs.put(KEY, [Sealed(b"data")])  # and the store works again when the disk does
        assert blobs.read(KEY, 0, 4).data == b"data"


def test_the_order_is_write_sync_publish_sync(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = LocalBlobs(tmp_path / "objects")
    blobs.put(BlobKey(SCOPE, PackId(UUID(int=3))), [Sealed(b"makes the folders")])
    order: list[str] = []
    for name in ("writev", "fdatasync", "link", "fsync"):
        real: Callable[..., object] = getattr(os, name)

        def noting(*args: object, name: str = name, real: Callable[..., object] = real) -> object:
            order.append(name)
            return real(*args)

        monkeypatch.setattr(os, name, noting)
    blobs.put(KEY, [Sealed(b"data")])
    assert order == ["writev", "fdatasync", "link", "fsync"]


def test_new_folders_are_made_durable_up_to_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("diaphane.store.incoming.sync_folder", lambda folder: synced.append(folder.relative_to(tmp_path)))
    LocalBlobs(tmp_path / "objects").put(KEY, [Sealed(b"data")])
    account = Path("objects/here") / SCOPE.account.hex
    assert {Path(), Path("objects"), Path("objects/here"), account} <= set(synced)


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def little(descriptor: int, buffers: list[memoryview]) -> int:
        return os.write(descriptor, b"".join(buffers)[:3])

    monkeypatch.setattr(os, "writev", little)
    blobs = LocalBlobs(tmp_path)
    blobs.put(KEY, [Sealed(b"abcdefg"), Sealed(b""), Sealed(b"hij")])
    assert blobs.read(KEY, 0, 10).data == b"abcdefghij"


def test_files_and_folders_are_private(tmp_path: Path) -> None:
    LocalBlobs(tmp_path / "objects").put(KEY, [Sealed(b"data")])
    for path in (tmp_path / "objects").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0


def test_a_writer_killed_midway_leaves_nothing_visible_and_is_swept(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, stdin=subprocess.PIPE)
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"half\n"
        assert blobs.sweep() == 0  # it lives: its file is its own
        assert len(files(tmp_path)) == 1
        child.send_signal(signal.SIGKILL)
    assert list(blobs.list(SCOPE)) == []
    assert blobs.sweep() == 1
    assert files(tmp_path) == []


def test_a_sweep_does_not_take_a_living_writers_file(tmp_path: Path) -> None:
    with Incoming(tmp_path) as incoming:
        incoming.write([Sealed(b"data")])
        assert Incoming.sweep(tmp_path) == 0
        incoming.publish(tmp_path / "name")
    assert [path.name for path in tmp_path.iterdir()] == ["name"]


def test_a_link_in_a_packs_place_is_not_followed(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path)
    blobs.put(KEY, [Sealed(b"data")])
    place = tmp_path / KEY.path()
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        blobs.read(KEY, 0, 4)
