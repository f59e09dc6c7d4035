"""PET over CT and 3D in a real browser on the real product: true at 0 and 100 %, one crosshair, a body that turns; desktop and phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.attack.served import Served
from tests.e2e.viewer.screen import Screen, read_link

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PATIENCE_MS = 180_000
CT, PET, FUSED, MIP = range(4)
STS_001 = "1.3.6.1.4.1.14519.5.2.1.5168.1900.980314374925518526455629963929"
"""Its Study Instance UID."""
SETTLED = "n => document.querySelectorAll('.dv-viewport[data-quality=lossless]:not([hidden])').length >= n"
MOVED = """old => document.querySelector("[data-viewport='0'] .dv-bl").innerText.split("\\n").at(-1) !== old"""


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path) -> str:
    """The address of STS_001 (CT, PET and MR of a thigh) in the viewer."""
    product.upload(shared_data / "petct/STS_001")
    return f"{product.facts()['url']}/studies/{STS_001}/view"


def signed_in(browser: Browser, product: Served, **screen: Any) -> BrowserContext:  # noqa: ANN401 (playwright's options)
    context = browser.new_context(ignore_https_errors=True, **screen)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    facts = product.facts()
    page.goto(f"{facts['url']}/log-in")
    page.get_by_label("E-mail").fill(facts["user"])
    page.get_by_label("Password", exact=True).fill(facts["password"])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/studies*")
    return context


def opened(page: Page, address: str) -> Screen:
    """The study's first series, wholly there."""
    page.goto(address)
    page.wait_for_selector(".dv-viewport[data-quality=lossless]", timeout=PATIENCE_MS)
    return Screen(page)


def arrangement(page: Page) -> Any:  # noqa: ANN401 (JSON)
    """What the address says is on the screen."""
    Screen(page).address_still()
    return read_link(page.evaluate("location.hash"))


def fuse(page: Page, address: str) -> Screen:
    """The study in the fusion layout, everything drawn."""
    page.goto(address)
    screen = Screen(page)
    page.wait_for_selector(".dv-viewport[data-quality=lossless]")
    screen.viewport().focus()
    screen.press("Shift+F")
    expect(screen.viewport(FUSED).locator(".dv-br")).to_contain_text("PT 50 %", timeout=PATIENCE_MS)
    settle(screen, 4)
    return screen


def settle(screen: Screen, pictures: int) -> None:
    page = screen.page
    screen.frame()  # what was done a moment ago is on its way
    page.wait_for_function(SETTLED, arg=pictures, timeout=PATIENCE_MS)


def test_fusion_and_3d_on_a_desktop(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    screen = fuse(page, study)
    assert "SUVbw 0–10" in screen.corner("br", FUSED)
    mix(screen)
    link(screen)

    # The link is exactly this view.
    other = context.new_page()
    other.goto(page.url)
    there = Screen(other)
    other.wait_for_selector(".dv-viewport")
    settle(there, 4)
    assert there.hash(FUSED) == screen.hash(FUSED)
    other.close()

    turn_in_3d(screen)
    assert not errors
    context.close()


def mix(screen: Screen) -> None:
    """0 % is the CT to the bit, 100 % does not know the CT any more; the range is numbers in every picture of the series."""
    page = screen.page
    half = screen.pixels(FUSED)
    bar = page.get_by_role("toolbar", name="Fusion")
    bar.get_by_role("button", name="CT", exact=True).click()
    settle(screen, 4)
    assert np.array_equal(screen.pixels(FUSED), screen.pixels(CT))
    bar.get_by_role("button", name="PT", exact=True).click()
    expect(bar.get_by_label("Opacity", exact=True)).to_have_text("100 %")
    settle(screen, 4)
    alone = screen.pixels(FUSED)
    assert not np.array_equal(alone, half)
    before = screen.hash(CT)
    screen.viewport(CT).focus()
    screen.press("3")
    settle(screen, 4)
    assert screen.window(CT) == screen.window(FUSED) == (1500, -600)
    assert screen.hash(CT) != before
    inside = screen.pixels(PET).any(axis=2)  # inverted grey: black is outside of the PET, where the CT stays
    assert np.array_equal(screen.pixels(FUSED)[inside], alone[inside])
    bar.get_by_label("Highest value").fill("4")
    bar.get_by_label("Highest value").press("Enter")
    settle(screen, 4)
    assert "SUVbw 0–4" in screen.corner("br", FUSED)
    assert screen.window(PET) == screen.window(MIP) == (4, 2)


def link(screen: Screen) -> None:
    """One point in all of them: planes scroll together, the MIP leads to the hottest voxel on the ray."""
    page = screen.page
    page.mouse.move(*screen.middle(CT))
    page.mouse.wheel(0, 120)
    settle(screen, 4)
    places = {screen.corner("bl", index).splitlines()[-1] for index in (CT, PET, FUSED)}
    assert len(places) == 1
    page.mouse.click(*screen.middle(MIP, 0.5, 0.42))
    page.wait_for_function(
        "old => document.querySelector('[data-viewport=\"0\"] .dv-bl').innerText.split('\\n').at(-1) !== old", arg=places.pop()
    )
    settle(screen, 4)
    shown = arrangement(page)
    at = shown["scenes"][CT]["view"]["centre_mm"][2]
    assert shown["cursor"]["point_mm"][2] == pytest.approx(at, abs=1e-3)


def turn_in_3d(screen: Screen) -> None:
    """The body turns with the pointer, the cube brings it back, a preset and a crop change what is seen."""
    page = screen.page
    screen.viewport(CT).focus()
    screen.press("Shift+V")
    expect(screen.viewport(0).locator(".dv-bl")).to_contain_text("3D", timeout=PATIENCE_MS)
    settle(screen, 1)
    front = screen.hash()
    assert screen.letters() == "R L H F"
    screen.drag(screen.middle(), (140, 0))
    settle(screen, 1)
    assert "RAO" in screen.corner("bl")
    assert screen.hash() != front
    screen.viewport().locator("[data-face=A]").click()
    settle(screen, 1)
    assert screen.hash() == front
    screen.viewport().focus()
    screen.press("3")
    settle(screen, 1)
    skin = screen.hash()
    assert skin != front
    screen.press("Shift+C")
    handle = screen.viewport().locator("[data-side='01'] circle").last
    box = handle.bounding_box()
    assert box
    screen.drag((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), (-120, 0))
    settle(screen, 1)
    assert screen.hash() != skin
    low, high = arrangement(page)["scenes"][0]["view"]["crop_mm"]
    assert high[0] - low[0] > 10


def test_fusion_and_3d_on_a_phone(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.pages[0]
    screen = fuse(page, study)
    bar = page.get_by_role("toolbar", name="Fusion")
    bar.get_by_role("button", name="PT", exact=True).tap()
    expect(bar.get_by_label("Opacity", exact=True)).to_have_text("100 %")
    settle(screen, 4)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in bar.get_by_role("button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
    # One finger turns the MIP.
    was = screen.hash(MIP)
    x, y = screen.middle(MIP)
    touch = context.new_cdp_session(page)
    for kind, points in (("touchStart", [(x, y)]), *[("touchMove", [(x + 8 * step, y)]) for step in range(1, 8)], ("touchEnd", [])):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": px, "y": py} for px, py in points]})
    expect(screen.viewport(MIP).locator(".dv-bl")).to_contain_text("RAO")
    settle(screen, 4)
    assert screen.hash(MIP) != was
    context.close()


def test_the_bar_is_one_row_beside_the_series_in_german(browser: Browser, product: Served, study: str) -> None:
    """Its longest words on the smallest screen of a workstation: height is the pictures'."""
    known = signed_in(browser, product)
    context = browser.new_context(
        ignore_https_errors=True, locale="de-DE", viewport={"width": 1024, "height": 768}, storage_state=known.storage_state()
    )
    page = context.new_page()
    fuse(page, study)
    bar = page.get_by_role("toolbar", name="Fusion")
    expect(bar.get_by_role("button", name="Wie in den Dateien")).to_be_in_viewport(ratio=1)
    box = bar.bounding_box()
    assert box
    assert box["height"] <= 48
    context.close()
    known.close()


def test_nine_small_pictures_and_their_bar_on_a_phone(browser: Browser, product: Served, study: str) -> None:
    """Numbers are whole, the bar is one row whose end can be reached, lines move without handles in the way."""
    context = signed_in(browser, product, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.pages[0]
    screen = fuse(page, study)
    screen.viewport().focus()
    screen.press("Shift+G")
    settle(screen, 9)
    assert screen.viewport().locator(".dv-axis").count() == 2
    assert screen.viewport().locator(".dv-handle").count() == 0
    for index in range(9):
        corner = screen.viewport(index).locator(".dv-br")
        assert re.search(r"W [\d.]+\s+L -?[\d.]+", corner.inner_text())
        assert corner.evaluate("corner => corner.scrollWidth <= corner.clientWidth"), "nothing of it is cut"
    bar = page.get_by_role("toolbar", name="Fusion")
    box = bar.bounding_box()
    assert box
    assert box["height"] <= 60
    alignment = bar.get_by_role("button", name="Alignment")
    alignment.tap()
    expect(page.get_by_role("button", name="Register")).to_be_visible()
    context.close()
