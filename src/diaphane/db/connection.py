"""One transaction on one pooled connection: statements in as few round trips as there can be.

The driver runs them itself: SQLAlchemy writes and pools, but its own way through a statement took ten times the driver's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any, Protocol, cast

import anyio
import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import TextClause, text
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

# Transaction-local: a connection that goes back to the pool belongs to nobody.
_ENTER = "SELECT set_config('diaphane.account', %s, true)"
_ENTER_TO_READ = "SELECT set_config('diaphane.account', %s, true), set_config('transaction_read_only', 'on', true)"
_NOTHING = text("SELECT")
_DIALECT: Any = PGDialect_psycopg()  # type: ignore[no-untyped-call] # SQLAlchemy leaves its constructor untyped


class Row(Protocol):
    """A row: columns by name, or in their order."""

    def __getattr__(self, name: str) -> Any: ...  # noqa: ANN401 (whatever the column holds)
    def __getitem__(self, place: int) -> Any: ...  # noqa: ANN401 (whatever the column holds)
    def __iter__(self) -> Iterator[Any]: ...


class Rows:
    """What a statement gave, all of it."""

    def __init__(self, found: list[Row]) -> None:
        self._found = found

    def __iter__(self) -> Iterator[Row]:
        """In their order."""
        return iter(self._found)

    def all(self) -> list[Row]:
        """Every row."""
        return self._found

    def one(self) -> Row:
        """The only row. Raises `LookupError` when there is none or more."""
        if len(self._found) != 1:
            msg = f"{len(self._found)} rows where one was expected"
            raise LookupError(msg)
        return self._found[0]

    def one_or_none(self) -> Row | None:
        """The only row, if there is one. Raises `LookupError` when there are more."""
        return self.one() if self._found else None

    def scalars(self) -> list[Any]:
        """The first column."""
        return [row[0] for row in self._found]

    def scalar_one(self) -> Any:  # noqa: ANN401 (whatever the column holds)
        """The first column of the only row. Raises as `one`."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:  # noqa: ANN401 (whatever the column holds)
        """The first column of the only row, None without one. Raises as `one_or_none`."""
        row = self.one_or_none()
        return None if row is None else row[0]


class Connection:
    """A transaction for one account ("": nobody's), begun by its first statement. Made by `UnitOfWork` only, which ends it."""

    def __init__(self, engine: AsyncEngine, account: str) -> None:
        self._engine, self._account, self._begun = engine, account, False
        self._pooled: AsyncConnection | None = None
        self._driver: psycopg.AsyncConnection[Any]

    async def take(self) -> None:
        """Take a connection from the pool."""
        self._pooled = pooled = await self._engine.connect()
        self._driver = cast("psycopg.AsyncConnection", (await pooled.get_raw_connection()).driver_connection)

    async def execute(self, statement: TextClause, values: Mapping[str, Any] | None = None) -> Rows:
        """Run a statement in the transaction; what begins it travels with the first."""
        if self._begun:
            cursor: psycopg.AsyncCursor[Any] = self._driver.cursor(row_factory=namedtuple_row)
            await cursor.execute(written(statement), values or {})
            return await _rows(cursor)
        found = await self._first(statement, values, end=False)
        self._begun = True
        return found

    async def ask(self, statement: TextClause, values: Mapping[str, Any] | None = None) -> Rows:
        """Run a statement that only reads: beginning, account, question and end in one round trip, where no transaction is open yet.

        The database refuses a statement that writes then. In a transaction that is open it sees what that has written. To read several
        times in one transaction would show no more of one moment: every statement sees what is committed when it starts.
        """
        if self._begun:
            return await self.execute(statement, values)
        return await self._first(statement, values, end=True)

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[None]:
        """A part that can be undone alone: by whatever is raised in it."""
        if not self._begun:
            await self._first(_NOTHING, None, end=False)
            self._begun = True
        async with self._driver.transaction():
            yield

    async def commit(self) -> None:
        """Keep what was written."""
        if self._begun:
            await self._driver.commit()

    async def give_back(self) -> None:
        """Undo what was not committed and let the next one have the connection, also when whoever worked here is being cancelled."""
        pooled, self._pooled = self._pooled, None
        if pooled is None:
            return
        with anyio.CancelScope(shield=True):
            if self._driver.closed:
                await pooled.invalidate()
            await pooled.close()  # the pool rolls back

    async def _first(self, statement: TextClause, values: Mapping[str, Any] | None, *, end: bool) -> Rows:
        """The first statement. A connection that died in the pool (the database was restarted) is found out here.

        Nothing is committed then, so trying another is harmless: no request needs a ping of its own.
        """
        try:
            return await self._entered(statement, values, end=end)
        except psycopg.OperationalError:
            if not self._driver.closed:
                raise
        await self.give_back()
        await self._engine.dispose()  # its pooled neighbours are as old
        await self.take()
        return await self._entered(statement, values, end=end)

    async def _entered(self, statement: TextClause, values: Mapping[str, Any] | None, *, end: bool) -> Rows:
        cursor: psycopg.AsyncCursor[Any] = self._driver.cursor(row_factory=namedtuple_row)
        if end and not self._account:  # nobody's is what a connection is by itself, and one statement is a transaction
            await cursor.execute(written(statement), values or {})
            return await _rows(cursor)
        async with self._driver.pipeline():  # what is not begun in words ends with the pipeline
            if not end:
                await self._driver.execute("BEGIN")
            await self._driver.execute(_ENTER_TO_READ if end else _ENTER, (self._account,))
            await cursor.execute(written(statement), values or {})
        return await _rows(cursor)


@lru_cache(maxsize=1024)
def written(statement: TextClause) -> bytes:
    """The statement as the driver takes it."""
    compiled: Callable[..., Any] = statement.compile
    return str(compiled(dialect=_DIALECT)).encode()


async def _rows(cursor: psycopg.AsyncCursor[Any]) -> Rows:
    return Rows(await cursor.fetchall() if cursor.description is not None else [])
