"""Is the process alive, and can it serve?"""

from __future__ import annotations

from fastapi import APIRouter

from diaphane.api.house import Rooms
from diaphane.api.shapes.wire import Health
from diaphane.flows.health import check, check_pictures

routes = APIRouter(prefix="/health", tags=["health"])


@routes.get("/live")
async def live() -> Health:
    """The process answers."""
    return Health(ok=True)


@routes.get("/ready")
async def ready(house: Rooms) -> Health:
    """The database answers too; 503 while it does not."""
    await check(house)
    return Health(ok=True)


@routes.get("/pictures")
async def pictures(house: Rooms) -> Health:
    """The render worker answers too; 503 while it does not: a first start compiles it, and one that died is being replaced."""
    await check_pictures(house)
    return Health(ok=True)
