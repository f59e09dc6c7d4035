"""The ASGI application of the web process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from fastapi import FastAPI
from starlette.types import ASGIApp

from diaphane.api.build import build
from diaphane.app.plug import CONNECTIONS, plug
from diaphane.base.site import Site
from diaphane.db.engine import Database
from diaphane.flows.derive import catch_up, watch_arrivals
from diaphane.flows.sweep import keep_clean


def web(site: Site) -> ASGIApp:
    """The application; blocks a little (opens keyrings). Raises `UnsafeSettings`."""
    database = Database(site.app_url, connections=CONNECTIONS)
    house = plug(site, database)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await database.check()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(house.bells.run, database.url)
            tasks.start_soon(house.opened.watch, house.bells)
            tasks.start_soon(keep_clean, house)
            tasks.start_soon(watch_arrivals, house)
            tasks.start_soon(catch_up, house)
            yield
            tasks.cancel_scope.cancel()
        await database.close()

    return build(house, lifespan)
