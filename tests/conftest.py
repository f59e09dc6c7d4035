"""What every test may ask for: the asyncio backend, a clean environment, the real DICOM files beside the checkout."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from diaphane.db.embedded import DATABASE, OWNER, SUPERUSER, EmbeddedPostgres
from diaphane.db.engine import Database
from diaphane.migrations.upgrade import upgrade

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

# No deadline: a busy CI machine is slow, not wrong. Examples are repeated exactly when CI fails.
settings.register_profile("house", deadline=None, print_blob=True, max_examples=50)
settings.load_profile("house")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The product runs on asyncio, so its tests do."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not colour the result."""
    for name in os.environ:
        if name.startswith("DIAPHANE_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real DICOM files beside the checkout (`../shared/data`); without it the test is skipped, and the summary says so."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real DICOM files (../shared/data) are not on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """An embedded server of this run (one a worker), started when first asked for; its database `diaphane` is migrated: a template."""
    folder = Path(tempfile.mkdtemp(prefix="diaphane-test-"))
    server = EmbeddedPostgres(folder, settings={"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"})
    try:
        server.start()
        upgrade(server.url)
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.run_folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """A migrated database: where its owner and where the application connects."""

    owner: str
    app: str


@pytest.fixture(scope="module")
def database_urls(postgres: EmbeddedPostgres) -> Iterator[DatabaseUrls]:
    """A fresh, migrated, empty database for each test module."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres.url_of(SUPERUSER, "postgres"), autocommit=True) as connection:
        words = (sql.Identifier(name), sql.Identifier(DATABASE), sql.Identifier(OWNER))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*words))
        yield DatabaseUrls(postgres.url_of(OWNER, name), postgres.app_url.replace(f"/{DATABASE}?", f"/{name}?"))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
async def database(database_urls: DatabaseUrls) -> AsyncIterator[Database]:
    """Connections of the application role to the module's database."""
    found = Database(database_urls.app)
    yield found
    await found.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly when tests were skipped because the real files are missing."""
    if not SHARED_DATA.is_dir():
        terminalreporter.section("real DICOM files missing", red=True)
        terminalreporter.line("Tests on real files were skipped: there is no folder ../shared/data beside the checkout.")
