"""`diaphane migrate`: bring a database to this release's schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diaphane.base.errors import UnsafeSettings
from diaphane.base.settings import load_settings
from diaphane.cli.say import refusals, say
from diaphane.migrations.upgrade import upgrade


def migrate(
    *,
    settings: Annotated[Path | None, typer.Option(help="Settings file (TOML).")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Migrate the database of `database_url`. The embedded one is migrated at every start by itself."""
    with refusals(as_json=json):
        found = load_settings(settings)
        if found.database_url is None:
            raise UnsafeSettings("migrate.embedded", "There is no database_url: `diaphane serve` migrates the embedded database itself.")
        revision = upgrade(found.database_url, found.app_role, found.app_password)
    say({"revision": revision}, lambda: f"The database is at revision {revision}.", as_json=json)
