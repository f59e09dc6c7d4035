"""Reconstructions shaped by hand on the real product: clipped, cropped, cut, curved, registered, played; by mouse, keys and fingers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from tests.attack.served import Served
from tests.e2e.product.altered import PHASES, beating, strangers
from tests.e2e.product.test_fusion import FUSED, PATIENCE_MS, STS_001, settle, signed_in
from tests.e2e.product.test_made import address_still, in_3d, list_of_cuts, same_in_another_page
from tests.e2e.viewer.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path) -> str:
    """The address of STS_001 in the viewer."""
    product.upload(shared_data / "petct/STS_001")
    return f"{product.facts()['url']}/studies/{STS_001}/view"


def changed(screen: Screen, act: Callable[[], object], pictures: int = 1, index: int = 0) -> str:
    """What a deed makes of a picture: another one, which is returned by its hash."""
    before = screen.hash(index)
    act()
    screen.frame()
    deadline = monotonic() + PATIENCE_MS / 1000
    while monotonic() < deadline:
        settle(screen, pictures)
        if (after := screen.hash(index)) != before:
            return after
        screen.page.wait_for_timeout(100)
    pytest.fail("the picture stayed as it was")


def middle_of(what: Locator) -> tuple[float, float]:
    box = what.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def press_on(what: Locator, key: str, times: int = 1) -> None:
    """A key, several times, on one control."""
    what.focus()
    for _ in range(times):
        what.page.keyboard.press(key)


def draw_to_the_middle(screen: Screen, thumb: Locator) -> None:
    """One finger takes the thumb of a slider from its left end to its middle."""
    box = thumb.locator("..").bounding_box()
    assert box
    (x, y), steps = middle_of(thumb), 8
    screen.touch(*[[(x + (box["x"] + box["width"] / 2 - x) * step / steps, y)] for step in range(steps + 1)])


def in_the_bar(page: Page, name: str) -> Locator:
    """A button of the 3D toolbar."""
    return page.get_by_role("toolbar", name="3D").get_by_role("button", name=name)


def test_a_body_is_clipped_recoloured_and_boned_by_mouse_and_keys(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = in_3d(page, study)
    whole = screen.hash()
    changed(screen, lambda: in_the_bar(page, "Clipping plane").click())
    depth = page.get_by_role("slider", name="Depth of the clipping plane")
    changed(screen, lambda: press_on(depth, "ArrowRight", 20))
    same_in_another_page(context, screen, 1, 0)
    in_the_bar(page, "Clipping plane").click()
    settle(screen, 1)
    assert screen.hash() == whole

    in_the_bar(page, "Curve of opacity").click()
    point = page.get_by_role("button", name="Point 2:")
    settle(screen, 1)
    dragged = changed(screen, lambda: screen.drag(middle_of(point), (25, -30)))
    keyed = changed(screen, lambda: press_on(point, "Shift+ArrowRight", 4))
    assert keyed != dragged
    page.get_by_role("button", name="Back to the preset").click()
    in_the_bar(page, "Curve of opacity").click()
    settle(screen, 1)
    assert screen.hash() == whole

    list_of_cuts(screen)
    changed(screen, lambda: page.get_by_role("button", name="Bones", exact=True).click())
    list_of_cuts(screen)
    same_in_another_page(context, screen, 1, 0)
    context.close()


def test_a_body_is_cropped_clipped_and_cut_with_fingers(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, **PHONE)
    page = context.pages[0]
    screen = in_3d(page, study)
    x, y = screen.middle()
    changed(screen, lambda: screen.touch(*[[(x + 10 * step, y)] for step in range(8)]))
    in_the_bar(page, "Crop box").tap()
    handle = screen.viewport().locator("[data-side='01'] circle").last
    hx, hy = middle_of(handle)
    changed(screen, lambda: screen.touch(*[[(hx - 8 * step, hy)] for step in range(10)]))
    changed(screen, lambda: in_the_bar(page, "Clipping plane").tap())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    same_in_another_page(context, screen, 1, 0)
    context.close()


def test_pictures_wait_for_the_room_that_the_bar_leaves_them(browser: Browser, product: Served, study: str) -> None:
    """A page whose code of the 3D bar comes late shows no picture of another size before."""
    context = signed_in(browser, product, **PHONE)
    screen = in_3d(context.pages[0], study)
    address_still(screen.page)
    late: list[Route] = []
    other = context.new_page()
    other.route("**/SurfaceBar-*.js", lambda route: late.append(route))  # noqa: PLW0108 (playwright marks what it is given)
    with other.expect_request("**/SurfaceBar-*.js"):
        other.goto(screen.page.url)
    other.wait_for_timeout(1000)  # long enough for a picture that does not wait
    assert other.locator("[data-quality=lossless]").count() == 0
    for route in late:
        route.continue_()
    there = Screen(other)
    settle(there, 1)
    assert there.hash() == screen.hash()
    context.close()


@pytest.mark.parametrize("fingers", [False, True], ids=["mouse", "touch"])
def test_the_bar_of_3d_stays_one_row_beside_a_panel(browser: Browser, product: Served, study: str, *, fingers: bool) -> None:
    """All tools in use and a panel open, on the smallest screen of a workstation and on a tablet: height is the pictures'."""
    context = signed_in(browser, product, viewport={"width": 1024, "height": 768}, has_touch=fingers, is_mobile=fingers)
    page = context.pages[0]
    in_3d(page, study)
    in_the_bar(page, "Crop box").click()
    in_the_bar(page, "Clipping plane").click()
    in_the_bar(page, "Curve of opacity").click()
    expect(page.get_by_role("button", name="Back to the preset")).to_be_visible()
    bar = page.get_by_role("toolbar", name="3D")
    box = bar.bounding_box()
    assert box
    assert box["height"] <= (60 if fingers else 48)
    assert bar.evaluate("bar => bar.scrollWidth <= bar.clientWidth"), "nothing of it is out of sight"
    context.close()


def laid_out(page: Page, address: str, key: str) -> Screen:
    """The study, drawn, and then in the layout that a key asks for."""
    page.goto(address)
    screen = Screen(page)
    settle(screen, 1)
    screen.viewport().focus()
    screen.press(key)
    return screen


def test_series_of_no_common_space_are_registered(browser: Browser, product: Served, shared_data: Path, tmp_path: Path) -> None:
    uid = strangers(tmp_path / "strangers", shared_data / "petct/STS_001")
    product.upload(tmp_path / "strangers")
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = laid_out(page, f"{product.facts()['url']}/studies/{uid}/view", "Shift+F")
    alert = screen.viewport(FUSED).get_by_role("alert")
    expect(alert).to_contain_text("frame of reference", timeout=PATIENCE_MS)
    assert not screen.pixels(FUSED).any(), "nothing is shown as if it lay right"
    badges = screen.viewport(FUSED).locator(".dv-badges")
    expect(badges).to_have_text("Not aligned")
    screen.viewport(FUSED).get_by_role("button", name="Register").click()
    expect(alert).to_contain_text("Registering")
    expect(badges).to_contain_text("Registering")
    screen.viewport(FUSED).get_by_role("button", name="Cancel").click()
    expect(badges).to_have_text("Not aligned")
    screen.viewport(FUSED).get_by_role("button", name="Register").click()
    expect(badges).to_contain_text("Registered", timeout=PATIENCE_MS)
    settle(screen, 4)
    registered = screen.hash(FUSED)
    same_in_another_page(context, screen, 4, FUSED)

    # What was registered can be moved by mouse, and that is said.
    page.get_by_role("button", name="Alignment: Registered").click()
    page.get_by_role("button", name="Shift by hand").click()
    page.keyboard.press("Escape")
    dragged = changed(screen, lambda: screen.drag(screen.middle(FUSED), (25, 10)), 4, FUSED)
    expect(badges).to_contain_text("Shifted by hand")
    assert dragged != registered
    context.close()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_phases_are_chosen_and_played(browser: Browser, product: Served, shared_data: Path, tmp_path: Path, *, phone: bool) -> None:
    uid = beating(tmp_path / "beating", shared_data / "petct/STS_001/ct")
    product.upload(tmp_path / "beating")
    context = signed_in(browser, product, **(PHONE if phone else {"viewport": {"width": 1280, "height": 800}}))
    page = context.pages[0]
    screen = laid_out(page, f"{product.facts()['url']}/studies/{uid}/view", "Shift+M")
    corner = screen.viewport(0).locator(".dv-bl")
    bar = page.get_by_role("group", name="Phases")
    expect(bar).to_contain_text(f"1 / {PHASES}", timeout=PATIENCE_MS)
    settle(screen, 3)
    first = screen.hash()
    slider = bar.get_by_role("slider", name="Phase")
    second = changed(screen, lambda: draw_to_the_middle(screen, slider) if phone else press_on(slider, "ArrowRight"), 3)
    expect(bar).to_contain_text(f"2 / {PHASES}")
    same_in_another_page(context, screen, 3, 0)
    screen.viewport(0).focus()
    third = changed(screen, lambda: screen.press("]"), 3)
    assert len({first, second, third}) == 3
    expect(corner).to_contain_text(f"Phase 3 / {PHASES}")
    play = bar.get_by_role("button", name="Play the phases")
    (play.tap if phone else play.click)()
    for phase in (1, 2, 3):
        expect(corner).to_contain_text(f"Phase {phase} / {PHASES}")
    context.close()


def test_the_curve_stands_over_the_values_of_its_phase(browser: Browser, product: Served, shared_data: Path, tmp_path: Path) -> None:
    """The second phase of a beating body is brighter than the first: the bars behind the curve lie elsewhere."""
    uid = beating(tmp_path / "beating", shared_data / "petct/STS_001/ct")
    product.upload(tmp_path / "beating")
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = laid_out(page, f"{product.facts()['url']}/studies/{uid}/view", "Shift+V")
    expect(screen.viewport(0).locator(".dv-bl")).to_contain_text(f"Phase 1 / {PHASES}", timeout=PATIENCE_MS)
    bars = page.get_by_role("group", name="Curve of opacity").locator("path[class*=counts]")
    in_the_bar(page, "Curve of opacity").click()
    expect(bars).to_have_attribute("d", re.compile(r"\d"))
    first = bars.get_attribute("d") or ""
    screen.viewport(0).focus()
    screen.press("]")
    expect(screen.viewport(0).locator(".dv-bl")).to_contain_text(f"Phase 2 / {PHASES}")
    expect(bars).to_have_attribute("d", re.compile(r"\d"))
    expect(bars).not_to_have_attribute("d", first)
    screen.press("[")
    expect(bars).to_have_attribute("d", first)

    # Other ways to look at the series stay in the phase: as planes, as a stack and back.
    screen.press("]")
    screen.press("Shift+M")
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text(f"Phase 2 / {PHASES}")
    settle(screen, 3)
    screen.viewport(0).focus()
    screen.press("Shift+S")
    expect(screen.viewport(0).locator(".dv-bl")).to_contain_text(re.compile(r"Im (2[1-9]|3\d|40) / 60"))
    settle(screen, 1)
    screen.viewport(0).focus()
    screen.press("Shift+V")
    expect(screen.viewport(0).locator(".dv-bl")).to_contain_text(f"Phase 2 / {PHASES}")
    context.close()
