"""Every tool of reconstructions by keys alone: nothing here has a mouse or a finger; what is pressed is reached by Tab or by its key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.attack.served import Served
from tests.e2e.product.test_fusion import FUSED, PATIENCE_MS, STS_001, fuse, settle, signed_in
from tests.e2e.product.test_made import in_3d
from tests.e2e.product.test_shaping import changed
from tests.e2e.viewer.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

MOST_STOPS = 120
NAME = "(e => [e.getAttribute('aria-label') ?? e.textContent, e.getAttribute('role') ?? e.tagName].join(' / '))(document.activeElement)"
THERE = """pattern => [...document.querySelectorAll('button, a, input, select, [tabindex]')].some((e) => {
  const name = [e.getAttribute('aria-label') ?? e.textContent, e.getAttribute('role') ?? e.tagName].join(' / ');
  return new RegExp('^(?:' + pattern + ')').test(name);
})"""


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path) -> str:
    """The address of STS_001 in the viewer."""
    product.upload(shared_data / "petct/STS_001")
    return f"{product.facts()['url']}/studies/{STS_001}/view"


def tab_to(page: Page, name: str) -> None:
    """Go from stop to stop until the focus is on what has this name (a pattern, from its beginning), once there is such a thing."""
    page.wait_for_function(THERE, arg=name)
    passed = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        passed.append(page.evaluate(NAME))
        if re.match(name, passed[-1]):
            return
    pytest.fail(f"Tab does not lead to {name}: {passed}")


def press(page: Page, key: str, times: int = 1) -> None:
    """A key where the focus is, several times."""
    for _ in range(times):
        page.keyboard.press(key)


def test_a_body_is_turned_recoloured_cropped_and_clipped_by_keys(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = in_3d(page, study)
    whole = screen.hash()

    # Turned and tipped, and from a side by its key.
    changed(screen, lambda: press(page, "Shift+ArrowRight", 4))
    changed(screen, lambda: press(page, "Control+ArrowUp", 2))
    changed(screen, lambda: press(page, "Alt+1"))
    assert screen.hash() == whole

    # Cropped: each side of the box is a slider.
    press(page, "Shift+C")
    tab_to(page, "Side L of the crop box / slider")
    changed(screen, lambda: press(page, "Shift+ArrowLeft", 4))
    end = float(page.evaluate("document.activeElement.getAttribute('aria-valuenow')"))
    press(page, "ArrowRight")
    screen.frame()  # the slider says its value in the next frame
    assert float(page.evaluate("document.activeElement.getAttribute('aria-valuenow')")) == pytest.approx(end + 2)
    press(page, "Control+z", 5)
    press(page, "Shift+C")
    settle(screen, 1)
    assert screen.hash() == whole

    # Clipped: the plane is put on by its button and moved by its slider.
    tab_to(page, "Clipping plane")
    changed(screen, lambda: press(page, "Enter"))
    tab_to(page, "Depth of the clipping plane")
    changed(screen, lambda: press(page, "ArrowRight", 20))
    press(page, "Shift+Tab", 1)
    press(page, "Enter")
    settle(screen, 1)
    assert screen.hash() == whole

    # The curve: moved and made denser as a whole, then by a point of its own.
    tab_to(page, "Curve of opacity / BUTTON")
    press(page, "Enter")
    settle(screen, 1)
    narrow = screen.hash()
    tab_to(page, "Shift and density")
    moved = changed(screen, lambda: press(page, "ArrowRight", 8))
    assert changed(screen, lambda: press(page, "ArrowDown", 8)) not in {moved, narrow}
    press(page, "Control+z", 16)
    settle(screen, 1)
    assert screen.hash() == narrow
    tab_to(page, "Point 2:")
    changed(screen, lambda: press(page, "Shift+ArrowUp", 3))
    context.close()


def test_a_body_is_cut_by_keys(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = in_3d(page, study)

    # An oval in the middle, moved to the side and made larger; what it holds goes.
    press(page, "Shift+K")
    tab_to(page, "Oval")
    press(page, "Enter")
    oval = screen.viewport().locator(".dv-scalpel").first
    first = oval.get_attribute("d")
    press(page, "ArrowRight", 6)
    screen.frame()
    second = oval.get_attribute("d")
    press(page, "Shift+ArrowUp", 4)
    screen.frame()
    assert len({first, second, oval.get_attribute("d")}) == 3
    changed(screen, lambda: press(page, "Backspace"))
    press(page, "Shift+K")

    # The list of cuts: table and bones, and the outline taken back.
    tab_to(page, r"Cuts \(1\)")
    press(page, "Enter")
    cuts = page.get_by_role("list", name="Cuts").get_by_role("listitem")
    expect(cuts).to_have_text(["1. Outline, inside removed"])
    settle(screen, 1)
    tab_to(page, "Table / BUTTON")
    press(page, "Enter")
    tab_to(page, "Bones / BUTTON")
    changed(screen, lambda: press(page, "Enter"))
    tab_to(page, "Take back cut 1")
    changed(screen, lambda: press(page, "Enter"))
    expect(cuts).to_have_text(["1. Table", "2. Bones"])
    context.close()


def test_series_are_mixed_by_keys(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = fuse(page, study)
    corner = screen.viewport(FUSED).locator(".dv-br")
    changed(screen, lambda: press(page, "Alt+ArrowRight", 2), 4, FUSED)
    expect(corner).to_contain_text("PT 70 %")
    press(page, "Alt+ArrowLeft")
    expect(corner).to_contain_text("PT 60 %")
    press(page, "u")
    expect(corner).to_contain_text("PT 0 %")
    press(page, "u")
    expect(corner).to_contain_text("PT 50 %")
    tab_to(page, "Opacity of the upper series")
    press(page, "Home")
    expect(corner).to_contain_text("PT 0 %")
    press(page, "End")
    expect(corner).to_contain_text("PT 100 %")
    tab_to(page, "Colour map: Hot iron")
    press(page, "Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    press(page, "ArrowDown", 2)
    changed(screen, lambda: press(page, "Enter"), 4, FUSED)
    tab_to(page, "Highest value")
    page.keyboard.type("4")
    press(page, "Enter")
    expect(corner).to_contain_text("SUVbw 0–")

    # Shifted by hand in numbers.
    tab_to(page, "Alignment: As in the files")
    press(page, "Enter")
    tab_to(page, "Shift by hand")
    press(page, "Enter")
    tab_to(page, "Shift x in millimetres")
    page.keyboard.type("12")
    changed(screen, lambda: press(page, "Enter"), 4, FUSED)
    expect(screen.viewport(FUSED).locator(".dv-badges")).to_contain_text("Shifted by hand", timeout=PATIENCE_MS)
    context.close()


def loc(screen: Screen, index: int) -> str:
    """Where a plane lies, as its corner says."""
    found = re.search(r"Loc (-?[\d.]+) mm", screen.corner("bl", index))
    assert found, screen.corner("bl", index)
    return found.group(1)


def test_the_crosshair_is_moved_turned_and_thickened_by_keys(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, viewport={"width": 1280, "height": 800})
    page = context.pages[0]
    screen = in_3d(page, study)
    press(page, "Shift+M")
    expect(screen.viewport(0).locator(".dv-axis").first).to_be_attached(timeout=PATIENCE_MS)
    settle(screen, 3)
    screen.viewport(0).focus()

    # Each plane goes through its own direction, and the crosshair with it.
    before = [loc(screen, index) for index in range(3)]
    for index, name in enumerate(["Viewport 1", "Viewport 2", "Viewport 3"]):
        if index:
            tab_to(page, name)
        press(page, "ArrowDown", 3)
        expect(screen.viewport(index).locator(".dv-bl")).not_to_contain_text(f"Loc {before[index]} mm")
    assert not set(before) & {loc(screen, index) for index in range(3)}

    # Turned about the active plane's normal: the other two become oblique.
    screen.viewport(0).focus()
    changed(screen, lambda: press(page, "Shift+ArrowRight", 3), 3, 1)
    assert len(screen.corner("left", 1)) == 2
    press(page, "Control+z", 3)

    # Thick by keys, another mode by its key.
    screen.viewport(1).focus()
    changed(screen, lambda: press(page, "Alt+ArrowUp", 8), 3, 1)
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Slab")
    changed(screen, lambda: press(page, "b"), 3, 1)
    press(page, "Alt+ArrowDown", 12)
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Slab off")

    # A path: points where the crosshair is, which the keys move.
    press(page, "Shift+P")
    for points in (1, 2, 3):
        screen.viewport(1).focus()
        press(page, "Shift+ArrowDown" if points % 2 else "ArrowDown", points)
        screen.viewport(0).focus()
        press(page, "Shift+ArrowDown")
        tab_to(page, "Point at the crosshair")
        press(page, "Enter")
        expect(screen.viewport(0).locator(".dv-stop")).to_have_count(points)
    screen.viewport(0).focus()
    press(page, "Enter")
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Path pulled straight", timeout=PATIENCE_MS)
    context.close()
