"""Notes arrive, and a lost connection is said and mended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

import anyio
import psycopg
import pytest
from tests.conftest import DatabaseUrls

from diaphane.db.listen import MISSED, SESSION, STUDY, Note, notes


@pytest.fixture
async def heard(database_urls: DatabaseUrls) -> AsyncIterator[AsyncIterator[Note]]:
    """A listener that listens already."""
    async with aclosing(notes(database_urls.app, (STUDY, SESSION))) as incoming:
        assert await anext(incoming) == Note(MISSED, "")
        yield incoming


def tell(url: str, channel: str, payload: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", (channel, payload))


async def test_notes_of_its_channels_arrive_in_order(heard: AsyncIterator[Note], database_urls: DatabaseUrls) -> None:
    tell(database_urls.app, STUDY, "a|1.2")
    tell(database_urls.app, "another", "x")
    tell(database_urls.app, SESSION, "a|ff")
    with anyio.fail_after(10):
        assert [await anext(heard), await anext(heard)] == [Note(STUDY, "a|1.2"), Note(SESSION, "a|ff")]


async def test_a_lost_connection_is_said_and_mended(heard: AsyncIterator[Note], database_urls: DatabaseUrls) -> None:
    with psycopg.connect(database_urls.app) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    with anyio.fail_after(10):
        assert await anext(heard) == Note(MISSED, "")
        tell(database_urls.app, STUDY, "a|1.3")
        assert await anext(heard) == Note(STUDY, "a|1.3")
