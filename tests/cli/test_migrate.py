"""`diaphane migrate` on a server that is not ours, and the product served from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from tests.attack.served import served
from tests.db.conftest import external_owner_url

from diaphane.db.embedded import APP, DATABASE, OWNER, SUPERUSER
from diaphane.db.roles import app_url

__all__ = ["external_owner_url"]
PROGRAM = Path(sys.executable).with_name("diaphane")


@pytest.fixture
def external(external_owner_url: str) -> Iterator[str]:
    """The owner's URL of an empty database on a running server of the system."""
    name = f"clinic_{uuid4().hex}"
    admin = app_url(external_owner_url, SUPERUSER)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER)))
        yield external_owner_url.replace(f"/{DATABASE}?", f"/{name}?")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def migrate(url: str | None) -> tuple[int, dict[str, object]]:
    """Exit code and JSON object of the command."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DIAPHANE_")}
    if url is not None:
        environment["DIAPHANE_DATABASE_URL"] = url
    done = subprocess.run([PROGRAM, "migrate", "--json"], env=environment, check=False, capture_output=True, text=True)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


def test_without_a_database_of_ones_own_there_is_nothing_to_do() -> None:
    code, said = migrate(None)
    assert code == 78
    assert said["error"]["code"] == "migrate.embedded"  # type: ignore[index]  # a JSON object


def test_a_server_that_is_away_is_said_in_words() -> None:
    code, said = migrate("postgresql://owner:secret@127.0.0.1:1/none")
    assert code == 78
    assert said["error"]["code"] == "db.unreachable"  # type: ignore[index]  # a JSON object
    assert "secret" not in json.dumps(said)


def test_the_owner_migrates_and_nobody_else(external: str) -> None:
    first = migrate(external)
    assert first[0] == 0
    assert migrate(external) == first
    code, said = migrate(app_url(external, APP))
    assert code == 78
    assert said["error"]["code"] == "settings.unsafe"  # type: ignore[index]  # a JSON object
    assert "whom row-level security does not bind" in said["error"]["message"]  # type: ignore[index]
    with psycopg.connect(app_url(external, SUPERUSER), autocommit=True) as connection:
        connection.execute("DO $$ BEGIN CREATE ROLE passer_by CREATEROLE; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
        connection.execute("GRANT diaphane_finder TO passer_by")
    code, said = migrate(f"{app_url(external, SUPERUSER)}&options=-crole%3Dpasser_by")
    assert code == 78
    assert said["error"]["code"] in {"db.not_owner", "db.no_createrole"}  # type: ignore[index]  # a JSON object


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_product_is_served_from_it(external: str, shared_data: Path, tmp_path: Path) -> None:
    assert migrate(external)[0] == 0
    with served(tmp_path / "product", {"DIAPHANE_DATABASE_URL": external}) as product:
        assert not (product.data / "pg" / "cluster").exists()
        summary = product.upload(shared_data / "ct/head_ge_28")
        assert summary["counts"]["stored"] > 20
        with product.http() as http:
            assert http.post("/api/studies/search", json={}).json()["studies"]
    with psycopg.connect(external) as connection:
        rows = connection.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'diaphane'").fetchall()
    assert {row[0] for row in rows} <= {APP}
