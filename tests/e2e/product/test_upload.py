"""The upload page as people use it: thousands of files at once, a reload in the middle, a net that drops, a server that dies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SMALL_BATCH_BYTES = 30_000
MANY_MS = 400_000  # some seconds on a machine of its own; a crowded one reads ten files a second


@pytest.fixture
def user(browser: Browser, product: Served) -> Iterator[Desk]:
    with desk(browser, product) as made:
        made.sign_up()
        made.visit("/upload")
        yield made


class Tickets:
    """What the server answered to each manifest. Batches become small, so that there are many of them to stop between."""

    def __init__(self, page: Page) -> None:
        self.missing: list[int] = []
        page.route("**/api/uploads", self._answer)

    def _answer(self, route: Route) -> None:
        answer = route.fetch()
        ticket: dict[str, Any] = answer.json()
        self.missing.append(len(ticket["missing"]))
        route.fulfill(response=answer, json={**ticket, "batch_bytes": SMALL_BATCH_BYTES})


class Gate:
    """Lets some batches through to the server; the others wait until the page is gone or the gate opens and breaks them off."""

    def __init__(self, page: Page, through: int) -> None:
        self._page, self._through = page, through
        self._held: list[Route] = []
        page.route("**/batch", self._one)

    def _one(self, route: Route) -> None:
        if self._through > 0:
            self._through -= 1
            route.continue_()
        else:
            self._held.append(route)

    def wait(self, acknowledged: int) -> None:
        """Until the page has read so many acknowledgements."""
        self._page.wait_for_function(
            """count => performance.getEntriesByType('resource')
                 .filter(e => e.name.endsWith('/batch') && e.responseStatus === 200).length >= count""",
            arg=acknowledged,
        )

    def open(self) -> None:
        """From now on everything passes; what waited fails as it does when a net drops."""
        self._page.unroute("**/batch")
        for route in self._held:
            route.abort("internetdisconnected")


@pytest.mark.timeout(900)
def test_two_thousand_files_in_one_go(user: Desk, tmp_path: Path) -> None:
    """Four patients, grouped before anything is sent; one is left out; the others are in the list with all their images."""
    page = user.page
    cd = made_up.cd(tmp_path / "cd", ["Ahorn^Adele", "Birke^Bruno", "Eibe^Emma", "Fichte^Franz"], 500)
    page.get_by_test_id("folder-input").set_input_files(cd)
    page.get_by_role("button", name="Send 2,000 files").wait_for(timeout=MANY_MS)
    expect(page.get_by_text("4 different patients")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="Fichte, Franz").get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Send 1,500 files").click()
    expect(page.get_by_text("The upload is complete")).to_be_visible(timeout=MANY_MS)
    expect(page.get_by_text("1,500 files stored")).to_be_visible()
    page.get_by_role("link", name="Studies", exact=True).first.click()
    expect(page.get_by_text("3 studies", exact=True)).to_be_visible()
    page.get_by_role("row").filter(has_text="Birke, Bruno").click()
    page.keyboard.press("Space")
    expect(page.get_by_role("complementary", name="Preview of the study")).to_contain_text("1 series, 500 images")
    user.expect_title_without("Birke", "MU-0001")


def test_resumes_after_a_reload(user: Desk, tmp_path: Path) -> None:
    """What was acknowledged before the reload is not sent again, and the page says that an upload was interrupted."""
    page = user.page
    tickets, gate = Tickets(page), Gate(page, through=4)
    cd = made_up.cd(tmp_path / "cd", ["Linde^Lea"], 200)
    user.choose(cd)
    gate.wait(4)
    expect(page.get_by_text(re.compile(r"Sending and sealing.*\d+ %"))).to_be_visible()
    page.once("dialog", lambda asked: asked.accept())
    page.reload()
    page.unroute("**/batch")
    expect(page.get_by_text("An upload was interrupted")).to_be_visible()
    user.choose(cd)
    expect(page.get_by_text("The upload is complete")).to_be_visible()
    first, second = tickets.missing
    assert first == 200
    assert 0 < second < first
    expect(page.get_by_text(f"{second} files stored")).to_be_visible()
    expect(page.get_by_text(f"{first - second} files were already there")).to_be_visible()
    user.visit("/upload")
    page.get_by_test_id("folder-input").wait_for(state="attached")
    expect(page.get_by_text("An upload was interrupted")).to_be_hidden()


def test_goes_on_by_itself_when_net_and_server_come_back(user: Desk, product: Served, tmp_path: Path) -> None:
    """The net drops, then the web process is killed: the page says so and goes on without a hand."""
    page = user.page
    Tickets(page)
    gate = Gate(page, through=2)
    user.choose(made_up.cd(tmp_path / "cd", ["Ulme^Udo"], 200))
    gate.wait(2)
    user.context.set_offline(True)
    gate.open()
    expect(page.get_by_text("The upload goes on by itself")).to_be_visible()
    product.web().kill()
    user.context.set_offline(False)
    expect(page.get_by_text("The upload is complete")).to_be_visible()
    expect(page.get_by_text("200 files stored")).to_be_visible()
