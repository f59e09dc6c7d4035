"""A server that is not ours: the system's PostgreSQL 15, where it is installed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from diaphane.db import embedded
from diaphane.db.embedded import APP, EmbeddedPostgres
from diaphane.db.roles import app_url
from diaphane.migrations.upgrade import upgrade

EXTERNAL = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def external_owner_url() -> Iterator[str]:
    """The oldest supported server with a database of a plain owner; skipped, and said, where it is not installed."""
    if not (EXTERNAL / "postgres").exists():
        pytest.skip("PostgreSQL 15 is not installed on this machine (Debian: postgresql-15): nothing was tried on an external server")
    folder = Path(tempfile.mkdtemp(prefix="diaphane-external-"))
    server = EmbeddedPostgres(folder, settings={"fsync": "off"})
    try:
        with pytest.MonkeyPatch.context() as patch:  # for the start only: other tests want our own server
            patch.setattr(embedded, "binaries", lambda user: EXTERNAL)
            patch.setattr(embedded, "MAJOR", "15")
            server.start()
        yield server.url
    finally:
        server.stop()
        shutil.rmtree(server.run_folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module", params=["embedded", "external"])
def urls(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Owner's and application's URL of a migrated database: on our server and on an older one."""
    if request.param == "embedded":
        found = request.getfixturevalue("database_urls")
        return found.owner, found.app
    owner = request.getfixturevalue("external_owner_url")
    upgrade(owner)
    return owner, app_url(owner, APP)
