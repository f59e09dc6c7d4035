"""Is a database what a release needs: asked in one statement, without what could change it."""

from __future__ import annotations

import psycopg

from diaphane.db.roles import as_owner

# NULL or no row where something is missing. Rights are asked one by one: "SELECT, INSERT" would mean either.
_STANDS = """
    SELECT (SELECT array_agg(version_num::text) FROM alembic_version) = ARRAY[%(revision)s::text]
       AND has_database_privilege(r.oid, current_database(), 'CONNECT')
       AND has_schema_privilege(r.oid, 'public', 'USAGE')
       AND NOT EXISTS (
           SELECT FROM pg_class c CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted
           WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
             AND has_table_privilege(r.oid, c.oid, wanted) = (c.relname = 'alembic_version' AND wanted <> 'SELECT'))
       AND NOT EXISTS (
           SELECT FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND NOT has_function_privilege(r.oid, p.oid, 'EXECUTE'))
    FROM pg_roles r WHERE r.rolname = %(role)s
"""


def stands(owner_url: str, app_role: str, revision: str) -> bool:
    """Whether the schema is at `revision` and the application role has its rights: then there is nothing to migrate. Blocks.

    Whether that role is too strong is asked by those who work under it (`Database.check`).
    """
    with as_owner(owner_url) as connection:
        try:
            row = connection.execute(_STANDS, {"revision": revision, "role": app_role}).fetchone()
        except psycopg.errors.UndefinedTable:  # a new database
            return False
    return bool(row and row[0])
