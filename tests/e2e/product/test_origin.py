"""Pictures of another series, slipped in between the real product and a real browser: never shown, told to the log, asked for again."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from tests.attack.served import Served
from tests.e2e.product.test_fusion import CT, FUSED, STS_001, fuse, settle, signed_in
from tests.e2e.product.test_made import same_in_another_page

from diaphane.stream.protocol import HEADER

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
FIRST, SECOND = slice(36, 44), slice(44, 52)


class Between:
    """The line of a viewer: while `swap` says so, fused pictures come with their marks exchanged; what each side says is noted."""

    def __init__(self, page: Page) -> None:
        self.swap, self.swapped, self.marks, self.complaints = False, 0, set[bytes](), list[str]()
        page.route_web_socket("**/api/view", self._route)

    def _route(self, browser: WebSocketRoute) -> None:
        server = browser.connect_to_server()

        def up(message: str | bytes) -> None:
            if isinstance(message, str) and "wrong" in message:
                self.complaints.append(message)
            server.send(message)

        def down(message: str | bytes) -> None:
            if isinstance(message, bytes) and len(message) > HEADER.size and any(message[SECOND]):
                self.marks.add(message[FIRST] + message[SECOND])
                if self.swap:
                    self.swapped += 1
                    message = message[:36] + message[SECOND] + message[FIRST] + message[52:]
            browser.send(message)

        browser.on_message(up)
        server.on_message(down)


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path) -> str:
    """The address of STS_001 in the viewer."""
    product.upload(shared_data / "petct/STS_001")
    return f"{product.facts()['url']}/studies/{STS_001}/view"


def test_a_picture_of_another_series_is_never_shown(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    line = Between(page)
    screen = fuse(page, study)
    assert line.complaints == []
    assert len(line.marks) == 1, "one pair of series, one pair of marks"
    before = screen.hash(FUSED), screen.hash(CT)

    line.swap = True
    screen.viewport(CT).focus()
    screen.press("3")
    page.wait_for_function("() => document.querySelector('[data-viewport=\"0\"]').dataset.quality === 'lossless'")
    until(page, lambda: len(line.complaints) >= 2)
    assert line.swapped >= 2, "it is asked for again"
    assert screen.hash(CT) != before[1], "the others go on"
    assert screen.hash(FUSED) == before[0], "what was there stays"
    expect(screen.viewport(FUSED)).not_to_have_attribute("data-quality", "lossless")

    line.swap = False
    settle(screen, 4)
    assert screen.hash(FUSED) != before[0]
    assert "picture.wrong_series" in (product.data / "logs" / "web.log").read_text()
    same_in_another_page(context, screen, 4, FUSED)
    context.close()


def until(page: Page, what: object) -> None:
    """Let the browser work until it is so."""
    assert callable(what)
    for _ in range(600):
        if what():
            return
        page.wait_for_timeout(100)
    pytest.fail("it did not become so within a minute")
