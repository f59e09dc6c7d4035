"""Many volumes opened, drawn and closed by many viewers while the worker is killed: no wrong picture, flat memory, short pauses."""

from __future__ import annotations

import asyncio
import io
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import anyio
import numpy as np
import psutil
import pytest
from PIL import Image
from tests.load.conftest import made, saved
from tests.test_worker import House, _rests

from diaphane.base.errors import Busy
from diaphane.model.ids import SeriesUid
from diaphane.model.scene import Layer, Picture, PlaneView, ProjectionView, Quality, Scene, SurfaceView, View, Window
from diaphane.model.ticket import SeriesTicket
from diaphane.pool.pictures import LocalWorker

pytestmark = pytest.mark.anyio
STEP, LEVELS = 15, 16  # 16 x 16 pairs of grey levels: JPEG moves them by less than half a step
SIZE = (128, 96)
BUDGET = 500_000_000  # what tests.test_worker gives its workers
LEFT, RIGHT = 0.3, 0.7


def body(number: int, edge: int, slices: int) -> list[bytes]:
    """A series whose left and right halves have grey levels that only this one has."""
    pixels = np.empty((edge, edge), np.int16)
    pixels[:, : edge // 2], pixels[:, edge // 2 :] = (level + 8 for level in levels(number))
    out = []
    for k in range(slices):
        data = made(
            pixels, Modality="CT", InstanceNumber=k + 1, ImageOrientationPatient=[1, 0, 0, 0, 1, 0], ImagePositionPatient=[0, 0, k],
            PixelSpacing=[1, 1], FrameOfReferenceUID="1.9", SliceThickness=1,
        )  # fmt: skip
        out.append(saved(data))
    return out


def levels(number: int) -> tuple[int, int]:
    """Grey levels (left, right) of a series, less 8."""
    return number % LEVELS * STEP, number // LEVELS * STEP


@dataclass
class Tally:
    """What the viewers met."""

    opened: int = 0
    pictures: int = 0
    refused: int = 0
    longest_s: float = 0.0
    killed_at: float | None = None
    back: bool = False
    pauses_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)


class Soak:
    """A worker and its viewers. `edge`, `slices`: size of each volume in voxels."""

    def __init__(self, house: House, count: int, edge: int, slices: int) -> None:
        self.house, self.edge, self.slices = house, edge, slices
        scope = house.account()
        self.tickets: list[SeriesTicket] = []
        for number in range(count):
            ticket = house.series(scope, body(number, edge, slices))
            self.tickets.append(replace(ticket, series_uid=SeriesUid(f"1.2.3.{number + 1}")))
        self.tally = Tally()

    def scene(self, number: int, dice: random.Random) -> tuple[Scene, Quality]:
        """A random view of a series in which left is left."""
        middle = (self.edge - 1) / 2
        centre = (middle, middle + dice.uniform(-5, 5), (self.slices - 1) / 2)
        tall = self.slices * 0.8
        down = dice.choice([(0.0, 1.0, 0.0), (0.0, 0.0, -1.0), (0.0, 0.6, -0.8)])
        right = (1.0, 0.0, 0.0)
        layer = Layer(self.tickets[number].series_uid, window=Window(127.5, 255, "LINEAR_EXACT"))
        kinds: list[View] = [
            PlaneView(centre, right, down, tall, slab_mm=dice.choice([0.0, 4.0])),
            ProjectionView(centre, right, (0.0, 1.0, 0.0), tall),
            SurfaceView(centre, right, down, tall, curve=((-50.0, 0, 0, 0, 0.0), (0.0, 0, 0, 0, 0.9), (300.0, 1, 1, 1, 0.9)), shaded=False),
        ]
        quality: Quality = dice.choice(["draft", "small", "high", "lossless"])
        return Scene((layer,), dice.choice(kinds)), quality

    async def viewer(self, worker: LocalWorker, numbers: AsyncIterator[int], seed: int) -> None:
        """Open a series, look at it, close it, and so on with the next."""
        dice = random.Random(seed)
        async for number in numbers:
            ticket = self.tickets[number]
            await worker.open(ticket)
            for _ in range(dice.randint(2, 5)):
                await self.look(worker, number, dice)
            await worker.close(ticket.scope, ticket.series_uid)
            self.tally.opened += 1

    async def look(self, worker: LocalWorker, number: int, dice: random.Random) -> None:
        """One picture, asked for until it comes."""
        scene, quality = self.scene(number, dice)
        began = time.monotonic()
        picture: Picture | None = None
        while picture is None:
            try:
                picture = await worker.render(self.tickets[number].scope, scene, SIZE, quality)
            except Busy:
                self.tally.refused += 1
                await asyncio.sleep(0.1)
        self.tally.longest_s = max(self.tally.longest_s, time.monotonic() - began)
        if self.tally.killed_at is not None and self.tally.back:
            self.tally.pauses_s.append(time.monotonic() - self.tally.killed_at)
            self.tally.killed_at = None
        self.tally.pictures += 1
        if picture.series != (self.tickets[number].content,):
            self.tally.wrong.append(f"{scene.view.kind} {quality} of series {number}: it says that it is of {picture.series}")
        shown = np.asarray(Image.open(io.BytesIO(picture.data)).convert("L")).astype(int)
        row, width = shown.shape[0] // 2, shown.shape[1]
        got = [int(np.median(shown[row - 2 : row + 3, int(width * part) - 2 : int(width * part) + 3])) for part in (LEFT, RIGHT)]
        want = [level + 8 for level in levels(number)]
        if isinstance(scene.view, SurfaceView):
            want = [round(level * 0.85) for level in want]  # the curve's white lies at 300
        if max(abs(a - b) for a, b in zip(got, want, strict=True)) > STEP // 2:
            self.tally.wrong.append(f"{scene.view.kind} {quality} of series {number}: {got} in place of {want}")

    async def watch(self) -> None:
        """Note the worker's memory twice a second."""
        while True:
            await asyncio.sleep(0.5)
            try:
                self.tally.memory.append(psutil.Process(self.house.process.pid if self.house.process else 0).memory_info().rss)
            except psutil.NoSuchProcess:
                continue

    async def killer(self, spares: list[subprocess.Popen[bytes]]) -> None:
        """Kill the worker each time a share of the work is done; a spare one takes over, as the supervisor does it."""
        for kill, spare in enumerate(spares):
            while self.tally.opened < (kill + 1) * len(self.tickets) // (len(spares) + 1):  # noqa: ASYNC110 (viewers are tasks of their own)
                await asyncio.sleep(0.02)
            await anyio.to_thread.run_sync(self.house.stop, signal.SIGKILL)
            self.tally.killed_at, self.tally.back = time.monotonic(), False
            await anyio.to_thread.run_sync(self.house.start, spare)
            self.tally.back = True

    async def spare(self) -> subprocess.Popen[bytes]:
        """A worker that has loaded everything and waits."""
        made = await anyio.to_thread.run_sync(self.house.load)
        while not await anyio.to_thread.run_sync(_rests, made.pid):
            pass
        return made

    async def run(self, viewers: int, kills: int) -> Tally:
        """All volumes by `viewers` over two web processes."""
        workers = [LocalWorker(self.house.socket, patience_seconds=120) for _ in range(2)]
        spares = [await self.spare() for _ in range(kills)]  # all before: a busy machine would end before the second is ready
        waiting = iter(range(len(self.tickets)))

        async def numbers() -> AsyncIterator[int]:
            for number in waiting:
                yield number

        async with anyio.create_task_group() as side:
            side.start_soon(self.watch)
            side.start_soon(self.killer, spares)
            async with asyncio.TaskGroup() as group:
                for seed in range(viewers):
                    group.create_task(self.viewer(workers[seed % 2], numbers(), seed))
            side.cancel_scope.cancel()
        for worker in workers:
            await worker.stop()
        for spare in spares:
            if spare is not self.house.process and spare.poll() is None:
                spare.kill()
        return self.tally


@pytest.mark.timeout(280)
async def test_viewers_see_their_own_series_while_the_worker_dies(tmp_path: Path) -> None:
    house = House(tmp_path)
    soak = Soak(house, 24, 64, 24)
    house.start()
    try:
        tally = await soak.run(6, 1)
    finally:
        house.stop()
    assert tally.wrong == []
    assert tally.opened == 24
    assert tally.pictures >= 48
    assert len(tally.pauses_s) == 1


@pytest.mark.soak
async def test_200_volumes_20_viewers_and_five_kills(tmp_path: Path) -> None:
    """The budget holds a third of the volumes: the others are let go and built again."""
    house = House(tmp_path)
    soak = Soak(house, 200, 256, 40)
    house.start()
    try:
        tally = await soak.run(20, 5)
    finally:
        house.stop()
    peak, last = max(tally.memory), tally.memory[-1]
    sys.stdout.write(
        f"{tally.opened} volumes, {tally.pictures} pictures, {len(tally.wrong)} wrong, {tally.refused} refused and asked for again, "
        f"back after {', '.join(f'{pause:.1f}' for pause in tally.pauses_s)} s, longest wait for a volume {tally.longest_s:.1f} s, "
        f"memory {peak >> 20} MiB at most, {last >> 20} MiB at the end\n"
    )
    assert tally.wrong == []
    assert tally.opened == 200
    assert peak < 1.25 * BUDGET + (300 << 20)
    assert len(tally.pauses_s) == 5
    assert max(tally.pauses_s) < 3, "what a viewer notices of a dead worker, its volumes read again"
