"""The embedded PostgreSQL starts from nothing, survives kills, and lets nobody else in."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from diaphane.base.errors import UnsafeSettings
from diaphane.db.embedded import SUPERUSER, EmbeddedPostgres, run_folder_for
from diaphane.db.postgres_files import system_user

FAST = {"fsync": "off"}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder under one that only we can walk through (0700), as in a home folder."""
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    yield closed / "database"
    shutil.rmtree(run_folder_for(closed / "database"), ignore_errors=True)


def _one(url: str, statement: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(statement).fetchone()
        assert row is not None
        return row[0]


def test_starts_from_nothing_and_keeps_rows_over_a_restart(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings=FAST)
    server.start()
    try:
        assert _one(server.url, "SHOW data_checksums") == "on"
        assert _one(server.url, "SHOW server_encoding") == "UTF8"
        assert _one(server.url, "SHOW listen_addresses") == ""
        assert _one(server.url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        server.stop()
        server.start()
        assert _one(server.url, "SELECT n FROM kept") == 7
    finally:
        server.stop()


def test_recovers_after_the_server_was_killed(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings=FAST)
    server.start()
    try:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        assert server.process is not None
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        server.start()
        assert _one(server.url, "SELECT count(*) FROM kept") == 1000
    finally:
        server.stop()


def test_ends_a_server_that_outlived_its_supervisor(folder: Path) -> None:
    orphan = EmbeddedPostgres(folder, settings=FAST)
    orphan.start()
    assert orphan.process is not None
    server = EmbeddedPostgres(folder, settings=FAST)
    server.start()
    try:
        assert orphan.process.wait(5) is not None
        assert _one(server.url, "SELECT 1") == 1
    finally:
        server.stop()


def test_an_initdb_that_was_killed_half_way_is_done_again(folder: Path) -> None:
    (folder / "cluster" / "base").mkdir(parents=True)
    (folder / "cluster" / "base" / "half").write_text("x")
    server = EmbeddedPostgres(folder, settings=FAST)
    server.start()
    server.stop()


def test_only_its_own_user_can_look_inside(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings=FAST)
    server.start()
    try:
        user = system_user()
        for place in (folder / "cluster", server.run_folder):
            found = place.stat()
            assert stat.S_IMODE(found.st_mode) == 0o700
            assert found.st_uid == user.uid
        assert user.uid != 0
        if os.geteuid() == 0:
            # The server's own user has no identity in the rules: only the one that runs Diaphane does.
            rules = (folder / "cluster" / "pg_ident.conf").read_text()
            assert user.name not in rules
        assert "peer" in str(_one(server.url_of(SUPERUSER, "postgres"), "SELECT string_agg(auth_method, ',') FROM pg_hba_file_rules"))
    finally:
        server.stop()


def test_refuses_a_cluster_of_another_version(folder: Path) -> None:
    (folder / "cluster").mkdir(parents=True)
    (folder / "cluster" / "PG_VERSION").write_text("12\n")
    with pytest.raises(UnsafeSettings, match="made by PostgreSQL 12"):
        EmbeddedPostgres(folder, settings=FAST).start()


def test_refuses_a_socket_path_that_is_too_long(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettings, match="too long"):
        EmbeddedPostgres(folder, tmp_path / ("x" * 100), settings=FAST).start()


def test_refuses_a_run_folder_of_somebody_else(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can lay a folder of somebody else")
    foreign = Path(tempfile.mkdtemp())
    os.chown(foreign, 12345, 12345)
    try:
        with pytest.raises(UnsafeSettings, match="somebody else"):
            EmbeddedPostgres(folder, foreign, settings=FAST).start()
    finally:
        foreign.rmdir()


def test_stop_is_free_to_call_twice(folder: Path) -> None:
    server = EmbeddedPostgres(folder, settings=FAST)
    server.start()
    server.stop()
    server.stop()
    assert server.process is None
    assert not server.run_folder.exists()
