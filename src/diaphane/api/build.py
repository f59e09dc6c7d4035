"""The HTTP application: every route, behind the door."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp, Lifespan

import diaphane
from diaphane.api import (
    accounts,
    documents,
    events,
    health,
    instances,
    making,
    pages,
    problems,
    quarantine,
    registrations,
    series,
    studies,
    tokens,
    uploads,
    view,
    volumes,
)
from diaphane.api.door import Door
from diaphane.api.origin import Origins
from diaphane.api.shapes.wire import Problem
from diaphane.base.settings import LOOPBACK, Settings
from diaphane.flows.house import House

STATIC = Path(diaphane.__file__).parent / "static"
ROUTES: tuple[APIRouter, ...] = (
    accounts.routes,
    tokens.routes,
    studies.routes,
    series.routes,
    instances.routes,
    documents.routes,
    quarantine.routes,
    uploads.routes,
    events.routes,
    view.routes,
    registrations.routes,
    making.routes,
    volumes.routes,
    health.routes,
)


def application(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """Every route of the API, without rooms: enough to describe it (contract/openapi.json)."""
    app = FastAPI(
        title="Diaphane",
        version=diaphane.__version__,
        openapi_url=None,  # the contract is in the repository; a running server describes itself to nobody
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={"default": {"model": Problem, "description": "Refused, with a code and a sentence."}},
    )
    problems.install(app)
    api = APIRouter(prefix="/api")
    for routes in ROUTES:
        api.include_router(routes)
    app.include_router(api)
    return app


def build(house: House, lifespan: Lifespan[FastAPI] | None = None, static: Path = STATIC) -> ASGIApp:
    """The whole application, ready to serve."""
    app = application(lifespan)
    app.state.house = house
    app.include_router(pages.router(static))
    return Door(app, origins(house.settings))


def origins(settings: Settings) -> Origins:
    """The names this server answers to."""
    return Origins(settings.public_name, loopback=settings.host in LOOPBACK)
