"""The work list as people use it: by keyboard alone, and live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pydicom
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


def told_apart(folder: Path) -> Path:
    """Three studies of one family; they differ in date, house and physician, and the first has a document."""
    made_up.cd(folder, ["Filter^Cora", "Filter^Anton", "Filter^Bea"], 1)
    for number, (date, house, doctor) in enumerate(
        (
            ("20200505", "Klinikum Nord", "Sommer^Sara"),
            ("20230101", "Praxis am Hafen", "Winter^Wim"),
            ("20210909", "Klinikum Nord", "Winter^Wim"),
        )
    ):
        file = folder / f"study{number}" / "0000.dcm"
        dataset = pydicom.dcmread(file)
        dataset.StudyDate, dataset.InstitutionName, dataset.ReferringPhysicianName = date, house, doctor
        dataset.save_as(file)
    (folder / "study0" / "letter.txt").write_text("of the house")
    return folder


def expect_rows(page: Page, *given: str) -> None:
    """These patients in this order, and no other."""
    expect(page.locator("[role=row] [data-column=patient]")).to_have_text([f"Filter, {name}" for name in given])


@pytest.fixture
def filtered(browser: Browser, product: Served, tmp_path: Path) -> Iterator[Desk]:
    """Of an account that holds these three and nothing else."""
    with desk(browser, product, viewport={"width": 1440, "height": 900}) as user:
        user.sign_up()
        for study in sorted(told_apart(tmp_path / "cd").iterdir()):
            user.visit("/upload")
            user.choose(study)
            expect(user.page.get_by_text("The upload is complete")).to_be_visible()
        user.visit("/studies")
        expect_rows(user.page, "Bea", "Anton", "Cora")
        yield user


def test_filters_by_house_physician_arrival_and_documents(filtered: Desk) -> None:
    """Each narrows the list, the address holds it, a reload shows the same, clearing takes it away."""
    page = filtered.page

    def field(label: str, text: str) -> None:
        page.get_by_role("button", name="Fields").click()
        page.get_by_role("textbox", name=label).fill(text)
        page.get_by_role("button", name="Apply").click()

    def holds(address: str, *given: str) -> None:
        page.wait_for_url(f"**/studies#{address}")
        expect_rows(page, *given)
        page.reload()
        expect_rows(page, *given)
        page.get_by_role("button", name="Clear all").click()
        page.wait_for_url(re.compile("/studies$"))
        expect_rows(page, "Bea", "Anton", "Cora")

    field("Institution", "klinikum")
    holds("inst=klinikum", "Bea", "Cora")
    field("Referring physician", "Winter")
    holds("ref=Winter", "Bea", "Anton")
    page.get_by_role("button", name="Has documents").click()
    holds("documents=1", "Cora")
    page.get_by_role("button", name="Received").first.click()
    page.get_by_role("button", name="Today").click()
    holds("since=today", "Bea", "Anton", "Cora")
    page.get_by_role("button", name="Received").first.click()
    page.get_by_label("Since the day").fill("2099-01-01")
    page.wait_for_url("**/studies#since=2099-01-01")
    expect(page.get_by_text("No study matches")).to_be_visible()
    page.reload()
    expect(page.get_by_text("No study matches")).to_be_visible()
    page.get_by_role("button", name="Clear all").first.click()
    expect_rows(page, "Bea", "Anton", "Cora")
    page.evaluate(TYPES_AND_PRESSES, "Has documents")
    holds("q=cora&documents=1", "Cora")


TYPES_AND_PRESSES = """name => {
    const field = document.querySelector('input[type=search]');
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, 'cora');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    [...document.querySelectorAll('button')].find(({ innerText }) => innerText === name).click();
}"""
"""Faster than the field's rest after the last letter."""


def test_clearing_takes_what_was_typed_a_moment_before(filtered: Desk) -> None:
    """With the rest of the filters, whether anything had been asked for it or not."""
    page = filtered.page
    page.clock.install()
    for address in ("documents=1", "q=bea&documents=1"):
        filtered.visit(f"/studies#{address}")
        page.get_by_role("row").nth(1).or_(page.get_by_text("No study matches")).wait_for()
        page.evaluate(TYPES_AND_PRESSES, "Clear all")
        page.clock.run_for(2000)
        expect_rows(page, "Bea", "Anton", "Cora")
        expect(page.get_by_role("searchbox")).to_have_value("")
        page.wait_for_url(re.compile("/studies$"))


def test_columns_are_made_wider_and_narrower_by_keys(filtered: Desk) -> None:
    """The edge of each column is a splitter that says its value; what the keys make of it stays, and Enter takes it back."""
    page = filtered.page
    head = page.get_by_role("columnheader", name="Patient", exact=True)
    edge = page.get_by_role("separator", name="Width of Patient", exact=True)
    expect(page.get_by_role("separator")).to_have_count(page.get_by_role("columnheader").count())

    def wide() -> float:
        value, box = edge.get_attribute("aria-valuenow"), head.bounding_box()
        assert value is not None
        assert box is not None
        assert abs(box["width"] - float(value)) < 1
        return float(value)

    usual = wide()
    edge.focus()
    for key, change in (("ArrowRight", 8), ("ArrowLeft", -8), ("Shift+ArrowRight", 40)):
        before = wide()
        edge.press(key)
        expect(edge).to_have_attribute("aria-valuenow", str(round(before + change)))
        wide()
    expect(page.locator("[aria-selected=true]")).to_have_count(0)  # the rows' keys did not act
    page.reload()
    expect(edge).to_have_attribute("aria-valuenow", str(round(usual + 40)))
    edge.press("Home")
    expect(edge).to_have_attribute("aria-valuenow", edge.get_attribute("aria-valuemin") or "")
    edge.press("Enter")
    expect(edge).to_have_attribute("aria-valuenow", str(round(usual)))
    page.wait_for_url(re.compile("/studies$"))
    growing = page.get_by_role("separator", name="Width of Description", exact=True)
    taken = int(growing.get_attribute("aria-valuenow") or "")
    growing.press("ArrowLeft")
    expect(growing).to_have_attribute("aria-valuenow", str(taken - 8))
    described = page.get_by_role("columnheader", name="Description", exact=True).bounding_box()
    assert described is not None
    assert abs(described["width"] - (taken - 8)) < 1


def test_sorts_by_every_column_that_sorts(filtered: Desk) -> None:
    """A press on a head sorts, another turns it round where the server can; head, rows and address agree, also after a reload."""
    page = filtered.page
    for column, presses in {
        "Patient": (("patient_name", "ascending", "Anton Bea Cora"),),
        "Study date": (("-study_date", "descending", "Anton Bea Cora"), ("study_date", "ascending", "Cora Bea Anton")),
        "Received": (("-received", "descending", "Bea Anton Cora"), ("received", "ascending", "Cora Anton Bea")),
    }.items():
        head = page.get_by_role("columnheader", name=column, exact=True)
        for sort, direction, order in presses:
            head.get_by_role("button").click()
            page.wait_for_url(re.compile("/studies$" if sort == "-received" else f"/studies#sort={sort}$"))
            expect(head).to_have_attribute("aria-sort", direction)
            expect_rows(page, *order.split())
        page.reload()
        expect(head).to_have_attribute("aria-sort", direction)
        expect_rows(page, *order.split())


ALL_PAGES = 5  # of so many studies, a smaller one first
MANY = 900  # more than the pages from both ends


def test_the_last_of_many_is_one_key_away(browser: Browser, product: Served, tmp_path: Path) -> None:
    """End asks for the last page, not for all before it; what lies between comes when the reader does, and moves nothing in sight."""
    names = [f"N{number:03}" for number in range(MANY)]
    with desk(browser, product) as user:
        page = user.page
        user.sign_up()
        user.visit("/upload")
        user.choose(made_up.cd(tmp_path / "cd", [f"Reihe^{name}" for name in names], 1), f"Send {MANY} files")
        expect(page.get_by_text("The upload is complete")).to_be_visible()
        asked: list[Any] = []
        page.on("request", lambda request: asked.append(request.post_data_json) if request.url.endswith("/search") else None)
        chosen, empty = page.locator("[aria-selected=true]"), page.locator("[role=row][aria-hidden]")
        for address, rows in (("sort=patient_name", MANY + 1), ("q=reihe&sort=patient_name", -1)):  # counted, and not
            asked.clear()
            user.visit(f"/studies#{address}")
            expect(page.get_by_role("row").nth(1)).to_contain_text(names[0])
            page.keyboard.press("End")
            expect(chosen).to_contain_text(names[-1])
            expect(chosen).to_be_in_viewport()
            expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(rows))
            from_top = [one for one in asked if not one.get("last")]
            assert len(from_top) < ALL_PAGES
            assert len(asked) > len(from_top)
            assert page.get_by_role("row").count() < 80
            page.keyboard.press("Home")
            expect(chosen).to_contain_text(names[0])
            expect(chosen).to_be_in_viewport()
            page.keyboard.press("End")
            for at in range(MANY - 1, 0, -12):  # to the top, over where nothing was loaded
                expect(chosen).to_contain_text(names[at])
                expect(chosen).to_be_in_viewport(ratio=1)
                expect(empty).to_have_count(0)
                page.keyboard.press("PageUp")
            expect(chosen).to_contain_text(names[0])
            expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(MANY + 1))
