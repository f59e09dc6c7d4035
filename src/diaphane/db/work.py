"""The unit of work: one transaction for one account, with what seals and finds its rows. The only commit in the code base."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

import anyio
import psycopg
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection

from diaphane.base.clock import Clock, utc_now
from diaphane.base.errors import Busy
from diaphane.base.log import logger
from diaphane.db.engine import Database
from diaphane.model.ports import AccountSeals, BlindTokens, ColumnSeal
from diaphane.model.scope import Scope

# Transaction-local: a connection that goes back to the pool belongs to nobody.
_ENTER = "SELECT set_config('diaphane.account', %s, true)"


class Work:
    """An open transaction in which only the rows of `scope.account` exist. Lives inside `UnitOfWork.of` only."""

    def __init__(self, connection: AsyncConnection, scope: Scope, seals: AccountSeals, now: datetime) -> None:
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

    connection: AsyncConnection
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
    async def _transaction(self, account: str) -> AsyncIterator[AsyncConnection]:
        try:
            connection = await self._entered(account)
            try:
                async with connection.begin():
                    yield connection
            finally:
                with anyio.CancelScope(shield=True):  # a request that was broken off still gives its connection back
                    await connection.close()
        except (OperationalError, InterfaceError, PoolTimeoutError, psycopg.OperationalError) as error:
            state = getattr(getattr(error, "orig", error), "sqlstate", None)
            logger("db").warning("database.busy", kind=type(error).__name__, sqlstate=state)
            raise Busy("db.busy", "The database does not answer right now: try again in a moment.") from error

    async def _entered(self, account: str) -> AsyncConnection:
        """A connection whose transaction has begun for `account`, in one round trip.

        A connection that died in the pool (the database was restarted) is found out here, where trying another is harmless:
        so no request needs a ping of its own.
        """
        try:
            return await self._enter(account)
        except psycopg.OperationalError:
            await self._database.engine.dispose()  # its pooled neighbours are as old
            return await self._enter(account)

    async def _enter(self, account: str) -> AsyncConnection:
        connection = await self._database.engine.connect()
        try:
            driver = cast("psycopg.AsyncConnection", (await connection.get_raw_connection()).driver_connection)
            async with driver.pipeline():  # BEGIN travels with it
                await driver.execute(_ENTER, (account,))
        except BaseException:
            with anyio.CancelScope(shield=True):
                await connection.invalidate()
                await connection.close()
            raise
        return connection
