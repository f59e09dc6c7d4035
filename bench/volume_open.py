"""From the click on a reconstruction to its first picture, and what viewers cost each other, beside the limits of issue and machine.

    just bench volume_open [--slices 500] [--seconds 4]

A CT of 512 x 512 slices (a real head's, repeated at even distances) lies in a sealed pack on disk. `first MPR, cold`: nothing read or
decoded yet, file cache dropped, decoders running; a coarse volume of every fourth slice is enough for it. `full volume`: all of them;
`limit` beside both = read, open and copy the same bytes by two threads. `again`: the volume is kept. `given up`: from the cancelling of
a full-quality 3D picture until the crew is free. `MPR beside ten`: an MPR's time while ten viewers turn 3D pictures, beside the same MPR
alone and one 3D frame. `one viewer's turn`: what one of the ten waits for a frame on average, for who got fewest, beside who got most.
The last line is one JSON object; the exit code is 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses
import io
import json
import math
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from picture import UID_, House, forget_file, real_slices

from diaphane.flows.reconstruct import Reconstruction
from diaphane.flows.volumes import Volumes
from diaphane.load.shelf import Shelf
from diaphane.model.scene import Layer, PlaneView, Quality, Scene, SurfaceView, Window
from diaphane.pool.crew import Crew
from diaphane.render.kernels import ready

SIZE = (512, 512)
WINDOW = Window(40, 400)
RIGHT, DOWN = (0.8, 0.6, 0.0), (-0.36, 0.48, -0.8)
VIEWERS = 10
FAIR = 1.5  # times the frames of who got fewest, the most that anybody may get


@dataclasses.dataclass(frozen=True)
class Row:
    """A figure and the most it may be."""

    name: str
    ms: float
    limit_ms: float
    beside: str = ""

    def show(self) -> None:
        """One line of the table."""
        print(f"{self.name:<44} {self.ms:>9.1f} ms   limit {self.limit_ms:>7.1f}   {self.beside}", flush=True)


class Ward:
    """A sealed series on disk, and what reconstructs it."""

    def __init__(self, folder: Path, slices: int, crew: Crew) -> None:
        heads = real_slices()
        contents = []
        for head in heads:
            file = io.BytesIO()
            pydicom.dcmwrite(file, head)
            contents.append(file.getvalue())
        self.house = House(folder)
        ticket, self.reader, self.pack = self.house.series([contents[k % len(contents)] for k in range(slices)])
        placed = []
        for k, one in enumerate(ticket.instances):
            facts = dataclasses.replace(
                one.picture, number=k + 1, positions_mm=((0.0, 0.0, float(k)),), orientations=((1.0, 0.0, 0.0, 0.0, 1.0, 0.0),)
            )
            placed.append(dataclasses.replace(one, picture=facts))
        self.ticket = dataclasses.replace(ticket, instances=tuple(placed))
        self.shelf = Shelf(2 << 30, 2)
        self.made = Reconstruction(Volumes(self.shelf, 2 << 30), crew)
        rows_mm, columns_mm = self.ticket.instances[0].picture.spacing_mm or (1.0, 1.0)
        facts = self.ticket.instances[0].picture
        self.height_mm = columns_mm * facts.columns
        centre = (columns_mm * facts.columns / 2, rows_mm * facts.rows / 2, slices / 2)
        self.plane = PlaneView(centre, RIGHT, DOWN, self.height_mm)
        self.surface = SurfaceView(centre, (0.8, 0.6, 0.0), (0.12, -0.16, -0.98), self.height_mm, "soft")

    def arrive(self, content: str) -> None:
        """Open the series as one never seen, its file out of the cache."""
        forget_file(self.pack)
        self.ticket = dataclasses.replace(self.ticket, content=content)
        self.shelf.open(self.ticket, {self.ticket.packs[0].key.pack: self.reader})

    async def draw(self, view: PlaneView | SurfaceView, quality: Quality = "draft") -> float:
        """Milliseconds of one picture."""
        began = time.perf_counter()
        await self.made.render(self.house.scope, Scene((Layer(UID_, window=WINDOW),), view), SIZE, quality)
        return (time.perf_counter() - began) * 1e3

    def limit(self) -> float:
        """Milliseconds to read, open and copy the same bytes with two threads."""
        forget_file(self.pack)
        refs = self.ticket.instances
        into = np.empty((len(refs), refs[0].extent.length), np.uint8)

        def take(part: int) -> None:
            for k in range(part, len(refs), 2):
                plain = self.reader.read(refs[k].extent.offset, refs[k].extent.length)
                into[k, : refs[k].extent.length] = np.frombuffer(plain.data, np.uint8)[: into.shape[1]]

        began = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(take, range(2)))
        return (time.perf_counter() - began) * 1e3


async def opening(ward: Ward) -> list[Row]:
    """Cold and again."""
    ward.arrive("warm-up")
    await ward.draw(ward.plane)
    await ward.draw(ward.plane, "high")
    cold, full, limits, again = [], [], [], []
    for k in range(3):
        limits.append(ward.limit())
        ward.arrive(f"cold {k}")
        began = time.perf_counter()
        cold.append(await ward.draw(ward.plane))
        await ward.draw(ward.plane, "high")
        full.append((time.perf_counter() - began) * 1e3)
        again.append(await ward.draw(ward.plane))
    machine = f"machine's limit {statistics.median(limits):.0f} ms"
    whole = Row("full volume, cold", statistics.median(full), 6 * statistics.median(limits), machine)
    return [Row("first MPR, cold", statistics.median(cold), 1000, machine), whole, Row("again", statistics.median(again), 300)]


async def giving_up(ward: Ward) -> Row:
    """How long a picture nobody wants any more still holds the crew."""
    await ward.draw(ward.surface)
    plain = statistics.median([await ward.draw(ward.plane) for _ in range(9)])
    late = []
    for k in range(15):
        task = asyncio.create_task(ward.draw(ward.surface, "high"))
        await asyncio.sleep(0.03 + 0.003 * k)
        task.cancel()
        began = time.perf_counter()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await ward.draw(ward.plane)
        late.append((time.perf_counter() - began) * 1e3 - plain)
    return Row("given up (median)", max(statistics.median(late), 0.0), 5, f"p95 {p95(late):.1f}, worst {max(late):.1f} ms")


def p95(times: list[float]) -> float:
    """The time that one in twenty takes longer than."""
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]


async def beside_others(ward: Ward, seconds: float) -> list[Row]:
    """An MPR while ten others turn 3D pictures."""
    frame = await ward.draw(ward.surface)
    alone = statistics.median([await ward.draw(ward.plane) for _ in range(9)])
    end, frames = time.perf_counter() + seconds, [0] * VIEWERS

    async def turn(viewer: int) -> None:
        while time.perf_counter() < end:
            angle = math.radians(3 * frames[viewer] + viewer)
            right = (math.cos(angle), math.sin(angle), 0.0)
            await ward.draw(dataclasses.replace(ward.surface, right=right, down=(0.0, 0.0, -1.0)))
            frames[viewer] += 1

    others = [asyncio.create_task(turn(viewer)) for viewer in range(VIEWERS)]
    times = []
    while time.perf_counter() < end:
        await asyncio.sleep(0.05)
        times.append(await ward.draw(ward.plane))
    await asyncio.gather(*others)
    beside = f"alone {alone:.1f} ms, one 3D frame {frame:.1f} ms, {len(times)} pictures"
    rates = [count / seconds for count in frames]
    turn_beside = f"{min(rates):.2f}-{max(rates):.2f} pictures/s, fewest/most {min(frames) / max(frames):.2f}"
    return [
        Row("MPR beside ten viewers (median)", statistics.median(times), alone + frame, beside),
        Row("MPR beside ten viewers (p95)", p95(times), alone + 2 * frame),
        Row("one viewer's turn of ten", 1000 / min(rates), FAIR * 1000 / max(rates), turn_beside),
    ]


async def measured(ward: Ward, seconds: float) -> list[Row]:
    """All rows."""
    rows = await opening(ward)
    rows.append(await giving_up(ward))
    return [*rows, *await beside_others(ward, seconds)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--slices", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=4.0)
    arguments = parser.parse_args()
    ready.compile_all(ready.VOLUME)
    crew = Crew(2)
    with tempfile.TemporaryDirectory() as folder:
        ward = Ward(Path(folder), arguments.slices, crew)
        try:
            rows = asyncio.run(measured(ward, arguments.seconds))
        finally:
            ward.made.stop()
            ward.shelf.close_all()
    for row in rows:
        row.show()
    missed = [row.name for row in rows if row.ms > row.limit_ms]
    result: dict[str, Any] = {"bench": "volume_open", "slices": arguments.slices, "rows": [dataclasses.asdict(row) for row in rows]}
    print(json.dumps(result | {"missed": missed}))
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
