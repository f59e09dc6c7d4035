"""Thirty viewers on one machine, each dragging, and what one that floods does to the others (ABUSE 60).

    just bench crowd [--viewers 30] [--seconds 8] [--size 512] [--folder DIR]

The real product; clients are sockets without a browser that keep the browser's rules: whole state sixty times a second, newest wins,
a window of 1 to 6 credits that grows and shrinks by measured delay, the quality ladder. `age` is from the state's change to its picture
in the client's hand. Beside it the same run with one viewer (the limit of this machine) and with one more that floods: 1,000
requests a second with random parameters and no credits. Targets: p95 of all < 150 ms, nobody below half the median's pictures,
p95 with the flood < 1.5 times without it. Clients, TLS and server share the cores.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import json
import os
import random
import shutil
import ssl
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pydicom
import websockets
from websockets.asyncio.client import ClientConnection

from diaphane.stream.protocol import FAILED, HEADER, SKIPPED
from ingest import Client, ours, served, slices

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SLICES = 60
EVERY_S = 1 / 60
CALM_S, CROWDED_S, SHRINK, WIDEST = 0.025, 0.060, 0.7, 6.0


@dataclass
class Viewer:
    """One reader: pictures drawn and their ages in seconds."""

    series: str
    size: int
    ages: list[float] = field(default_factory=list)
    failed: int = 0
    window: float = 4.0
    level: int = 1
    in_flight: int = 0
    best: dict[int, float] = field(default_factory=dict)
    shrunk_at: float = 0.0
    stepped_at: float = 0.0
    wide_since: float | None = None

    def request(self, seq: int, frame: int, width: int) -> str:
        """The whole state of the one viewport."""
        layer = {"series_uid": self.series, "window": {"center": 40, "width": width}}
        return json.dumps(
            {"v": 0, "q": seq, "s": {"layers": [layer], "view": {"kind": "stack", "frame": frame}}, "l": self.level, "px": [self.size] * 2}
        )

    def drawn(self, level: int, took: float, now: float) -> None:
        """The pace of web/src/viewer/pace.ts."""
        self.best[level] = min(took, self.best.get(level, took))
        over = took - self.best[level]
        if over < CALM_S:
            self.window = min(WIDEST, self.window + 1 / self.window)
        elif over > CROWDED_S and now - self.shrunk_at >= took:
            self.window, self.shrunk_at = max(1.0, self.window * SHRINK), now
        self.wide_since = (self.wide_since or now) if self.window >= 5.5 else None
        if now - self.stepped_at < 0.6:
            return
        if self.window < 2.5 and self.level < 3:
            self.level, self.stepped_at, self.wide_since = self.level + 1, now, None
        elif self.wide_since is not None and now - self.wide_since >= 1.5 and self.level > 1:
            self.level, self.stepped_at, self.wide_since = self.level - 1, now, None


async def drag(viewer: Viewer, connect: Any, seconds: float, number: int) -> None:  # noqa: ANN401 (opens a socket)
    """Window/level on every event, another slice on every fourth, for so long."""
    async with connect() as socket:
        sent: dict[int, tuple[float, float, int]] = {}
        wish: list[tuple[float, str, int, int]] = []
        seq = 0

        def pump() -> Any:  # noqa: ANN401 (a coroutine or None)
            nonlocal seq
            if not wish or viewer.in_flight >= int(viewer.window):
                return None
            changed, _, frame, width = wish.pop()
            seq += 1
            sent[seq] = (changed, time.monotonic(), viewer.level)
            viewer.in_flight += 1
            return socket.send(viewer.request(seq, frame, width))

        async def read() -> None:
            async for message in socket:
                assert isinstance(message, bytes)
                head = HEADER.unpack_from(message)
                changed, at, level = sent.pop(head[4])
                viewer.in_flight -= 1
                now = time.monotonic()
                if head[3] & FAILED:
                    viewer.failed += 1
                elif not head[3] & SKIPPED:
                    viewer.ages.append(now - changed)
                    viewer.drawn(level, now - at, now)
                if (sending := pump()) is not None:
                    await sending

        reading = asyncio.create_task(read())
        began = time.monotonic()
        event = 0
        while time.monotonic() - began < seconds:
            event += 1
            frame = (number * 7 + event // 4) % SLICES
            wish[:] = [(time.monotonic(), "", frame, 200 + event % 800)]
            if (sending := pump()) is not None:
                await sending
            await asyncio.sleep(max(0.0, began + event * EVERY_S - time.monotonic()))
        reading.cancel()


async def flood(series: str, connect: Any, seconds: float) -> None:  # noqa: ANN401 (opens a socket)
    """A thousand different pictures a second, answers thrown away. Who is cut off for it comes back at once."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(websockets.ConnectionClosed):
            async with connect() as socket:
                await _flooded(series, socket, end)


async def _flooded(series: str, socket: Any, end: float) -> None:  # noqa: ANN401 (a socket)
    async def swallow() -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for _ in socket:
                pass

    rng = random.Random(1)
    viewer, seq = Viewer(series, 1024, level=0), 0
    reading = asyncio.create_task(swallow())
    try:
        while time.monotonic() < end:
            for _ in range(20):
                seq += 1
                message = viewer.request(seq, rng.randrange(SLICES), rng.randrange(1, 4000)).replace('"v": 0', f'"v": {rng.randrange(16)}')
                await socket.send(message)
            await asyncio.sleep(0.02)
    finally:
        reading.cancel()


def summary(viewers: Sequence[Viewer], seconds: float) -> dict[str, float]:
    """Pictures a second and ages in ms over all viewers; `worst` of the viewer who fared worst."""
    ages = sorted(age * 1e3 for viewer in viewers for age in viewer.ages)
    counts = [len(viewer.ages) for viewer in viewers]
    worst = max(_p95(viewer.ages) * 1e3 for viewer in viewers)
    return {
        "viewers": len(viewers),
        "fps": round(statistics.median(counts) / seconds, 1),
        "least_fps": round(min(counts) / seconds, 1),
        "all_fps": round(sum(counts) / seconds),
        "age_ms": round(statistics.median(ages)) if ages else 0,
        "p95_ms": round(ages[int(len(ages) * 0.95)]) if ages else 0,
        "worst_p95_ms": round(min(worst, seconds * 1e3)),
        "failed": sum(viewer.failed for viewer in viewers),
        "level": round(statistics.mean(viewer.level for viewer in viewers), 1),
    }


def _p95(values: Sequence[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)] if values else float("inf")


async def measure(facts: Mapping[str, Any], series: str, count: int, seconds: float, size: int) -> dict[str, dict[str, float]]:
    """Alone, the crowd, the crowd with a flood."""
    tls = ssl.create_default_context(cafile=facts["ca"])
    url = facts["url"].rstrip("/").replace("https", "wss") + "/api/view"

    def connect() -> ClientConnection:
        headers = {"Authorization": f"Bearer {facts['token']}"}
        return websockets.connect(url, ssl=tls, additional_headers=headers, compression=None, max_size=None)  # type: ignore[return-value]  # awaited as a context

    async with connect() as socket:  # every slice once: what is measured is dragging, not opening
        for frame in range(SLICES):
            await socket.send(Viewer(series, size).request(frame, frame, 400))
            await socket.recv()
    found = {}
    for name, many, flooded in (("alone", 1, False), ("crowd", count, False), ("crowd and a flood", count, True)):
        viewers = [Viewer(series, size) for _ in range(many)]
        jobs = [drag(viewer, connect, seconds, number) for number, viewer in enumerate(viewers)]
        await asyncio.gather(*jobs, *([flood(series, connect, seconds)] if flooded else []))
        found[name] = summary(viewers, seconds)
    return found


def prepare(facts: Mapping[str, Any], port: int, notes: Path) -> str:
    """One series to look at."""
    if not notes.exists():
        pixels = [
            data.PixelData for data in map(pydicom.dcmread, sorted((DATA / "ct" / "head_philips_141").iterdir())) if "PixelData" in data
        ]
        files = slices(SLICES, "Crowd^Bench", pixels[20:])
        ours(Client(dict(facts), port), files)
        notes.write_text(str(pydicom.dcmread(io.BytesIO(files[0]), stop_before_pixels=True).SeriesInstanceUID))
    return notes.read_text()


def main() -> None:
    """Print a table and one JSON line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--viewers", type=int, default=30)
    options.add_argument("--seconds", type=float, default=8)
    options.add_argument("--size", type=int, default=512)
    options.add_argument("--port", type=int, default=8651)
    options.add_argument("--folder", type=Path, help="keep the product's data here and use it again")
    arguments = options.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="bench-crowd-"))
    folder.mkdir(exist_ok=True)
    try:
        with served(folder, arguments.port) as facts:
            series = prepare(facts, arguments.port, folder / "crowd.txt")
            found = asyncio.run(measure(facts, series, arguments.viewers, arguments.seconds, arguments.size))
    finally:
        if arguments.folder is None:
            shutil.rmtree(folder)
    columns = ("viewers", "fps", "least_fps", "all_fps", "age_ms", "p95_ms", "worst_p95_ms", "level", "failed")
    print(f"{'':18}" + "".join(f"{column:>14}" for column in columns))
    for name, row in found.items():
        print(f"{name:18}" + "".join(f"{row[column]:>14}" for column in columns))
    print(json.dumps({"bench": "crowd", "runs": found, "load": os.getloadavg()[0]}))


if __name__ == "__main__":
    main()
