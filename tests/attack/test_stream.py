"""Viewers that abuse their socket: floods of requests, huge messages, pings without end, clients that never read (cases 60, 62)."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.attack.served import Served, served
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from diaphane.stream.protocol import FAILED, HEADER, SKIPPED

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]
PATIENCE_S = 120.0
FLOOD, BURST = 600, 24
TOO_LARGE = {1005, 1009, 4400}  # 1005: the HTTP server ends it before a line of ours sees it
CUT_OFF = {1005, 1006, 1008, 1009, 1011, 1013, 4400}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("stream") / "product") as made:
        yield made


@pytest.fixture(scope="module")
def series(product: Served, shared_data: Path) -> str:
    """The CT of STS_001, opened once: what is tested is abuse, not loading."""
    product.upload(shared_data / "petct/STS_001/ct")
    with product.http() as http:
        (study,) = http.post("/api/studies/search", json={}).json()["studies"]
        (one,) = http.get(f"/api/studies/{study['study_uid']}").json()["series"]
    uid: str = one["series_uid"]
    asyncio.run(_look(product, uid, 1))
    return uid


def viewer(product: Served) -> connect:
    """A viewer's socket, ready to be entered."""
    facts = product.facts()
    url = facts["url"].rstrip("/").replace("https", "wss") + "/api/view"
    tls = ssl.create_default_context(cafile=facts["ca"])
    return connect(url, ssl=tls, additional_headers={"Authorization": f"Bearer {facts['token']}"}, compression=None, open_timeout=60)


def asked(series: str, seq: int, dice: random.Random, viewport: int = 0) -> str:
    """A draft with a window that nobody asked for before."""
    layer = {"series_uid": series, "window": {"center": dice.randint(-500, 500), "width": dice.randint(2, 3000)}}
    view = {"kind": "stack", "frame": dice.randrange(3)}
    return json.dumps({"v": viewport, "q": seq, "s": {"layers": [layer], "view": view}, "l": 2, "px": [512, 512]})


async def _look(product: Served, series: str, count: int) -> None:
    """Ask for pictures one after the other; each must come."""
    dice = random.Random(count)
    async with viewer(product) as socket:
        for seq in range(count):
            await socket.send(asked(series, seq, dice))
            head = await _reply(socket)
            assert head[4] == seq
            assert not head[3] & (SKIPPED | FAILED)


async def _reply(socket: ClientConnection) -> tuple[int, ...]:
    message = await asyncio.wait_for(socket.recv(), PATIENCE_S)
    assert isinstance(message, bytes)
    return HEADER.unpack_from(message)


async def test_a_flood_is_answered_with_skips_and_others_go_on(product: Served, series: str) -> None:
    """Counted, not timed (`just bench crowd` times it): every request gets one reply, many of them none of the machine's time."""
    seen: dict[int, int] = {}
    async with viewer(product) as socket:

        async def flood() -> None:
            dice = random.Random(1)
            for seq in range(FLOOD):
                await socket.send(asked(series, seq, dice, dice.randrange(4)))
                if seq % BURST == 0:  # whoever runs further ahead of its replies is cut off, see below
                    while len(seen) < seq - 4:  # noqa: ASYNC110 (what is read is counted)
                        await asyncio.sleep(0.005)

        async def read() -> None:
            while len(seen) < FLOOD:
                head = await _reply(socket)
                assert head[4] not in seen
                seen[head[4]] = head[3]

        await asyncio.gather(flood(), read(), _look(product, series, 20))
    skipped = sum(bool(flags & SKIPPED) for flags in seen.values())
    assert sum(bool(flags & FAILED) for flags in seen.values()) == 0
    assert skipped > FLOOD // 10  # how many the machine draws in time is its own affair


async def test_a_huge_message_ends_its_socket_alone(product: Served, series: str) -> None:
    async with viewer(product) as socket:
        with contextlib.suppress(ConnectionClosed):
            await socket.send('{"v": "' + "x" * (64 << 20) + '"}')
        with pytest.raises(ConnectionClosed):
            await _reply(socket)
        assert socket.close_code in TOO_LARGE
    await _look(product, series, 2)


async def test_whoever_never_reads_is_cut_off(product: Served, series: str) -> None:
    """The server keeps a few replies for it and no more, however much is asked."""
    dice = random.Random(2)
    async with viewer(product) as socket:
        socket.transport.pause_reading()

        async def pester() -> None:
            for seq in itertools.count():
                await socket.send(asked(series, seq, dice, seq % 16))
                # A lost line swallows what it is given without ever giving way, and nobody reads here who would notice.
                await asyncio.sleep(0)
                if socket.transport.is_closing():
                    raise ConnectionResetError

        with pytest.raises((ConnectionClosed, ConnectionError)):
            await asyncio.wait_for(pester(), PATIENCE_S)
        assert socket.close_code is None or socket.close_code in CUT_OFF
    await _look(product, series, 2)


async def test_pings_without_end_stop_nobody(product: Served, series: str) -> None:
    async with viewer(product) as socket:
        socket.transport.pause_reading()
        with contextlib.suppress(ConnectionClosed, ConnectionError):
            for number in range(5_000):
                await socket.send(json.dumps({"ping": number}))
        await _look(product, series, 2)
