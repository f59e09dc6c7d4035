"""What an upload sends: found files, digests, helpings."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diaphane.base.errors import BadInput
from diaphane.cli.plan import FRAME_BYTES, LINK, NO_FILE, LocalFile, batches, find, read_all


def test_a_folder_is_walked_without_following_links(tmp_path: Path) -> None:
    (tmp_path / "cd/series 1").mkdir(parents=True)
    (tmp_path / "cd/series 1/IM1").write_bytes(b"one")
    (tmp_path / "cd/report.pdf").write_bytes(b"two")
    (tmp_path / "secret").write_bytes(b"no")
    (tmp_path / "cd/link").symlink_to(tmp_path / "secret")
    (tmp_path / "cd/loop").symlink_to(tmp_path / "cd")
    os.mkfifo(tmp_path / "cd/pipe")
    found = find(tmp_path / "cd")
    assert found.left_out == [("link", LINK), ("loop", LINK), ("pipe", NO_FILE)], "nothing is left out in silence"
    files = read_all(found.files)
    assert {file.name for file in files} == {"series 1/IM1", "report.pdf"}
    one = next(file for file in files if file.name == "series 1/IM1")
    assert (one.size, one.sha256) == (3, hashlib.sha256(b"one").hexdigest())


def test_names_of_old_media_become_text(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path) + b"/cd/Gr\xf6\xdfe"
    Path(os.fsdecode(folder)).mkdir(parents=True)
    Path(os.fsdecode(folder + b"/M\xfcller.dcm")).write_bytes(b"one")
    (tmp_path / "cd/Müller").write_bytes(b"two")
    names = [file.name for file in read_all(find(tmp_path / "cd").files)]
    assert sorted(names) == ["Größe/Müller.dcm", "Müller"]
    assert json.dumps(names, ensure_ascii=False).encode()


def test_a_folder_that_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cd/closed").mkdir(parents=True)
    (tmp_path / "cd/IM1").write_bytes(b"one")
    listed = os.scandir

    def closed(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", closed)  # root may read everything
    with pytest.raises(BadInput, match="The folder closed cannot be read: Permission denied"):
        find(tmp_path / "cd")


def test_nothing_but_links_is_nothing_to_send(tmp_path: Path) -> None:
    (tmp_path / "cd").mkdir()
    (tmp_path / "cd/link").symlink_to(tmp_path)
    with pytest.raises(BadInput, match="nothing but links"):
        find(tmp_path / "cd")


def test_a_single_file_goes_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"x")
    assert [name for _, name in find(tmp_path / "a.zip").files] == ["a.zip"]


@pytest.mark.parametrize("make", [lambda path: None, lambda path: path.mkdir()], ids=["missing", "empty"])
def test_nothing_to_send_is_said(tmp_path: Path, make: object) -> None:
    path = tmp_path / "x"
    assert callable(make)
    make(path)
    with pytest.raises(BadInput):
        find(path)


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=60), st.integers(1, 4000))
def test_batches_hold_every_missing_file_once_and_stay_small(sizes: list[int], limit: int) -> None:
    files = [LocalFile(Path(), str(index), size, "") for index, size in enumerate(sizes)]
    missing = list(range(0, len(files), 2))
    planned = list(batches(files, missing, limit))
    assert [index for batch in planned for index in batch.indexes] == missing
    for batch in planned:
        assert batch.bytes == sum(sizes[index] + FRAME_BYTES for index in batch.indexes)
        assert batch.bytes <= limit or len(batch.indexes) == 1
