"""How fluid the viewer is over slow lines: pictures a second, their age, and the time to the lossless one, beside the browser's own limit.

`just bench viewer_drag` (pages built, `../shared/data` there). A real browser drags for three seconds at 60 events a second; between
it and a stand-in for the server (real files, the product's renderer) stands a line with delay and rate. `events` are the pointer
moves a second that reached the page: no more pictures than these can be drawn. They go to the browser unawaited: whoever waits for
each one to be handled, as a test does, sends one in two or three frames and measures himself.

The limit is this browser on this machine: the same drag over a bare page that redraws one picture it has, in each frame of the screen.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from websockets.sync.client import ClientConnection, connect

ROOT = Path(__file__).resolve().parent.parent
STAND_IN = ROOT / "tests/e2e/viewer"
HEAD = "1.3.46.670589.33.1.27492712521914879309.27169771283235650014"
BOTTLENECK_BYTES = 256 * 1024
SEGMENT_BYTES = 1460
CLOSE_S = 0.2


@dataclass(frozen=True, slots=True)
class Line:
    """One way takes `delay_ms`; `mbit` a second fit through. 0 = no limit."""

    name: str
    delay_ms: float
    mbit: float


LINES = (Line("loopback", 0, 0), Line("10 ms / 100 Mbit", 5, 100), Line("40 ms / 20 Mbit", 20, 20))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: Line) -> None:
    """Bytes leave when the line has sent them, plus the delay; a small bottleneck buffer pushes back on the sender."""
    queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
    held = 0
    room = asyncio.Event()

    async def out() -> None:
        nonlocal held
        while True:
            at, data = await queue.get()
            if not data:
                break
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            writer.write(data)
            held -= len(data)
            room.set()
        writer.close()

    sender = asyncio.create_task(out())
    free_at = 0.0
    while data := await reader.read(SEGMENT_BYTES):
        while held > BOTTLENECK_BYTES:
            room.clear()
            await room.wait()
        free_at = max(free_at, time.monotonic()) + (len(data) * 8 / (line.mbit * 1e6) if line.mbit else 0)
        held += len(data)
        queue.put_nowait((free_at + line.delay_ms / 1e3, data))
    queue.put_nowait((0.0, b""))
    await sender


def serve_line(port: int, target: int, line: Line) -> None:
    """Run the line in a thread of its own, until the process ends."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", target)
        for end in (writer, server_writer):
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(_pump(reader, server_writer, line), _pump(server_reader, writer, line), return_exceptions=True)

    async def main() -> None:
        server = await asyncio.start_server(connected, "127.0.0.1", port)
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(main()), daemon=True).start()


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def own_socket(port: int, page: Page) -> str:
    """Where the browser's own protocol speaks for this page."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json", timeout=10) as answer:
        found = next(one for one in json.load(answer) if one["url"] == page.url)
    return str(found["webSocketDebuggerUrl"])


def move(browser: ClientConnection, number: int, x: float, y: float) -> None:
    """The pointer goes there with the left button held; nothing is waited for."""
    place = {"type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1}
    browser.send(json.dumps({"id": number, "method": "Input.dispatchMouseEvent", "params": place}))


def sweep(browser: ClientConnection) -> None:
    """Three seconds of moves, sixty a second."""
    started = time.perf_counter()
    for step in range(180):
        move(browser, step, 220 + step % 60, 100 + 4 * (step if step < 90 else 180 - step))
        time.sleep(max(0.0, started + (step + 1) / 60 - time.perf_counter()))


COUNT_MOVES = "window.moves = []; addEventListener('pointermove', () => window.moves.push(performance.now()), true)"
LAST_SECOND = "() => window.moves.filter((at) => window.moves.at(-1) - at < 1000).length"


def drag(page: Page, port: int, key: str) -> dict[str, float]:
    """Three seconds of one tool; what the performance panel says at the end, and the wait for the lossless picture."""
    page.keyboard.press(key)
    page.mouse.move(220, 100)
    page.mouse.down()
    with connect(own_socket(port, page), compression=None, close_timeout=CLOSE_S) as browser:
        sweep(browser)
        ended = time.perf_counter()
        # Read before the socket is left, which takes a while. The panel shows the last second and refreshes four times in it. Reading it
        # counts as waiting: the figure is an upper bound.
        text = page.get_by_role("region", name="Performance").inner_text()
        page.wait_for_function("() => document.querySelector('.dv-viewport').dataset.quality === 'lossless'", polling=5)
        lossless_ms = (time.perf_counter() - ended) * 1e3
    page.mouse.up()
    fps = re.search(r"Pictures a second\s+(\d+)", text)
    age = re.search(r"Age[^\d]*95 %\s+(\d+) / (\d+) ms", text)
    quality = re.search(r"Draft quality\s+(\w+)", text)
    assert fps
    assert age
    assert quality
    level = {"high": 1, "draft": 2, "small": 3}[quality.group(1)]
    return {
        "events": page.evaluate(LAST_SECOND),
        "fps": int(fps.group(1)),
        "age_ms": int(age.group(1)),
        "age_p95_ms": int(age.group(2)),
        "lossless_ms": round(lossless_ms),
        "level": level,
    }


BARE = """
<body style="margin:0;background:#000"><canvas width="512" height="512"></canvas><script>
const canvas = document.querySelector("canvas").getContext("2d", { alpha: false });
const picture = new OffscreenCanvas(512, 512);
const inside = picture.getContext("2d");
for (let row = 0; row < 512; row += 1) { inside.fillStyle = `hsl(${row} 50% 50%)`; inside.fillRect(0, row, 512, 1); }
window.drawn = [];
let frame = null;
addEventListener("pointermove", (event) => {
  frame ??= requestAnimationFrame((at) => { frame = null; canvas.drawImage(picture, event.clientX % 7, 0); window.drawn.push(at); });
});
</script>"""
LAST_DRAWN = "() => window.drawn.filter((at) => window.drawn.at(-1) - at < 1000).length"


def limit(page: Page, port: int) -> dict[str, float]:
    """The same three seconds of pointer moves with nothing behind them."""
    page.mouse.move(220, 100)
    page.mouse.down()
    with connect(own_socket(port, page), compression=None, close_timeout=CLOSE_S) as browser:
        sweep(browser)
        found = {"events": page.evaluate(LAST_SECOND), "fps": page.evaluate(LAST_DRAWN)}
    page.mouse.up()
    return found


def measured(port: int) -> tuple[dict[str, float], dict[str, dict[str, dict[str, float]]]]:
    """The browser alone, then every line, with the server at `port`."""
    inputs = free_port()
    found: dict[str, dict[str, dict[str, float]]] = {}
    with sync_playwright() as playwright:
        options = ["--no-sandbox", f"--remote-debugging-port={inputs}"]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = new_page(browser)
        page.route("**/bare", lambda route: route.fulfill(body=BARE, content_type="text/html"))
        page.goto(f"http://127.0.0.1:{port}/bare")
        bare = limit(page, inputs)
        page.close()
        for line in LINES:
            entry = port
            if line.delay_ms or line.mbit:  # else nothing is between them: a stand-in for nothing would take from the cores it measures
                entry = free_port()
                serve_line(entry, port, line)
            page = new_page(browser)
            page.goto(f"http://127.0.0.1:{entry}/studies/{HEAD}/view")
            page.wait_for_function("() => document.querySelector('.dv-viewport')?.dataset.quality === 'lossless'", timeout=60_000)
            page.keyboard.press("Control+Alt+p")
            found[line.name] = {"window": drag(page, inputs, "w"), "scroll": drag(page, inputs, "s")}
            page.close()
        browser.close()
    return bare, found


def new_page(browser: Browser) -> Page:
    """A page that counts the pointer's moves."""
    page = browser.new_page(viewport={"width": 780, "height": 560})
    page.add_init_script(COUNT_MOVES)
    return page


def main() -> None:
    """Measure every line, print a table and one JSON object."""
    pages = Path(os.environ.get("DIAPHANE_TEST_PAGES", ROOT / "src/diaphane/static"))
    data = ROOT.parent / "shared/data"
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DIAPHANE_MOCK_PAGES": str(pages), "DIAPHANE_MOCK_DATA": str(data)}
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port), "mock_view:app"]
    server = subprocess.Popen(command, cwd=STAND_IN, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/mock/studies", timeout=60).close()
                break
            except OSError:
                time.sleep(0.2)
        bare, found = measured(port)
    finally:
        server.terminate()
        server.wait(20)
    print(f"{'line':18} {'drag':7} {'events':>7} {'fps':>4} {'age ms':>7} {'p95':>5} {'lossless ms':>12} level")
    print(f"{'the browser alone':18} {'':7} {bare['events']:7} {bare['fps']:4}")
    for name, drags in found.items():
        for kind, row in drags.items():
            row["ratio"] = round(row["fps"] / bare["fps"], 2)
            rates = f"{row['events']:7} {row['fps']:4}"
            print(f"{name:18} {kind:7} {rates} {row['age_ms']:7} {row['age_p95_ms']:5} {row['lossless_ms']:12} {row['level']}")
    print(json.dumps({"bench": "viewer_drag", "limit": bare, "lines": found}))


if __name__ == "__main__":
    main()
