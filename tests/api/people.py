"""People in front of the product: each with a browser of their own, over the real application without a network."""

from __future__ import annotations

import hashlib
import itertools
import struct
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.types import ASGIApp

BASE = "https://localhost:8443"
PASSWORD = "Kranich-Fjord-27!"
CSRF = {"X-Diaphane-CSRF": "1"}
COOKIE = "__Host-diaphane"
_numbers = itertools.count(1)


def browser(app: ASGIApp, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
    """A browser with our pages open: it keeps cookies and sends what our pages send."""
    transport = httpx.ASGITransport(app=app, client=(address, 40000))
    return httpx.AsyncClient(transport=transport, base_url=BASE, headers={**CSRF, **headers})


@dataclass
class Person:
    """Somebody who has signed up."""

    app: ASGIApp
    http: httpx.AsyncClient
    email: str
    password: str
    me: dict[str, Any]
    uploads: list[str] = field(default_factory=list)

    @classmethod
    async def signed_up(cls, app: ASGIApp, name: str = "Ada Lovelace") -> Person:
        """A new organisation and its first user, from an address of their own (sign-ups are few a place)."""
        number = next(_numbers)
        http = browser(app, f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
        email = f"user{number}@clinic{number}.example"
        form = {"organisation": f"Clinic {number}", "name": name, "email": email, "password": PASSWORD, "region": "local"}
        answer = await http.post("/api/sign-up", json=form)
        assert answer.status_code == 204, answer.text
        answer = await http.post("/api/log-in", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return cls(app, http, email, PASSWORD, answer.json())

    @property
    def cookie(self) -> str:
        """The session token the browser holds."""
        return self.http.cookies[COOKIE]

    async def get(self, path: str, **more: Any) -> Any:  # noqa: ANN401 (JSON)
        """The JSON of a GET that must work."""
        answer = await self.http.get(path, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def studies(self, **question: Any) -> list[dict[str, Any]]:  # noqa: ANN401 (JSON)
        """The work list."""
        answer = await self.http.post("/api/studies/search", json=question)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["studies"]
        return found

    async def upload(self, files: dict[str, bytes]) -> dict[str, Any]:
        """Send files as the pages do; returns the summary."""
        manifest = [{"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in files.items()]
        started = (await self.http.post("/api/uploads", json={"files": manifest})).json()
        self.uploads.append(started["upload_id"])
        contents = list(files.values())
        if started["missing"]:
            body = batch_body({index: contents[index] for index in started["missing"]})
            sent = await self.http.post(f"/api/uploads/{started['upload_id']}/batch", content=body)
            assert sent.status_code == 200, sent.text
        summary: dict[str, Any] = (await self.http.post(f"/api/uploads/{started['upload_id']}/finish")).json()
        return summary

    async def token(self, name: str = "gateway") -> str:
        """A new API token."""
        secret: str = (await self.http.post("/api/tokens", json={"name": name})).json()["token"]
        return secret


def batch_body(files: dict[int, bytes]) -> bytes:
    """`application/vnd.diaphane.batch`."""
    return b"".join(struct.pack("<IQ", index, len(data)) + data for index, data in files.items())
