"""The schema is made once, matches what the code says, and a newer one is refused."""

from __future__ import annotations

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import create_engine

import diaphane.accounts.tables
import diaphane.db.tables
import diaphane.index.tables
from diaphane.base.errors import UnsafeSettings
from diaphane.db.embedded import APP, DATABASE, OWNER, SUPERUSER, EmbeddedPostgres
from diaphane.db.engine import Database, asynchronous
from diaphane.db.roles import app_url, ensure_roles
from diaphane.db.schema import metadata
from diaphane.db.standing import stands
from diaphane.migrations.head import HEAD
from diaphane.migrations.upgrade import configuration, upgrade

ROOMS = (diaphane.accounts.tables, diaphane.db.tables, diaphane.index.tables)


def test_the_migrated_schema_is_what_the_tables_say(urls: tuple[str, str]) -> None:
    engine = create_engine(asynchronous(urls[0]))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert ROOMS
    assert differences == []


def test_upgrading_again_changes_nothing(urls: tuple[str, str]) -> None:
    assert upgrade(urls[0]) == upgrade(urls[0])


def test_a_newer_schema_is_refused(urls: tuple[str, str]) -> None:
    with psycopg.connect(urls[0]) as connection:
        [before] = connection.execute("SELECT version_num FROM alembic_version").fetchone() or [None]
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(UnsafeSettings, match="newer release"):
            upgrade(urls[0])
    finally:
        with psycopg.connect(urls[0]) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", (before,))


def test_two_starts_at_once_migrate_one_after_the_other(postgres: EmbeddedPostgres) -> None:
    name = f"twice_{uuid4().hex}"
    with psycopg.connect(postgres.url_of(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
        try:
            with ThreadPoolExecutor(3) as pool:
                assert len(set(pool.map(upgrade, [postgres.url_of(OWNER, name)] * 3))) == 1
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_a_role_above_the_policies_is_refused_before_anything_else(postgres: EmbeddedPostgres) -> None:
    with pytest.raises(UnsafeSettings, match="superuser"):
        ensure_roles(postgres.url, SUPERUSER)
    with pytest.raises(UnsafeSettings, match="owner"):
        ensure_roles(postgres.url, OWNER)


@pytest.mark.parametrize(("role", "refused"), [(SUPERUSER, True), (OWNER, True), (APP, False)])
async def test_the_product_refuses_to_work_under_a_role_too_strong(urls: tuple[str, str], role: str, *, refused: bool) -> None:
    database = Database(app_url(urls[0], role))
    try:
        if refused:
            with pytest.raises(UnsafeSettings, match="row-level security"):
                await database.check()
        else:
            await database.check()
    finally:
        await database.close()


def test_a_password_is_set_when_given(postgres: EmbeddedPostgres) -> None:
    ensure_roles(postgres.url, APP, "secret of the role")
    with psycopg.connect(postgres.url_of(SUPERUSER, DATABASE)) as connection:
        found = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", (APP,)).fetchone()
    assert found is not None
    assert str(found[0]).startswith("SCRAM-SHA-256$")
    assert app_url(postgres.url, APP, "p@ss").startswith(f"postgresql://{APP}:p%40ss@/")


def test_a_start_knows_without_alembic_that_nothing_is_to_be_done(urls: tuple[str, str]) -> None:
    assert ScriptDirectory.from_config(configuration()).get_current_head() == HEAD
    assert stands(urls[0], APP, HEAD)
    assert not stands(urls[0], APP, "0001")
    assert not stands(urls[0], "somebody_else", HEAD)
    with psycopg.connect(urls[0]) as connection:
        connection.execute(sql.SQL("REVOKE DELETE ON study FROM {}").format(sql.Identifier(APP)))
    assert not stands(urls[0], APP, HEAD)
    upgrade(urls[0])
    assert stands(urls[0], APP, HEAD)


def test_a_database_without_a_schema_is_not_ready(postgres: EmbeddedPostgres) -> None:
    assert not stands(postgres.url_of(SUPERUSER, "postgres"), APP, HEAD)


KILLED = """
import os, signal, sys
from diaphane.migrations import upgrade
upgrade._grant = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # all statements have run, nothing is committed
upgrade.upgrade(sys.argv[1])
"""


def test_a_migration_killed_midway_leaves_nothing(postgres: EmbeddedPostgres) -> None:
    name = f"killed_{uuid4().hex}"
    url = postgres.url_of(OWNER, name)
    with psycopg.connect(postgres.url_of(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
        try:
            done = subprocess.run([sys.executable, "-c", KILLED, url], check=False, capture_output=True)
            assert done.returncode == -signal.SIGKILL, done.stderr
            with psycopg.connect(url) as after:
                assert after.execute("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchone() == (0,)
            assert not stands(url, APP, HEAD)
            assert upgrade(url) == HEAD
            assert stands(url, APP, HEAD)
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
