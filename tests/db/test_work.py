"""A unit of work is whole or nothing, belongs to one account, and outlives a restarted database."""

from __future__ import annotations

from uuid import UUID, uuid4

import anyio
import psycopg
import pytest
from sqlalchemy import text
from tests.conftest import DatabaseUrls

from diaphane.base.errors import Busy
from diaphane.db.engine import Database
from diaphane.db.work import Threshold, UnitOfWork, Work
from diaphane.model.ids import AccountId, RegionId
from diaphane.model.ports import BlindTokens, ColumnSeal
from diaphane.model.scope import Scope

ADD = text("INSERT INTO upload (upload_id, account_id, started_at) VALUES (:upload, :account, now())")
COUNT = text("SELECT count(*) FROM upload")


class NoSeals:
    """Nothing here is sealed: asking for keys is an error."""

    def columns(self, scope: Scope) -> ColumnSeal:
        raise AssertionError

    def tokens(self, scope: Scope) -> BlindTokens:
        raise AssertionError


@pytest.fixture
def unit(database: Database) -> UnitOfWork:
    return UnitOfWork(database, NoSeals())


@pytest.fixture
def scope() -> Scope:
    return Scope(AccountId(uuid4()), RegionId("north"))


async def add(work: Work, account: UUID | None = None) -> None:
    await work.connection.execute(ADD, {"upload": uuid4(), "account": account or work.scope.account})


async def count(at: Work | Threshold) -> int:
    return int((await at.connection.execute(COUNT)).scalar_one())


async def test_what_ends_well_is_kept_and_what_raises_is_undone(unit: UnitOfWork, scope: Scope) -> None:
    async def add_and_fail() -> None:
        async with unit.of(scope) as work:
            await add(work)
            raise ZeroDivisionError

    async with unit.of(scope) as work:
        await add(work)
    with pytest.raises(ZeroDivisionError):
        await add_and_fail()
    async with unit.of(scope) as work:
        assert await count(work) == 1


async def test_a_connection_forgets_its_account(database_urls: DatabaseUrls, scope: Scope) -> None:
    database = Database(database_urls.app, connections=1)
    unit = UnitOfWork(database, NoSeals())
    async with unit.of(scope) as work:
        await add(work)
    async with unit.at_the_door() as threshold:
        assert await count(threshold) == 0
    async with unit.of(Scope(AccountId(uuid4()), scope.region)) as work:
        assert await count(work) == 0
    async with unit.of(scope) as work:
        assert await count(work) == 1
    await database.close()


async def test_a_question_belongs_to_its_account_and_writes_nothing(database_urls: DatabaseUrls, scope: Scope) -> None:
    """Asked alone it is a transaction of its own; in an open one it sees what that has written."""
    database = Database(database_urls.app, connections=1)
    unit = UnitOfWork(database, NoSeals())

    async def asked(at: Work | Threshold) -> int:
        return int((await at.connection.ask(COUNT)).scalar_one())

    async with unit.of(scope) as work:
        await add(work)
        assert await asked(work) == 1
    async with unit.of(scope) as work:
        assert await asked(work) == 1
        assert await count(work) == 1
    async with unit.at_the_door() as threshold:
        assert await asked(threshold) == 0
    async with unit.of(Scope(AccountId(uuid4()), scope.region)) as work:
        assert await asked(work) == 0
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        async with unit.of(scope) as work:
            await work.connection.ask(ADD, {"upload": uuid4(), "account": scope.account})
    async with unit.of(scope) as work:
        await add(work)  # and the refusal stuck to nothing
        assert await count(work) == 2
    await database.close()


async def test_a_part_alone_can_be_undone(unit: UnitOfWork, scope: Scope) -> None:
    async def fail(work: Work) -> None:
        async with work.connection.begin_nested():
            await add(work)
            raise ZeroDivisionError

    async with unit.of(scope) as work:
        with pytest.raises(ZeroDivisionError):
            await fail(work)
        async with work.connection.begin_nested():
            await add(work)
    async with unit.of(scope) as work:
        assert await count(work) == 1


async def test_a_restarted_database_costs_no_request_an_error(unit: UnitOfWork, scope: Scope, database_urls: DatabaseUrls) -> None:
    async def use() -> None:
        async with unit.of(scope) as work:
            await work.connection.execute(text("SELECT pg_sleep(0.05)"))
        async with unit.of(scope) as work:
            await work.connection.ask(COUNT)

    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            tasks.start_soon(use)
    with psycopg.connect(database_urls.app) as connection:
        ended = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        ).fetchone()
    assert ended == (4,)
    for _ in range(6):
        await use()


async def test_a_database_that_is_away_is_busy_and_nothing_is_shown(scope: Scope) -> None:
    database = Database("postgresql://somebody@/nothing?host=/nonexistent")
    with pytest.raises(Busy, match="try again") as caught:
        async with UnitOfWork(database, NoSeals()).of(scope):
            pass
    assert "nonexistent" not in caught.value.message
    await database.close()


async def test_a_connection_lost_in_the_middle_is_busy_and_nothing_is_kept(unit: UnitOfWork, scope: Scope) -> None:
    async def lose() -> None:
        async with unit.of(scope) as work:
            await add(work)
            await work.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(Busy):
        await lose()
    async with unit.of(scope) as work:
        assert await count(work) == 0


async def test_a_deadlock_is_busy(unit: UnitOfWork, scope: Scope) -> None:
    """Of two transactions that wait for each other the server ends one: its caller may try again."""
    async with unit.of(scope) as work:
        await add(work)
        await add(work)
    ends: list[str] = []
    both = anyio.Event()
    waiting = 0

    async def lock(order: str) -> None:
        nonlocal waiting
        try:
            async with unit.of(scope) as work:
                rows = (await work.connection.execute(text(f"SELECT upload_id FROM upload ORDER BY upload_id {order}"))).all()  # noqa: S608 (ASC or DESC)
                for row in rows:
                    await work.connection.execute(text("SELECT FROM upload WHERE upload_id = :id FOR UPDATE"), {"id": row.upload_id})
                    waiting += 1
                    if waiting == 2:
                        both.set()
                    await both.wait()
            ends.append("kept")
        except Busy:
            ends.append("busy")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lock, "ASC")
        tasks.start_soon(lock, "DESC")
    assert sorted(ends) == ["busy", "kept"]


async def test_a_request_that_is_broken_off_gives_its_connection_back(database_urls: DatabaseUrls, scope: Scope) -> None:
    database = Database(database_urls.app, connections=1)
    unit = UnitOfWork(database, NoSeals())

    async def sleep() -> None:
        async with unit.of(scope) as work:
            await add(work)
            await work.connection.execute(text("SELECT pg_sleep(30)"))

    for _ in range(3):
        with anyio.move_on_after(0.3):
            await sleep()
    with anyio.fail_after(10):
        async with unit.of(scope) as work:
            assert await count(work) == 0
    await database.close()


async def test_a_statement_that_takes_too_long_is_ended(database: Database) -> None:
    async with database.engine.connect() as connection:
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            assert (await connection.execute(text(f"SHOW {name}"))).scalar_one() not in {"0", ""}
