"""Live arrival: a socket that tells of studies that are new or have changed."""

from __future__ import annotations

import anyio
from fastapi import APIRouter
from starlette.websockets import WebSocket

from diaphane.api.socket import Activity, attend
from diaphane.flows.hear import hear
from diaphane.flows.house import House
from diaphane.flows.identify import Caller

routes = APIRouter()


@routes.websocket("/events")
async def tell_events(socket: WebSocket) -> None:
    """`{type: "study", study_uid}`; `{type: "missed"}` when some may have been missed: look for yourself; `{type: "ping"}`."""

    async def serve(house: House, asking: Caller, _activity: Activity) -> None:
        async with anyio.create_task_group() as tasks:

            async def listen() -> None:
                """The client has nothing to say; this notices that it left."""
                while (await socket.receive())["type"] != "websocket.disconnect":
                    pass
                tasks.cancel_scope.cancel()

            tasks.start_soon(listen)
            async for heard in hear(house, asking.who):
                for uid in heard if heard is not None else [None]:
                    await socket.send_json(_event(uid))

    await attend(socket, serve)


def _event(uid: str | None) -> dict[str, str]:
    if uid is None:
        return {"type": "ping"}
    return {"type": "study", "study_uid": uid} if uid else {"type": "missed"}
