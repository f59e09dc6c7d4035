"""A part of the pages that cannot be fetched: the page starts anew, once, and says so if that does not help."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect
from tests.attack.served import Served
from tests.e2e.product.desk import desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]


class Losing:
    """Loses the first so many answers for parts of the upload page of one kind."""

    def __init__(self, times: int) -> None:
        self.times, self.asked = times, 0

    def __call__(self, route: Route) -> None:
        self.asked += 1
        if self.asked <= self.times:
            route.abort("connectionreset")
        else:
            route.continue_()


@pytest.mark.parametrize("kind", ["js", "css"])
def test_a_lost_part_is_fetched_anew(browser: Browser, product: Served, kind: str) -> None:
    with desk(browser, product) as user:
        user.sign_up()
        user.visit("/studies")
        losing = Losing(1)
        user.page.route(f"**/assets/UploadPage-*.{kind}", losing)
        user.page.get_by_role("link", name="Upload").first.click()
        expect(user.page.get_by_role("region", name="Drop files here")).to_be_visible()
        assert losing.asked == 2
        user.faults.clear()


def test_a_part_that_stays_lost_is_said(browser: Browser, product: Served) -> None:
    """No loop of new starts, and the reader can try again."""
    with desk(browser, product) as user:
        user.sign_up()
        user.visit("/studies")
        losing = Losing(1000)
        user.page.route("**/assets/UploadPage-*.css", losing)
        user.page.get_by_role("link", name="Upload").first.click()
        expect(user.page.get_by_text("This did not work")).to_be_visible()
        assert losing.asked <= 4
        user.faults.clear()
