"""What the database tells its listeners: studies that changed, sessions that ended."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import anyio
import psycopg
from psycopg import sql

from diaphane.base.log import logger

STUDY = "diaphane_study"
"""Payload `account|study uid`: the study is new or has changed."""
SESSION = "diaphane_session"
"""Payload `account|session`: hex of the SHA-256 of a session token, or `account|user|id` when all of a user's ended."""

MISSED = ""
"""The channel of a note that says: the connection was lost, notes may be missing, look for yourself."""

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.1, 5.0


@dataclass(frozen=True, slots=True)
class Note:
    """One notification. `channel` is `MISSED` (and `payload` "") after every (re)connection."""

    channel: str
    payload: str


async def notes(url: str, channels: Sequence[str]) -> AsyncGenerator[Note, None]:
    """Notes on `channels` for ever, over a connection of its own; reconnects by itself with back-off.

    Starts with a `MISSED` note once it listens, and again after each reconnection: whatever is known from before may be stale.
    Cancel or close the iterator to end it.
    """
    wait_s = _FIRST_WAIT_S
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5, application_name="diaphane-listen")
            try:
                for channel in channels:
                    await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                wait_s = _FIRST_WAIT_S
                yield Note(MISSED, "")
                async with aclosing(connection.notifies()) as incoming:
                    async for found in incoming:
                        yield Note(found.channel, found.payload)
            finally:
                # Shielded: in a cancelled task the connection's own way out would be cancelled too, and leave it open.
                with anyio.CancelScope(shield=True):
                    await connection.close()
        except psycopg.OperationalError as error:
            logger("db").warning("listen.lost", sqlstate=error.sqlstate)
        await anyio.sleep(wait_s)
        wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
