"""Everything that shapes a reconstruction, done by fingers on a phone on the real product; links hold what came of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from tests.attack.served import Served
from tests.e2e.product.altered import strangers
from tests.e2e.product.test_fusion import FUSED, PATIENCE_MS, STS_001, settle, signed_in
from tests.e2e.product.test_made import in_3d, same_in_another_page
from tests.e2e.product.test_shaping import PHONE, changed, in_the_bar, middle_of
from tests.e2e.viewer.screen import Screen

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
AXIAL, CORONAL = 0, 1
SLAB_AT, THIN_HANDLE_PX = 0.15, 9  # where a thin plane's handles lie beside its line (web/src/viewer/overlay/crossing.ts)


@pytest.fixture(scope="module")
def study(product: Served, shared_data: Path) -> str:
    """The address of STS_001 in the viewer."""
    product.upload(shared_data / "petct/STS_001")
    return f"{product.facts()['url']}/studies/{STS_001}/view"


def slide(screen: Screen, start: tuple[float, float], way: tuple[float, float], steps: int = 8) -> None:
    """One finger from a place along a way."""
    screen.touch(*[[(start[0] + way[0] * step / steps, start[1] + way[1] * step / steps)] for step in range(steps + 1)])


def in_planes(page: Page, address: str) -> Screen:
    """The study's CT in three planes on a phone."""
    screen = in_3d(page, address)
    screen.press("Shift+M")
    expect(screen.viewport(AXIAL).locator(".dv-axis").first).to_be_attached(timeout=PATIENCE_MS)
    settle(screen, 3)
    return screen


def tap_away(button: Locator) -> None:
    """Tap a button that goes when it was heard. Chromium on a busy machine makes no click of the first tap after a made-up stroke."""
    button.tap()
    try:
        button.wait_for(state="hidden", timeout=3_000)
    except PlaywrightTimeout:
        button.tap()
        button.wait_for(state="hidden")


def test_fingers_change_the_curve_and_what_is_cut_away(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, **PHONE)
    page = context.pages[0]
    screen = in_3d(page, study)
    whole = screen.hash()

    # The panel leaves the picture in sight; a point of the curve goes with the finger.
    in_the_bar(page, "Curve of opacity").tap()
    point = page.get_by_role("button", name="Point 2:")
    before = point.get_attribute("aria-label")
    changed(screen, lambda: slide(screen, middle_of(point), (40, -30)))
    assert point.get_attribute("aria-label") != before
    page.get_by_role("button", name="Close").tap()
    settle(screen, 1)
    curved = screen.hash()
    assert curved != whole
    same_in_another_page(context, screen, 1, 0)
    screen.press("Control+z")
    settle(screen, 1)
    assert screen.hash() == whole

    # The table and the bones go by a tap, an outline by drawing around it.
    in_the_bar(page, "Cuts").tap()
    page.get_by_role("button", name="Table", exact=True).tap()
    changed(screen, page.get_by_role("button", name="Bones", exact=True).tap)
    expect(page.get_by_role("list", name="Cuts").get_by_role("listitem")).to_have_text(["1. Table", "2. Bones"])
    page.get_by_role("button", name="Close").tap()
    # The panel's room is the picture's again.
    page.wait_for_function("() => document.querySelector('[data-viewport=\"0\"]').clientHeight > innerHeight / 2")
    settle(screen, 1)
    in_the_bar(page, "Scalpel").tap()
    x, y = screen.middle()
    screen.touch(
        *[[at] for at in ((x, y - 80), (x + 50, y - 80), (x + 90, y - 60), (x + 90, y), (x + 60, y + 40), (x, y + 40), (x - 10, y))]
    )
    changed(screen, partial(tap_away, page.get_by_role("button", name="Remove inside")))
    expect(in_the_bar(page, "Cuts (3)")).to_be_visible()
    same_in_another_page(context, screen, 1, 0)
    context.close()


def test_fingers_make_a_slab_and_draw_a_path(browser: Browser, product: Served, study: str) -> None:
    context = signed_in(browser, product, **PHONE)
    page = context.pages[0]
    screen = in_planes(page, study)

    # The handles beside a line of the crosshair make the plane that it stands for thick.
    x, y = screen.middle(AXIAL)
    box = screen.viewport(AXIAL).bounding_box()
    assert box
    handle = (x + SLAB_AT * min(box["width"], box["height"]), y - THIN_HANDLE_PX)
    changed(screen, lambda: slide(screen, handle, (0, -40)), 3, CORONAL)
    expect(screen.viewport(CORONAL).locator(".dv-bl")).to_contain_text("Slab")
    same_in_another_page(context, screen, 3, CORONAL)

    # Taps set the points of a path, a button pulls it straight; the link holds the path.
    page.get_by_role("button", name="More").tap()
    page.get_by_role("menuitem", name="Path for a curved MPR").tap()
    for points, (across, down) in enumerate(((0.5, 0.25), (0.58, 0.45), (0.45, 0.65)), 1):
        page.touchscreen.tap(*screen.middle(CORONAL, across, down))
        expect(screen.viewport(CORONAL).locator(".dv-stop")).to_have_count(points)
    page.get_by_role("button", name="Last point back").tap()
    expect(screen.viewport(CORONAL).locator(".dv-stop")).to_have_count(2)
    page.get_by_role("button", name="Pull straight").tap()
    expect(screen.viewport(1).locator(".dv-bl")).to_contain_text("Path pulled straight", timeout=PATIENCE_MS)
    settle(screen, 6)
    assert screen.pixels(1).max() > 60
    same_in_another_page(context, screen, 6, 1)
    context.close()


def test_fingers_register_shift_and_play(browser: Browser, product: Served, shared_data: Path, tmp_path: Path) -> None:
    uid = strangers(tmp_path / "strangers", shared_data / "petct/STS_001")
    product.upload(tmp_path / "strangers")
    context = signed_in(browser, product, **PHONE)
    page = context.pages[0]
    page.goto(f"{product.facts()['url']}/studies/{uid}/view")
    screen = Screen(page)
    settle(screen, 1)
    page.get_by_role("button", name="More").tap()
    page.get_by_role("menuitem", name="Fusion", exact=True).tap()
    badges = screen.viewport(FUSED).locator(".dv-badges")
    screen.viewport(FUSED).get_by_role("button", name="Register").tap(timeout=PATIENCE_MS)
    expect(badges).to_contain_text("Registered", timeout=PATIENCE_MS)
    settle(screen, 4)
    page.get_by_role("button", name="Alignment: Registered").tap()
    page.get_by_role("button", name="Shift by hand").tap()
    page.get_by_role("button", name="Alignment: Registered").tap()  # closes it again
    changed(screen, lambda: slide(screen, screen.middle(FUSED), (25, 10)), 4, FUSED)
    expect(badges).to_contain_text("Shifted by hand")
    same_in_another_page(context, screen, 4, FUSED)
    context.close()
