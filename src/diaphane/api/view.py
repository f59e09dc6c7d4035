"""The viewer's socket: pictures by the protocol of contract/stream.md."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.websockets import WebSocket

from diaphane.api.socket import Activity, attend
from diaphane.flows.house import House
from diaphane.flows.identify import Caller
from diaphane.flows.view import Line, view

routes = APIRouter()


@routes.websocket("/view")
async def serve_pictures(socket: WebSocket) -> None:
    """Requests up as JSON text, pictures down as binary messages, exactly one a request."""

    async def receive() -> str | None:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        text: str | None = message.get("text")
        return text if text is not None else ""  # a binary message is no request: the protocol refuses it in words

    async def serve(house: House, asking: Caller, activity: Activity) -> None:
        await view(house, asking.who, Line(receive, socket.send_text, socket.send_bytes), activity.did)

    await attend(socket, serve)
