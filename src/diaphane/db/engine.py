"""The pool of connections under the product's own role, with time limits on every statement."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from diaphane.base.errors import UnsafeSettings

MIN_VERSION = 150000  # server_version_num of PostgreSQL 15
# A statement that takes longer than this is a fault of ours: it must not hold a connection for ever.
LIMITS = "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s -c timezone=UTC"

_WHO = text(
    """
    SELECT r.rolsuper OR r.rolbypassrls AS above_policies,
           EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND pg_has_role(r.oid, c.relowner, 'MEMBER')) AS owns_tables,
           current_setting('server_version_num')::int AS version
    FROM pg_roles r WHERE r.rolname = current_user
    """
)


def asynchronous(url: str) -> str:
    """A libpq URL with SQLAlchemy's name of the driver."""
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


class Database:
    """Connections as the application role. One per process; `close` it."""

    def __init__(self, url: str, *, connections: int = 10) -> None:
        """`url`: `postgresql://role@host/name` of the application role. At most `connections` are open at once."""
        self.url = url
        self.engine: AsyncEngine = create_async_engine(
            asynchronous(url),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=10,
            pool_use_lifo=True,  # the connection used last is the warmest
            isolation_level="AUTOCOMMIT",  # `db.connection` begins in words: the driver's own BEGIN would wait for its answer first
            hide_parameters=True,  # an exception never shows a value
            connect_args={"options": LIMITS, "connect_timeout": 5, "application_name": "diaphane"},
        )

    async def check(self) -> None:
        """Refuse a role for which row-level security would not hold. Raises `UnsafeSettings`."""
        async with self.engine.connect() as connection:
            row = (await connection.execute(_WHO)).one()
        if row.above_policies or row.owns_tables:
            raise UnsafeSettings(
                "db.role_too_strong",
                "The database role of the product is a superuser, ignores row-level security or owns the tables: "
                "set app_role to a role that is none of these.",
            )
        if row.version < MIN_VERSION:
            raise UnsafeSettings("db.too_old", "The database server is older than PostgreSQL 15: upgrade it.")

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
