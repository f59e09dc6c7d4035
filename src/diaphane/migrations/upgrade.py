"""Bring a database to this release's schema: under a lock, in one transaction, or not at all."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from diaphane.base.errors import UnsafeSettings
from diaphane.db.roles import ensure_roles

INSUFFICIENT_PRIVILEGE = "42501"  # SQLSTATE
# Any number, the same in every release: two processes that start at once migrate one after the other.
LOCK = 0x6469_6170_6861_6E65


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration for the history in this package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def upgrade(owner_url: str, app_role: str = "diaphane_app", app_password: str | None = None) -> str:
    """Make roles and schema what this release needs; returns the revision. Blocks; free to call at every start.

    A schema made by a newer release is refused: its rows may mean something this one does not know.
    A table somebody holds locked for more than five seconds ends it with nothing changed. Raises `UnsafeSettings`.
    """
    ensure_roles(owner_url, app_role, app_password)
    engine = create_engine(make_url(owner_url).set(drivername="postgresql+psycopg"), hide_parameters=True)
    try:
        with engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = '10min'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            config = configuration(connection)
            _refuse_newer(connection, config)
            command.upgrade(config, "head")
            _grant(connection, app_role)
            return str(MigrationContext.configure(connection).get_current_revision())
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != INSUFFICIENT_PRIVILEGE:
            raise
        raise UnsafeSettings(
            "db.not_owner", "The role in database_url does not own the database's tables: only their owner can migrate them."
        ) from None
    finally:
        engine.dispose()


def _refuse_newer(connection: Connection, config: Config) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if set(MigrationContext.configure(connection).get_current_heads()) - known:
        raise UnsafeSettings(
            "db.newer_schema",
            "The database was made by a newer release of Diaphane: start that release, or restore a backup made before the update.",
        )


def _grant(connection: Connection, app_role: str) -> None:
    """What the application role may do; its policies say with which rows."""
    role = connection.dialect.identifier_preparer.quote(app_role)
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
    ):
        connection.execute(text(statement))
