"""The work list as people use it: by keyboard alone, and live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.attack.served import Served
from tests.e2e.product import made_up
from tests.e2e.product.desk import Desk, desk

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STUDY_PAGE = re.compile(r"/studies/[\d.]+$")


@pytest.fixture
def owner(browser: Browser, product: Served) -> Iterator[Desk]:
    """Of the account whose token the command line has."""
    with desk(browser, product) as made:
        facts = product.facts()
        made.post("/api/log-in", {"email": facts["user"], "password": facts["password"]})
        yield made


def selected(page: Page) -> str:
    """The first words of the row the keys act on."""
    return page.locator("[role=row][aria-selected=true] [data-column=patient]").inner_text()


def test_the_work_list_by_keyboard_alone(owner: Desk, product: Served, tmp_path: Path) -> None:
    """Search, move, look, open and come back without a mouse; the address holds the search, Back the place."""
    page = owner.page
    product.upload(made_up.cd(tmp_path / "cd", ["Zeder^Anna", "Zeder^Berta", "Zeder^Carla"], 2))
    owner.visit("/studies")
    page.get_by_role("row").nth(1).wait_for()
    page.keyboard.press("/")
    page.keyboard.type("zeder")
    expect(page.get_by_text("3 studies", exact=True)).to_be_visible()
    page.wait_for_url("**/studies#q=zeder")
    page.keyboard.press("Enter")
    expect(page.locator("#studies-list")).to_be_focused()
    first = selected(page)
    page.keyboard.press("j")
    expect(page.locator("[role=row][aria-selected=true] [data-column=patient]")).not_to_have_text(first)
    second = selected(page)
    page.keyboard.press("Space")
    preview = page.get_by_role("complementary", name="Preview of the study")
    expect(preview).to_contain_text(second)
    page.keyboard.press("Escape")
    expect(preview).to_be_hidden()
    page.keyboard.press("i")
    page.wait_for_url(STUDY_PAGE)
    expect(page.get_by_role("heading", level=1)).to_have_text(second)
    owner.expect_title_without("Zeder", "MU-000")
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("zeder")
    expect(page.locator("[aria-selected=true]")).to_contain_text(second)
    page.keyboard.press("Enter")
    page.wait_for_url("**/view*")
    owner.expect_title_without("Zeder", "MU-000")
    page.go_back()
    page.keyboard.press("/")
    page.keyboard.type("zzz")
    expect(page.get_by_text("No study matches")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("No study matches")).to_be_hidden()
    page.wait_for_url(re.compile("/studies$"))


def test_new_studies_arrive_without_moving_the_list(owner: Desk, product: Served, tmp_path: Path) -> None:
    """At the top a study appears by itself; a reader who chose a row keeps it."""
    page = owner.page
    owner.visit("/studies#q=tanne")
    expect(page.get_by_text("No study matches")).to_be_visible()
    expect(page.get_by_role("img", name="New studies appear by themselves")).to_be_visible()
    product.upload(made_up.cd(tmp_path / "one", ["Tanne^Timo"], 1))
    row = page.get_by_role("row").filter(has_text="Tanne, Timo")
    expect(row).to_be_visible()
    row.click()
    product.upload(made_up.cd(tmp_path / "two", ["Tanne^Thea"], 1))
    expect(page.get_by_role("row").nth(1)).to_contain_text("Tanne, Thea")
    assert selected(page) == "Tanne, Timo"


def test_keys_after_a_search_wait_for_its_answer(owner: Desk, product: Served, tmp_path: Path) -> None:
    """Whoever types a name and two Enters never opens a patient of the list before, however slow the answer is."""
    page = owner.page
    product.upload(made_up.cd(tmp_path / "one", ["Weide^Wanda"], 1))
    product.upload(made_up.cd(tmp_path / "two", ["Zuletzt^Zora"], 1))
    owner.visit("/studies")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Zuletzt, Zora")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/studies/search", hold)
    page.keyboard.press("/")
    page.keyboard.type("weide wanda")
    page.keyboard.press("Enter")
    page.keyboard.press("i")
    page.wait_for_url("**/studies#q=weide*")
    page.keyboard.press("i")
    for route in held:
        route.continue_()
    page.unroute("**/api/studies/search")
    expect(page.locator("[aria-selected=true]")).to_contain_text("Weide, Wanda")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_have_text("Weide, Wanda")
