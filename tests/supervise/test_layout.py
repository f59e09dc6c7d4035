"""The data folder: private, held by one, and wiped only when it is ours."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from diaphane.base.errors import UnsafeSettings
from diaphane.supervise.layout import PARTS, Layout, locked, wipe


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "data")
    made.make()
    return made


def test_all_parts_are_private(layout: Layout) -> None:
    assert {path.name for path in layout.root.iterdir()} == {"objects", "tls", "logs", "run"}
    for path in (layout.root, *layout.root.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_a_folder_others_may_write_into_is_refused(layout: Layout) -> None:
    layout.root.chmod(0o770)
    with pytest.raises(UnsafeSettings, match="Other users may write into"):
        layout.make()


def test_a_place_that_is_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnsafeSettings, match="The data folder cannot be used"):
        Layout(tmp_path / "file" / "data").make()


def test_one_at_a_time_and_again_afterwards(layout: Layout) -> None:
    with locked(layout), pytest.raises(UnsafeSettings, match=f"process {os.getpid()}"), locked(layout):
        pass
    with locked(layout):
        pass


def test_sockets_with_names_too_long_for_the_kernel_go_elsewhere(tmp_path: Path) -> None:
    assert Layout(tmp_path).socket("a.sock") == tmp_path / "run" / "a.sock"
    deep = Layout(tmp_path / ("x" * 100))
    place = deep.socket("a.sock")
    try:
        assert len(os.fsencode(place)) <= 107
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        assert deep.socket("a.sock") == place
        assert Layout(tmp_path / ("y" * 100)).socket("a.sock") != place
        place.parent.chmod(0o755)
        with pytest.raises(UnsafeSettings, match="belongs to somebody else"):
            deep.socket("a.sock")
    finally:
        for used in {place.parent, Layout(tmp_path / ("y" * 100)).socket("a.sock").parent}:
            used.rmdir()


def test_wiping_removes_what_is_ours_and_keeps_the_folder(layout: Layout) -> None:
    for part in PARTS:
        (layout.root / part / "some").mkdir(parents=True)
        (layout.root / part / "some" / "file").write_bytes(b"x")
    wipe(layout.root)
    assert list(layout.root.iterdir()) == []
    wipe(layout.root)
    wipe(layout.root / "never was")


@pytest.mark.parametrize("name", ["thesis.doc", ".ssh"])
def test_wiping_a_folder_with_anything_else_in_it_is_refused(layout: Layout, name: str) -> None:
    (layout.root / name).write_bytes(b"x")
    with pytest.raises(UnsafeSettings, match="does not look like a data folder"):
        wipe(layout.root)
    assert (layout.root / "objects").is_dir()


def test_wiping_a_folder_in_use_is_refused(layout: Layout) -> None:
    with locked(layout), pytest.raises(UnsafeSettings, match="is running on this data folder"):
        wipe(layout.root)
    assert (layout.root / "objects").is_dir()
