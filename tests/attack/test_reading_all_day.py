"""Ten readers at their streams for ten minutes: series opened, scrolled, windowed, left. Flat memory, every picture of its series."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import ssl
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.attack.served import Served, served
from websockets.asyncio.client import ClientConnection, connect

from diaphane.stream.protocol import FAILED, FINAL, HEADER, SKIPPED, mark

pytestmark = pytest.mark.anyio

READERS = 10
FOLDERS = ("ct", "mr", "us", "compressed")
SIZE = [320, 240]
STATES_A_SERIES = 40
EVERY_S = 1 / 20
CREDITS = 4
KNOWN_FRAMES = 4
"""Frames of each series whose lossless picture is kept for comparison."""
MEASURED_S = 10.0
ROLES = {"diaphane.supervise.web": "web", "diaphane.worker:main": "worker", "diaphane.load.child": "decoders"}
LEAST_MB, GROWTH = 24.0, 1.08
"""A role may grow by 8 % and 24 MB between minute 3 and the end: what allocators do, and no leak of a kilobyte a picture."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series that can be seen. `known`: SHA-256 of the lossless picture by frame."""

    uid: str
    name: bytes
    frames: int
    window: Mapping[str, Any] | None
    known: dict[int, str] = field(default_factory=dict)

    def scene(self, frame: int, dice: random.Random | None = None) -> dict[str, Any]:
        """A picture of the stack; with dice, in some other window."""
        window = dict(self.window) if self.window else None
        if window and dice:
            window["width"] *= dice.uniform(0.5, 2)
        return {"layers": [{"series_uid": self.uid, "window": window}], "view": {"kind": "stack", "frame": frame}}


@dataclass
class Tally:
    """What the readers met. `memory`: seconds since the beginning and MB by role, every ten seconds."""

    pictures: int = 0
    compared: int = 0
    skipped: int = 0
    opened: int = 0
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    memory: list[tuple[float, dict[str, float]]] = field(default_factory=list)


class Stream:
    """One socket of one reader: at most `CREDITS` requests under way, every reply looked at."""

    def __init__(self, socket: ClientConnection, tally: Tally) -> None:
        self._socket, self._tally = socket, tally
        self._asked: dict[int, tuple[Series, int | None]] = {}
        self._seq = 0

    async def ask(self, series: Series, frame: int, *, level: int, dice: random.Random | None = None) -> str:
        """Ask for a picture; the SHA-256 of the last one that came (empty: none had to come yet)."""
        self._seq += 1
        exact = frame if level == 0 and dice is None else None
        self._asked[self._seq] = (series, exact)
        await self._socket.send(json.dumps({"v": 0, "q": self._seq, "s": series.scene(frame, dice), "l": level, "px": SIZE}))
        last = ""
        while len(self._asked) >= (1 if level == 0 else CREDITS):
            last = self._take(await self._socket.recv())
        return last

    def _take(self, message: str | bytes) -> str:
        assert isinstance(message, bytes)
        head, body = HEADER.unpack_from(message), message[HEADER.size :]
        series, exact = self._asked.pop(head[4])
        if head[3] & FAILED:
            self._tally.failed.append(body.decode())
            return ""
        if head[3] & SKIPPED:
            self._tally.skipped += 1
            return ""
        self._tally.pictures += 1
        if head[-2] != series.name:
            self._tally.wrong.append(f"a picture of another series than {series.uid}")
        found = hashlib.sha256(body).hexdigest()
        if exact is not None and head[3] & FINAL and exact in series.known:
            self._tally.compared += 1
            if series.known[exact] != found:
                self._tally.wrong.append(f"another picture {exact} of {series.uid}")
        return found


def opening(product: Served) -> connect:
    """A socket with the account's token."""
    facts = product.facts()
    tls = ssl.create_default_context(cafile=facts["ca"])
    headers = {"Authorization": f"Bearer {facts['token']}"}
    return connect(f"{facts['url'].replace('https', 'wss')}/api/view", ssl=tls, additional_headers=headers, compression=None, max_size=None)


def listed(product: Served) -> list[Series]:
    """All series with pictures."""
    with product.http() as http:
        studies = http.post("/api/studies/search", json={"limit": 200}).json()["studies"]
        rows = [row for study in studies for row in http.get(f"/api/studies/{study['study_uid']}").json()["series"] if row["viewable"]]
        stacks = [http.get(f"/api/series/{row['series_uid']}/stack") for row in rows]
    found = [answer.json() for answer in stacks if answer.status_code == 200]
    windows = [(one["windows"] or [None])[0] for one in found]
    return [
        Series(
            one["series_uid"],
            mark(one["content"]),
            len(one["frames"]),
            window and {"center": window["center"], "width": window["width"], "function": one["voi_function"]},
        )
        for one, window in zip(found, windows, strict=True)
    ]


async def known(product: Served) -> list[Series]:
    """The series whose frames can be drawn, each with some of its pictures."""
    found = []
    async with opening(product) as socket:
        for series in listed(product):
            tally = Tally()
            stream = Stream(socket, tally)
            for frame in sorted({series.frames * part // KNOWN_FRAMES for part in range(KNOWN_FRAMES)}):
                series.known[frame] = await stream.ask(series, frame, level=0)
            if not tally.failed:
                found.append(series)
    return found


async def read(product: Served, all_series: list[Series], tally: Tally, seed: int, until: float) -> None:
    """Open a series, scroll and window, look at a lossless picture now and then, leave, and so on."""
    dice = random.Random(seed)
    while time.monotonic() < until:
        async with opening(product) as socket:
            for series in dice.sample(all_series, min(3, len(all_series))):
                stream = Stream(socket, tally)
                frame = dice.randrange(series.frames)
                for step in range(STATES_A_SERIES):
                    frame = (frame + dice.choice((0, 1, 1, 2))) % series.frames
                    await stream.ask(series, frame, level=dice.choice((1, 2, 3)), dice=dice)
                    if step % 10 == 9:
                        await stream.ask(series, dice.choice(list(series.known)), level=0)
                    await asyncio.sleep(EVERY_S)
                await stream.ask(series, next(iter(series.known)), level=0)
                tally.opened += 1
                if time.monotonic() > until:
                    return


def memory(product: Served) -> dict[str, float]:
    """Resident MB of each role of the running product."""
    assert product.process is not None
    found: dict[str, float] = defaultdict(float)
    for child in psutil.Process(product.process.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            words = " ".join(child.cmdline())
            role = next((role for name, role in ROLES.items() if name in words), None)
            if role:
                found[role] += child.memory_info().rss / 1e6
    return dict(found)


async def watch(product: Served, tally: Tally, until: float) -> None:
    """Write down the memory every ten seconds."""
    began = time.monotonic()
    while time.monotonic() < until:
        tally.memory.append((time.monotonic() - began, memory(product)))
        await asyncio.sleep(min(MEASURED_S, max(0.0, until - time.monotonic())))


async def day(product: Served, seconds: float) -> Tally:
    """All readers for so long; says on standard output what they met."""
    all_series = await known(product)
    assert len(all_series) >= 10
    tally, until = Tally(), time.monotonic() + seconds
    await asyncio.gather(watch(product, tally, until), *(read(product, all_series, tally, seed, until) for seed in range(READERS)))
    early, late = (during(tally, *when) for when in ((120, 180), (seconds - 60, seconds)))
    sys.stdout.write(
        f"{len(all_series)} series, {tally.opened} opened, {tally.pictures} pictures, {tally.compared} compared, {tally.skipped} skipped, "
        f"{len(tally.wrong)} wrong, {len(tally.failed)} failed; MB in minute 3 {early}, at the end {late}\n"
    )
    return tally


def during(tally: Tally, start: float, end: float) -> dict[str, float]:
    """Median MB of each role in a stretch of time; empty where nothing was measured."""
    rows = [row for at, row in tally.memory if start <= at <= end]
    return {role: round(statistics.median(row.get(role, 0.0) for row in rows), 1) for role in ROLES.values() if rows}


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("day") / "product") as made:
        for folder in FOLDERS:
            made.upload(shared_data / folder)
        yield made


@pytest.mark.slow
async def test_ten_readers_for_half_a_minute(product: Served) -> None:
    tally = await day(product, 30)
    assert (tally.wrong, tally.failed) == ([], [])
    assert tally.compared > READERS
    assert tally.opened >= READERS


@pytest.mark.soak
async def test_ten_readers_for_ten_minutes(product: Served) -> None:
    """Memory of the web process, the render workers and the decoders in the last minute is what it was in the third."""
    tally = await day(product, 600)
    assert (tally.wrong, tally.failed) == ([], [])
    early, late = during(tally, 120, 180), during(tally, 540, 600)
    assert set(late) == set(ROLES.values())
    assert {role: (early[role], now) for role, now in late.items() if now > early[role] * GROWTH + LEAST_MB} == {}
