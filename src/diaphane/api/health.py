"""Is the process alive, and can it serve?"""

from __future__ import annotations

from fastapi import APIRouter

from diaphane.api.house import Rooms
from diaphane.api.shapes.wire import Health, PicturesHealth
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
async def pictures(house: Rooms) -> PicturesHealth:
    """The render worker answers too; 503 while it does not: a first start compiles it, and one that died is being replaced."""
    found = await check_pictures(house)
    return PicturesHealth(ok=True, volumes_done=found.done, volumes_left=found.left)
