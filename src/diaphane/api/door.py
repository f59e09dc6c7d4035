"""What every request passes first: its id, whose page it comes from, the security headers, one log line."""

from __future__ import annotations

import time
from collections.abc import Mapping
from uuid import uuid4

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from diaphane.api.origin import Origins
from diaphane.api.pace import Pace
from diaphane.api.problems import UNEXPECTED, log_unexpected, problem
from diaphane.base.log import bound, logger

CSP = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self' blob:; frame-src 'self' blob:; media-src 'self' blob:; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Mapping[bytes, bytes] = {
    b"strict-transport-security": b"max-age=63072000; includeSubDomains",
    b"content-security-policy": CSP.encode(),
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
"""Added unless the answer brought its own (documents are sandboxed more tightly)."""


LARGE_BODIES = "/api/uploads"
TOO_SLOW = "The body came too slowly and was given up: send it again, in smaller parts if the line is slow."
LARGEST_FORM_BYTES = 64 << 10
"""Parsing costs a hundred times what sending does: a form of a megabyte with a hundred thousand keys held a core for seconds."""


class Door:
    """ASGI middleware around the whole application; `origins` says which names are ours."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        self._app, self._origins = app, origins
        self._log = logger("api")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request or socket (the ASGI signature)."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        request_id = uuid4().hex
        scope["diaphane.request_id"] = request_id
        with bound(request_id=request_id):
            if scope["type"] == "http":
                await self._http(scope, receive, send, request_id)
            else:
                await self._websocket(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        start, seen = time.perf_counter(), {"status": 0}
        headers, pace = dict(scope["headers"]), Pace(receive)
        if b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0":
            pace.start()

        async def answering(message: Message) -> None:
            if not pace.late:  # what the application says to half a body is nobody's business
                await sending(message)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
                own = {name.lower() for name, _ in message["headers"]}
                added = [(name, value) for name, value in HEADERS.items() if name not in own]
                message = {**message, "headers": [*message["headers"], *added, (b"x-request-id", request_id.encode())]}
            await send(message)

        try:
            if (refused := self._refused(scope, headers)) is not None:
                await problem(*refused, request_id)(scope, receive, sending)
            else:
                await self._app(scope, pace, answering)
        except Exception as error:  # noqa: BLE001 (the last resort: whatever it was, it is logged and answered here)
            # With the answer begun, the error was the answer's own: the framework's handler has logged it or the client left.
            if not seen["status"] and not pace.late:
                log_unexpected(error)
                await problem(500, "unexpected", UNEXPECTED, request_id)(scope, receive, sending)
        pace.stop()
        if pace.late and not seen["status"]:
            answer = problem(408, "api.slow", TOO_SLOW, request_id)
            answer.headers["Connection"] = "close"  # what is still to come of the body is no request
            await answer(scope, receive, sending)
        self._log.info(
            "request.done",
            method=scope["method"],
            route=_route(scope),
            status=seen["status"],
            ms=round((time.perf_counter() - start) * 1000, 1),
        )

    def _refused(self, scope: Scope, headers: Mapping[bytes, bytes]) -> tuple[int, str, str] | None:
        """Status, code and sentence for a request that gets no further than here."""
        if not self._origins.knows(headers.get(b"host", b"").decode("latin-1")):
            return 421, "api.host", "This server does not answer to that host name."
        if self._origins.forged(scope["method"], headers):
            return 403, "api.cross_site", "This request did not come from Diaphane's own pages."
        if _too_much(scope["path"], headers):
            return 413, "api.body", f"A form of more than {LARGEST_FORM_BYTES} bytes is not taken."
        return None

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, start = dict(scope["headers"]), time.perf_counter()
        foreign = self._origins.foreign_page(headers) or (b"origin" not in headers and b"authorization" not in headers)
        if foreign or not self._origins.knows(headers.get(b"host", b"").decode("latin-1")):
            await receive()
            await send({"type": "websocket.close", "code": 4403, "reason": "This socket is for Diaphane's own pages."})
            self._log.info("socket.refused", route=_route(scope))
            return
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 (as above; the socket is gone either way)
            log_unexpected(error)
        self._log.info("socket.done", route=_route(scope), s=round(time.perf_counter() - start, 1))


def _too_much(path: str, headers: Mapping[bytes, bytes]) -> bool:
    """Whether a body is larger than any form, or does not say how large it is. Uploads count their own."""
    if path.startswith(LARGE_BODIES):
        return False
    length = headers.get(b"content-length", b"0")
    return b"transfer-encoding" in headers or not length.isdigit() or int(length[:20]) > LARGEST_FORM_BYTES


def _route(scope: Scope) -> str:
    """The route's template, never the path: a path holds identifiers, and whatever somebody typed after them."""
    return getattr(scope.get("route"), "path_format", None) or getattr(scope.get("route"), "path", None) or "none"
