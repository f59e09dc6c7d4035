"""kill -9 of the render worker while somebody scrolls: the viewer goes on by itself. How soon: `just bench worker_killed`."""

from __future__ import annotations

import asyncio
import json
import random
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest
from tests.attack.served import Served, served
from websockets.asyncio.client import ClientConnection, connect

from diaphane.stream.protocol import FAILED, HEADER, SKIPPED

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]
GOES_ON_S = 30.0
"""Far above the three seconds that are promised: a test on a busy machine measures its neighbours."""
PATIENCE_S = 120.0


def workers(product: Served) -> list[psutil.Process]:
    """The worker that draws, then its spare if there is one."""
    assert product.process is not None
    found = []
    for child in psutil.Process(product.process.pid).children():
        with suppress(psutil.NoSuchProcess):
            if "diaphane.worker:main" in child.cmdline():
                found.append(child)
    return sorted(found, key=psutil.Process.create_time)


async def rested(product: Served) -> psutil.Process:
    """Wait until a spare has loaded; returns the worker that draws. A second death before that waits for loading, which is not meant."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            both = workers(product)
            if len(both) > 1:
                before = sum(both[1].cpu_times()[:2])
                await asyncio.sleep(2)
                with suppress(psutil.NoSuchProcess):
                    if before > 0.5 and sum(both[1].cpu_times()[:2]) - before < 0.05:
                        return both[0]
            await asyncio.sleep(0.2)


class Viewer:
    """One window that asks for a picture nobody asked for before, again and again."""

    def __init__(self, socket: ClientConnection, series: str) -> None:
        self._socket, self._series, self._seq, self._dice = socket, series, 0, random.Random(3)

    async def next_picture(self) -> float:
        """Seconds until a new picture is there, refusals in between asked again."""
        began = time.perf_counter()
        async with asyncio.timeout(PATIENCE_S):
            while True:
                self._seq += 1
                layer = {
                    "series_uid": self._series,
                    "window": {"center": self._dice.randint(-500, 500), "width": self._dice.randint(2, 3000)},
                }
                scene = {"layers": [layer], "view": {"kind": "stack", "frame": self._dice.randrange(3)}}
                await self._socket.send(json.dumps({"v": 0, "q": self._seq, "s": scene, "l": 2, "px": [512, 512]}))
                message = await self._socket.recv()
                assert isinstance(message, bytes)
                if not HEADER.unpack_from(message)[3] & (SKIPPED | FAILED):
                    return time.perf_counter() - began


@asynccontextmanager
async def viewing(folder: Path, data: Path) -> AsyncIterator[tuple[Served, Viewer]]:
    """A product of its own in `folder`, and a window that has seen its first picture."""
    with served(folder) as product:
        product.upload(data / "petct/STS_001/ct")
        with product.http() as http:
            (study,) = http.post("/api/studies/search", json={}).json()["studies"]
            (one,) = http.get(f"/api/studies/{study['study_uid']}").json()["series"]
        facts = product.facts()
        tls = ssl.create_default_context(cafile=facts["ca"])
        url = facts["url"].replace("https", "wss") + "/api/view"
        async with connect(url, ssl=tls, additional_headers={"Authorization": f"Bearer {facts['token']}"}, compression=None) as socket:
            viewer = Viewer(socket, one["series_uid"])
            await viewer.next_picture()
            yield product, viewer


async def kills(folder: Path, data: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds to a new picture, of the worker at rest and from each kill of it."""
    usual, took = list[float](), list[float]()
    async with viewing(folder, data) as (product, viewer):
        for _ in range(rounds):
            victim = await rested(product)
            usual.append(await viewer.next_picture())
            victim.kill()
            took.append(await viewer.next_picture())
    return usual, took


async def killed(product: Served) -> float:
    """Kill the worker and its spare; seconds until another is started. How long a busy machine then loads it is not in them."""
    victims = workers(product)
    for victim in reversed(victims):  # the spare first, or it might take over in between
        victim.kill()
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            if {one.pid for one in workers(product)} - {victim.pid for victim in victims}:
                return time.perf_counter() - began
            await asyncio.sleep(0.02)


async def test_a_viewer_goes_on(tmp_path: Path, shared_data: Path) -> None:
    _, took = await kills(tmp_path / "product", shared_data, 2)
    assert max(took) < GOES_ON_S, took


async def test_one_that_draws_is_replaced_soon_however_often_it_is_killed(tmp_path: Path, shared_data: Path) -> None:
    """The supervisor's pauses grow for what dies again and again: to seconds only for what never drew a picture."""
    async with viewing(tmp_path / "product", shared_data) as (product, viewer):
        pauses = []
        for _ in range(7):
            pauses.append(await killed(product))
            await viewer.next_picture()
    assert max(pauses) < 3, pauses
