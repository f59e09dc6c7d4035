"""The unit of work: one transaction for one account, with what seals and finds its rows. The only commit in the code base."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import psycopg
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from diaphane.base.clock import Clock, utc_now
from diaphane.base.errors import Busy
from diaphane.base.log import logger
from diaphane.db.connection import Connection
from diaphane.db.engine import Database
from diaphane.model.ports import AccountSeals, BlindTokens, ColumnSeal
from diaphane.model.scope import Scope


class Work:
    """An open transaction in which only the rows of `scope.account` exist. Lives inside `UnitOfWork.of` only."""

    def __init__(self, connection: Connection, scope: Scope, seals: AccountSeals, now: datetime) -> None:
        self.connection = connection
        self.scope = scope
        self.now = now
        self._seals = seals

    @cached_property
    def columns(self) -> ColumnSeal:
        """Seals and opens cells of the account."""
        return self._seals.columns(self.scope)

    @cached_property
    def tokens(self) -> BlindTokens:
        """The account's search tokens."""
        return self._seals.tokens(self.scope)


@dataclass(frozen=True, slots=True)
class Threshold:
    """An open transaction before anybody is known: no account's row exists in it, only the narrow look-up functions answer."""

    connection: Connection
    now: datetime


class UnitOfWork:
    """Opens transactions. Whatever happens inside is committed when the block ends well, undone when it raises."""

    def __init__(self, database: Database, seals: AccountSeals, clock: Clock = utc_now) -> None:
        self._database = database
        self._seals = seals
        self._clock = clock

    @asynccontextmanager
    async def of(self, scope: Scope) -> AsyncIterator[Work]:
        """A transaction for one account. Raises `Busy` when the database is away, too slow or deadlocked: nothing was changed."""
        async with self._transaction(str(scope.account)) as connection:
            yield Work(connection, scope, self._seals, self._clock())

    @asynccontextmanager
    async def at_the_door(self) -> AsyncIterator[Threshold]:
        """A transaction before the account is known (log-in, session, token). Raises `Busy` as `of`."""
        async with self._transaction("") as connection:
            yield Threshold(connection, self._clock())

    @asynccontextmanager
    async def _transaction(self, account: str) -> AsyncIterator[Connection]:
        connection = Connection(self._database.engine, account)
        try:
            try:
                await connection.take()
                yield connection
                await connection.commit()
            finally:
                await connection.give_back()
        except (OperationalError, InterfaceError, PoolTimeoutError, psycopg.OperationalError, psycopg.InterfaceError) as error:
            state = getattr(getattr(error, "orig", error), "sqlstate", None)
            logger("db").warning("database.busy", kind=type(error).__name__, sqlstate=state)
            raise Busy("db.busy", "The database does not answer right now: try again in a moment.") from error
