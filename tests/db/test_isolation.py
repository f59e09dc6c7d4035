"""The second wall: without any help from our queries, a transaction sees the rows of its own account only."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from diaphane.db.roles import FINDER

OWN, FOREIGN = uuid4(), uuid4()

# One row of every kind for an account. Values are no secrets here: what is tested is who sees them.
ROWS = (
    "INSERT INTO account (account_id, region, created_at, sealed) VALUES (%(a)s, 'north', now(), 'x')",
    """INSERT INTO member (user_id, account_id, email_token, password_hash, created_at, sealed)
       VALUES (%(a)s, %(a)s, %(t)s, 'x', now(), 'x')""",
    "INSERT INTO session (token_sha256, account_id, user_id, created_at, last_seen_at) VALUES (%(t)s, %(a)s, %(a)s, now(), now())",
    """INSERT INTO api_token (token_id, account_id, user_id, token_sha256, created_at, sealed)
       VALUES (%(a)s, %(a)s, %(a)s, %(t)s, now(), 'x')""",
    "INSERT INTO pack (pack_id, account_id, header, bytes, received_at) VALUES (%(a)s, %(a)s, 'x', 1, now())",
    "INSERT INTO patient (account_id, identity, sealed) VALUES (%(a)s, 1, 'x')",
    """INSERT INTO study (account_id, patient_id, uid, received_at, study_at, modalities)
       SELECT %(a)s, patient_id, '1.2', now(), '20240101', '{CT}' FROM patient WHERE account_id = %(a)s""",
    """INSERT INTO study_text (study_id, account_id, received_at, study_at, sealed, sort_name, tokens)
       SELECT study_id, account_id, now(), '20240101', 'x', 'x', '{7}' FROM study WHERE account_id = %(a)s""",
    "INSERT INTO series (account_id, study_id, uid, modality, sealed) SELECT %(a)s, study_id, '1.3', 'CT', 'x' FROM study",
    """INSERT INTO instance (account_id, sop_uid, series_id, sop_class, transfer_syntax, frames, viewable, pixel_offset,
                             pack_id, pack_offset, bytes, sha256, received_at, sealed)
       SELECT %(a)s, '1.4', series_id, '', '', 1, true, 0, %(a)s, 0, 1, 'x', now(), 'x' FROM series""",
    """INSERT INTO document (document_id, account_id, study_id, kind, media_type, pack_id, pack_offset, bytes, sha256, received_at, sealed)
       SELECT %(a)s, %(a)s, study_id, 'pdf', '', %(a)s, 0, 1, 'x', now(), 'x' FROM study""",
    """INSERT INTO quarantine (quarantine_id, account_id, reason_code, pack_id, pack_offset, bytes, sha256, received_at, sealed)
       VALUES (%(a)s, %(a)s, 'x', %(a)s, 0, 1, 'x', now(), 'x')""",
    """INSERT INTO thumbnail (series_id, account_id, instance_count, pack_id, pack_offset, bytes)
       SELECT series_id, %(a)s, 1, %(a)s, 0, 1 FROM series""",
    """INSERT INTO derived (series_id, kind, account_id, format, series_instances, series_frames, series_bytes, pack_id, pack_offset, bytes)
       SELECT series_id, 'summary', %(a)s, '1', 1, 1, 1, %(a)s, 0, 1 FROM series""",
    "INSERT INTO upload (upload_id, account_id, started_at) VALUES (%(a)s, %(a)s, now())",
    "INSERT INTO upload_file (upload_id, position, account_id, bytes, sha256, sealed) VALUES (%(a)s, 0, %(a)s, 1, 'x', 'x')",
    """INSERT INTO upload_part (upload_id, position, file_offset, account_id, pack_id, pack_offset, bytes)
       VALUES (%(a)s, 0, 0, %(a)s, %(a)s, 0, 1)""",
)

# Tables without an account, each for a reason said in its room.
NOBODYS = {"alembic_version", "attempt", "region_key"}


def enter(connection: psycopg.Connection, account: UUID | None) -> None:
    connection.execute("SELECT set_config('diaphane.account', %s, true)", (str(account) if account else "",))


@pytest.fixture(scope="module")
def filled(urls: tuple[str, str]) -> tuple[str, str]:
    """Both accounts have one row in every table."""
    for account in (OWN, FOREIGN):
        with psycopg.connect(urls[1]) as connection:
            enter(connection, account)
            for statement in ROWS:
                connection.execute(statement, {"a": account, "t": account.bytes})
    return urls


@pytest.fixture
def connection(filled: tuple[str, str]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(filled[1]) as found:
        yield found
        found.rollback()


@pytest.fixture
def owned(filled: tuple[str, str]) -> list[str]:
    """Every table there is, less those that belong to no account."""
    with psycopg.connect(filled[0]) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    return sorted({row[0] for row in rows} - NOBODYS)


def count(connection: psycopg.Connection, table: str, column: str = "account_id") -> list[UUID]:
    return [row[0] for row in connection.execute(sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(table)))]


def test_every_owned_table_has_the_wall_and_a_row_to_prove_it(filled: tuple[str, str], owned: list[str]) -> None:
    with psycopg.connect(filled[0]) as connection:
        walls = connection.execute("SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class WHERE relkind IN ('r', 'p')")
        forced = {name for name, wall in walls if wall}
    assert len(owned) == len(ROWS)
    assert set(owned) <= forced


def test_a_query_without_any_filter_sees_the_own_account_only(connection: psycopg.Connection, owned: list[str]) -> None:
    enter(connection, OWN)
    for table in owned:
        assert count(connection, table) == [OWN], table


def test_before_an_account_is_entered_there_is_nothing(connection: psycopg.Connection, owned: list[str]) -> None:
    for table in owned:
        assert count(connection, table) == [], table
    enter(connection, None)
    for table in owned:
        assert count(connection, table) == [], table


def test_rows_of_others_can_neither_be_changed_nor_removed(connection: psycopg.Connection, owned: list[str]) -> None:
    enter(connection, OWN)
    for table in owned:
        for action in ("UPDATE {} SET account_id = account_id WHERE account_id = %s", "DELETE FROM {} WHERE account_id = %s"):
            assert connection.execute(sql.SQL(action).format(sql.Identifier(table)), (FOREIGN,)).rowcount == 0, table


def test_no_row_can_be_given_to_another_account(connection: psycopg.Connection, owned: list[str]) -> None:
    for table in owned:
        enter(connection, OWN)
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(sql.SQL("UPDATE {} SET account_id = %s").format(sql.Identifier(table)), (FOREIGN,))
        connection.rollback()
    enter(connection, OWN)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
        connection.execute("INSERT INTO upload (upload_id, account_id, started_at) VALUES (%s, %s, now())", (uuid4(), FOREIGN))


def test_an_account_ends_with_its_transaction(connection: psycopg.Connection) -> None:
    enter(connection, OWN)
    assert count(connection, "study") == [OWN]
    connection.commit()
    assert count(connection, "study") == []


def test_the_search_function_looks_into_the_own_account_only(connection: psycopg.Connection) -> None:
    call = "SELECT count(*) FROM find_studies(%s::bigint[], %s::text[], '', '', NULL, false, %s, true, NULL, NULL, 50, 10)"
    for tokens, modalities in (([], []), ([7], []), ([], ["CT"]), ([7], ["CT"])):
        for order in ("received", "study_date", "any"):
            enter(connection, OWN)
            assert connection.execute(call, (tokens, modalities, order)).fetchone() == (1,)
            enter(connection, None)
            assert connection.execute(call, (tokens, modalities, order)).fetchone() == (0,)


@pytest.mark.parametrize(
    "attempt",
    [
        "SET row_security = off; SELECT * FROM study",
        "ALTER TABLE study DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE study NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_account ON study",
        "CREATE POLICY mine ON study USING (true)",
        f"SET ROLE {FINDER}",
        "SET ROLE diaphane_owner",
        "CREATE FUNCTION public.peek() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = 'x'",
        "TRUNCATE study CASCADE",
        "COPY study TO PROGRAM 'cat'",
    ],
)
def test_the_application_role_cannot_step_over_the_wall(connection: psycopg.Connection, attempt: str) -> None:
    enter(connection, OWN)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(attempt.encode())


def test_the_finder_cannot_read_what_is_sealed(filled: tuple[str, str]) -> None:
    with psycopg.connect(filled[0]) as connection:
        connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(FINDER)))
        assert connection.execute("SELECT count(*) FROM study_text WHERE tokens @> '{7}'").fetchone() == (2,)
        for table in ("study_text", "member", "account", "api_token"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                connection.execute(sql.SQL("SELECT sealed FROM {}").format(sql.Identifier(table)))


def test_even_the_owner_sees_nothing_by_plain_queries(filled: tuple[str, str]) -> None:
    """Forced policies bind the owner too, save where it inherits the finder's view without sealed cells."""
    with psycopg.connect(filled[0]) as connection:
        for table in ("instance", "series", "pack", "document", "quarantine", "upload"):
            assert count(connection, table) == [], table
