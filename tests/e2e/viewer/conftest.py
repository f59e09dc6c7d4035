"""The viewer in a real browser against a small stand-in for the server (`mock_view.py`): real files, the product's own pictures."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.e2e.viewer.screen import Screen

HERE = Path(__file__).resolve().parent
HEAD = "1.3.46.670589.33.1.27492712521914879309.27169771283235650014"
STS_001 = "1.3.6.1.4.1.14519.5.2.1.5168.1900.980314374925518526455629963929"

OpenViewer = Callable[..., Screen]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("e2e")


@dataclass(slots=True)
class StandIn:
    """The stand-in's process: it can be killed and started again on its port."""

    pages: Path
    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start and wait for the first answer."""
        environment = {
            **os.environ,
            "PYTHONPATH": str(HERE.parents[2]),
            "DIAPHANE_MOCK_PAGES": str(self.pages),
            "DIAPHANE_MOCK_DATA": str(self.data),
        }
        command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(self.port), "mock_view:app"]
        self.process = subprocess.Popen(command, cwd=HERE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/api/mock/studies", timeout=30).close()  # noqa: S310 (the mock on loopback)
            except OSError:
                time.sleep(0.1)
            else:
                return
        pytest.fail("the stand-in for the server did not start")

    def stop(self) -> None:
        """End it and its worker."""
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


@pytest.fixture(scope="session")
def pages(repository: Path) -> Path:
    """The built pages: `DIAPHANE_TEST_PAGES`, those of the package, or those of `npm run build`."""
    named = os.environ.get("DIAPHANE_TEST_PAGES")
    for folder in (Path(named) if named else None, repository / "src/diaphane/static", repository / "web/dist"):
        if folder and (folder / "index.html").is_file():
            return folder
    pytest.skip("the pages are not built (`just pages`)")


@pytest.fixture(scope="session")
def stand_in(pages: Path, shared_data: Path) -> Iterator[StandIn]:
    """The stand-in, running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = StandIn(pages, shared_data, port)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def open_viewer(stand_in: StandIn, browser: Browser) -> Iterator[OpenViewer]:
    """Open a study (STS_001: CT, PET and MR of one patient space) and wait for its lossless picture. No error may reach the console."""
    contexts = []
    errors: list[str] = []

    def opened(study: str = STS_001, fragment: str = "", size: tuple[int, int] = (1280, 800), **more: Any) -> Screen:  # noqa: ANN401
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB", **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{stand_in.url}/studies/{study}/view{fragment}")
        screen = Screen(page)
        screen.settle()
        return screen

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
