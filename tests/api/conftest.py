"""The whole application on real rooms, and people in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import anyio
import pytest
from starlette.types import ASGIApp
from tests.api.people import Person
from tests.flows.rooms import make_house

from diaphane.api.build import build
from diaphane.db.engine import Database
from diaphane.db.listen import STUDY
from diaphane.flows.bells import EVERY
from diaphane.flows.house import House


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return make_house(tmp_path / "data", database)


@pytest.fixture
async def product(house: House, database: Database, tmp_path: Path) -> AsyncIterator[ASGIApp]:
    async with anyio.create_task_group() as tasks:
        with house.bells.hung((STUDY, EVERY)) as bell:
            tasks.start_soon(house.bells.run, database.url)
            await bell.heard()  # it listens
        tasks.start_soon(house.opened.watch, house.bells)
        yield build(house, static=tmp_path / "no pages")
        tasks.cancel_scope.cancel()


@pytest.fixture
async def ada(product: ASGIApp) -> AsyncIterator[Person]:
    person = await Person.signed_up(product)
    yield person
    await person.http.aclose()


@pytest.fixture
async def grace(product: ASGIApp) -> AsyncIterator[Person]:
    person = await Person.signed_up(product, "Grace Hopper")
    yield person
    await person.http.aclose()


@pytest.fixture
def ct(shared_data: Path) -> dict[str, bytes]:
    """Three slices of a real CT."""
    return {f"ct/{path.name}": path.read_bytes() for path in sorted((shared_data / "ct/head_ge_28").rglob("*.dcm"))[:3]}
