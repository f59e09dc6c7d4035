"""A body that trickles is cut, one that comes at an ordinary pace is not, and nobody pays for time that is not theirs (case 55)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI, Request

from diaphane.api import pace
from diaphane.api.body import read_body
from diaphane.api.door import Door
from diaphane.api.origin import Origins
from diaphane.api.shapes.wire import Wire


class Form(Wire):
    word: str


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setattr(pace, "LOOK_S", 0.02)
    monkeypatch.setattr(pace, "GRACE_S", 0.3)
    monkeypatch.setattr(pace, "SLOWEST_BYTES_PER_S", 100)
    app = FastAPI()

    @app.post("/api/uploads/body")
    async def body(request: Request) -> dict[str, int]:
        await asyncio.sleep(0.6)  # waiting for room: not the sender's fault
        return {"bytes": len(await read_body(request, 100_000))}

    @app.post("/api/form")
    async def form(form: Form) -> Form:
        return form

    transport = httpx.ASGITransport(Door(app, Origins("pacs.example", loopback=False)))
    headers = {"X-Diaphane-CSRF": "1"}
    async with httpx.AsyncClient(transport=transport, base_url="https://pacs.example", headers=headers) as made:
        yield made


async def pieces(data: bytes, count: int, pause_s: float) -> AsyncIterator[bytes]:
    size = len(data) // count
    for at in range(0, len(data), size):
        yield data[at : at + size]
        await asyncio.sleep(pause_s)


async def stalled() -> AsyncIterator[bytes]:
    yield b"{"
    await asyncio.sleep(60)


@pytest.mark.parametrize("path", ["/api/uploads/body", "/api/form"])
async def test_a_body_that_never_ends_is_given_up(client: httpx.AsyncClient, path: str) -> None:
    sized = {"Content-Length": "100", "Content-Type": "application/json"}
    async with asyncio.timeout(20):
        for content in (stalled(), pieces(b"x" * 100, 50, 0.05)):
            answer = await client.post(path, content=content, headers=sized)
            assert answer.status_code == 408
            assert answer.headers["connection"] == "close"
            assert answer.json()["error"]["code"] == "api.slow"


async def test_a_body_that_keeps_coming_is_taken(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/uploads/body", content=pieces(b"x" * 1000, 10, 0.1), headers={"Content-Length": "1000"})
    assert answer.json() == {"bytes": 1000}
    assert (await client.post("/api/form", json={"word": "a"})).json() == {"word": "a"}


async def test_somebody_elses_cancelling_stays_a_cancelling() -> None:
    async def receive() -> dict[str, object]:
        await asyncio.sleep(60)
        return {}

    one = pace.Pace(receive)
    one.start()
    task = asyncio.create_task(one())
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    one.stop()
    assert not one.late
