"""The three roles: the owner migrates, the application works under row-level security, the finder owns the narrow look-ups."""

from __future__ import annotations

import contextlib
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from diaphane.base.errors import UnsafeSettings

FINDER = "diaphane_finder"
"""Owns the functions that look up before an account is known or by index. Cannot log in; sees no sealed cell."""
_LOCK = 0x6469_6170_726F_6C65  # of all starts on one database; any number that nobody else takes


def app_url(owner_url: str, role: str, password: str | None = None) -> str:
    """The application role's URL beside the owner's: same server, same database."""
    parts = urlsplit(owner_url)
    credentials = quote(role, safe="") + (f":{quote(password, safe='')}" if password is not None else "")
    rest = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in {"user", "password"}]
    netloc = f"{credentials}@{parts.netloc.rpartition('@')[2]}"
    return urlunsplit((parts.scheme, netloc, parts.path, urlencode(rest, safe="/"), parts.fragment))


def as_owner(owner_url: str) -> psycopg.Connection:
    """A connection of the owner. Raises `UnsafeSettings` when there is none to be had."""
    try:
        return psycopg.connect(owner_url, connect_timeout=10)
    except psycopg.OperationalError:
        raise UnsafeSettings(
            "db.unreachable",
            "The database cannot be reached, or does not let its owner in: see that it runs, and that database_url has the right "
            "address, role and password.",
        ) from None


def lets_in(url: str) -> bool:
    """Whether the database takes this role and password."""
    try:
        psycopg.connect(url, connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def ensure_roles(owner_url: str, app_role: str, password: str | None = None) -> None:
    """Make the application role and the finder when missing, and refuse an application role that stands above the policies.

    `password`: set at every call when given (a server reached by password). Needs CREATEROLE, or a database
    administrator who made both roles before. Raises `UnsafeSettings`.
    """
    with as_owner(owner_url) as connection:
        connection.autocommit = True
        # Two starts at once would change the same row of the catalogue, which PostgreSQL refuses; the lock ends with the connection.
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        for role, kind in ((app_role, "LOGIN"), (FINDER, "NOLOGIN")):
            _ensure(connection, role, kind)
        if password is not None:
            # Hashed here (SCRAM-SHA-256), so that the password itself never reaches the server's logs.
            hashed = connection.pgconn.encrypt_password(password.encode(), app_role.encode(), b"scram-sha-256").decode()
            with contextlib.suppress(psycopg.errors.InsufficientPrivilege):  # the administrator who made the role set its password too
                connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(app_role), sql.Literal(hashed)))
        found = connection.execute(
            "SELECT r.rolsuper OR r.rolbypassrls OR pg_has_role(r.oid, current_user, 'MEMBER') FROM pg_roles r WHERE r.rolname = %s",
            (app_role,),
        ).fetchone()
        if found is None or found[0]:
            raise UnsafeSettings(
                "db.role_too_strong",
                f"The database role {app_role} is a superuser, ignores row-level security or may become the owner: "
                "choose another app_role.",
            )
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(connection.info.dbname), sql.Identifier(app_role))
        )


def _ensure(connection: psycopg.Connection, role: str, kind: str) -> None:
    name = sql.Identifier(role)
    try:
        if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
            # Words, not values: LOGIN or NOLOGIN.
            connection.execute(
                sql.SQL("CREATE ROLE {} {} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT").format(name, sql.SQL(kind))
            )
        if role == FINDER and not _member(connection):
            # To hand it its functions the owner must be able to become it (PostgreSQL 16 no longer implies that).
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
    except psycopg.errors.DuplicateObject:
        pass  # two starts at once
    except psycopg.errors.InsufficientPrivilege as error:
        raise UnsafeSettings(
            "db.no_createrole",
            f"The database's owner may not make the role {role}: let an administrator make it as docs/operate/database.md says.",
        ) from error


def _member(connection: psycopg.Connection) -> bool:
    kind = "SET" if connection.info.server_version >= 160000 else "MEMBER"
    row = connection.execute("SELECT pg_has_role(current_user, %s, %s)", (FINDER, kind)).fetchone()
    return bool(row and row[0])
